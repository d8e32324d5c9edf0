import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** A service in a process of its own, as `npm start` runs it. */
export interface RunningService {
  readonly url: URL;
  /** Ends it and all its processes at once, without a chance to finish anything. */
  kill(): Promise<void>;
}

/** Starts a service over a folder of state, and waits until it serves. */
export async function startService(
  stateFolder: string,
  command: readonly string[] = ['cli/start.ts'],
): Promise<RunningService> {
  const port = await freePort();
  const child = spawn(process.execPath, command, {
    cwd: ROOT,
    detached: true, // A process group of its own, so that workerd dies with it.
    env: { ...process.env, PORT: String(port), GRAPNEL_STATE: stateFolder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  await untilServing(child);
  return {
    url: new URL(`http://127.0.0.1:${port}`),
    kill: async () => {
      const gone = new Promise((resolve) => child.once('close', resolve));
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      await gone;
    },
  };
}

function untilServing(child: ChildProcess): Promise<void> {
  let output = '';
  return new Promise((resolve, reject) => {
    const look = (chunk: Buffer): void => {
      output += chunk.toString();
      if (output.includes('Grapnel serves at')) resolve();
    };
    child.stdout?.on('data', look);
    child.stderr?.on('data', look);
    child.once('close', () => reject(new Error(`the service did not start:\n${output}`)));
  });
}

/** A port that nothing listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
