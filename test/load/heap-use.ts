import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

/** What one isolate of workerd holds, bytes: some of it may be garbage that is not collected yet. */
export interface HeapUse {
  /** The service's own Worker with its objects, or one of the Workers that stand for D1, R2 and queues. */
  readonly isolate: string;
  /** JavaScript objects. */
  readonly usedBytes: number;
  /** What V8 has taken for them. */
  readonly totalBytes: number;
  /** What is outside of V8's heap: the contents of buffers. */
  readonly bufferBytes: number;
}

interface Target {
  readonly id: string;
  readonly webSocketDebuggerUrl: string;
}

interface HeapAnswer {
  readonly error?: { readonly message: string };
  readonly result?: {
    readonly usedSize: number;
    readonly totalSize: number;
    readonly backingStorageSize?: number;
  };
}

/** The isolate that the service's Worker and all its objects share, as Miniflare calls it. */
export const OWN_ISOLATE = 'core:user:';

/** How long an isolate may take to answer, ms: it answers between two of its tasks. */
const PATIENCE_MS = 20_000;

/** A port that is free now, for an inspector. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => void server.close(resolve));
  return port;
}

/**
 * What every isolate of workerd holds, by the Chrome DevTools Protocol (`Runtime.getHeapUsage`; its
 * `HeapProfiler.collectGarbage` is not answered by workerd). Isolates that do not answer are left out.
 */
export async function heapUses(inspectorPort: number): Promise<HeapUse[]> {
  const response = await fetch(`http://127.0.0.1:${inspectorPort}/json`);
  const targets = (await response.json()) as Target[];
  const uses = await Promise.all(targets.map(heapUse));
  return uses.filter((use) => use !== undefined);
}

async function heapUse({ id, webSocketDebuggerUrl }: Target): Promise<HeapUse | undefined> {
  const socket = new WebSocket(webSocketDebuggerUrl);
  const answered = new Promise<HeapAnswer | undefined>((resolve) => {
    socket.addEventListener('open', () => socket.send('{"id":1,"method":"Runtime.getHeapUsage"}'));
    socket.addEventListener('message', ({ data }) => {
      const answer = JSON.parse(String(data)) as HeapAnswer & { readonly id?: number };
      if (answer.id === 1) resolve(answer);
    });
    socket.addEventListener('error', () => resolve(undefined));
    setTimeout(() => resolve(undefined), PATIENCE_MS).unref();
  });
  const result = (await answered)?.result;
  socket.close();
  if (result === undefined) return undefined;
  const { usedSize, totalSize, backingStorageSize = 0 } = result;
  return {
    isolate: id,
    usedBytes: usedSize,
    totalBytes: totalSize,
    bufferBytes: backingStorageSize,
  };
}
