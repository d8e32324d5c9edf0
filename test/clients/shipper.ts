import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Where cli/setup-shippers.mjs unpacks Debian's packages. */
const FOLDER = path.resolve(import.meta.dirname, '../../.grapnel/shippers');

export interface Shipper {
  readonly program: string;
  /** A folder below the shipper's own root. */
  folder(name: string): string;
}

/** A shipper that was fetched; undefined, with the reason in the tests' names, when it was not. */
export function findShipper(name: 'rsyslog' | 'syslog-ng', program: string): Shipper | undefined {
  const root = path.join(FOLDER, name);
  const file = path.join(root, program);
  return existsSync(file)
    ? { program: file, folder: (below) => path.join(root, below) }
    : undefined;
}

/** A shipper at work. */
export interface RunningShipper {
  /** Sends lines to the port that it listens on, as soon as it does. */
  send(lines: readonly string[]): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Runs a shipper in the foreground.
 *
 * @param makeConfig the configuration, by the folder that it may write to
 * @param makeArguments by the file of the configuration, and that folder
 */
export function runShipper(
  shipper: Shipper,
  port: number,
  makeConfig: (folder: string) => string,
  makeArguments: (config: string, folder: string) => string[],
): RunningShipper {
  const folder = mkdtempSync(path.join(tmpdir(), 'grapnel-shipper-'));
  const config = path.join(folder, 'shipper.conf');
  writeFileSync(config, makeConfig(folder));
  const libraries = ['usr/lib/x86_64-linux-gnu', 'lib/x86_64-linux-gnu', 'usr/lib/syslog-ng'];
  const child = spawn(shipper.program, makeArguments(config, folder), {
    env: { ...process.env, LD_LIBRARY_PATH: libraries.map(shipper.folder).join(':') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const note = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout.on('data', note);
  child.stderr.on('data', note);
  return {
    send: (lines) => sendWhenOpen(child, port, lines, () => output),
    stop: async () => {
      const gone = new Promise((resolve) => child.once('close', resolve));
      if (child.exitCode === null && child.kill('SIGTERM')) await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A shipper is there after so many tries of a tenth of a second. */
const TRIES = 100;

async function sendWhenOpen(
  child: ChildProcess,
  port: number,
  lines: readonly string[],
  output: () => string,
): Promise<void> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`the shipper ended:\n${output()}`);
    const isSent = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.end(lines.map((line) => `${line}\n`).join(''), () => resolve(true));
      });
      socket.once('error', () => resolve(false));
    });
    if (isSent) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the shipper does not listen:\n${output()}`);
}
