import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ServiceClient, sendUpload } from '../../cli/service-client.ts';
import { GraphSnapshot } from '../../core/graph/snapshot.ts';
import type { GraphSummary } from '../../core/graph/snapshot.ts';
import { sampleAttack } from '../../core/sample/sample-attack.ts';
import { startService } from './running-service.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'grapnel-kill-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const bodies = sampleAttack(Date.UTC(2026, 0, 1)).map(({ body }) => body);

/** The last says again what others said, so often that the queue is at work for a while. */
const AGAIN = 100;

const uploads = [
  ...bodies.flatMap((body) => {
    const lines = body.split('\n');
    const parts: string[] = [];
    for (let from = 0; from < lines.length; from += 4)
      parts.push(lines.slice(from, from + 4).join('\n'));
    return parts;
  }),
  Array.from({ length: AGAIN }, () => bodies.at(-1)).join('\n'),
];

test('a service that is killed while its queue is at work loses nothing', async () => {
  const undisturbed = await graphAfter(path.join(folder, 'undisturbed'), false);
  const killed = await graphAfter(path.join(folder, 'killed'), true);
  // It was gone before it could have been done.
  expect(killed.ms).toBeLessThan(undisturbed.ms);
  expect({ ...killed, ms: 0 }).toEqual({ ...undisturbed, ms: 0 });
});

/** What comes of the uploads; `ms` passed from when the last was taken to when all were done, or it was killed. */
async function graphAfter(
  stateFolder: string,
  isKilled: boolean,
): Promise<{ graph: GraphSummary; lenses: [string, number][]; ms: number }> {
  let service = await startService(stateFolder);
  const first = new ServiceClient(service.url);
  const { email, password } = await first.signUp('Killed');
  const { token } = await first.createSource('test');
  for (const body of uploads) await sendUpload(service.url, token, body);
  const taken = performance.now();
  let ms = 0;
  if (isKilled) {
    // Without asking first what is queued: that would be answered when nothing is.
    await service.kill();
    ms = performance.now() - taken;
    service = await startService(stateFolder);
  }
  const client = new ServiceClient(service.url);
  await client.signIn(email, password);
  let done = await client.uploads();
  while (done.some(({ state }) => state === 'queued')) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    done = await client.uploads();
  }
  if (!isKilled) ms = performance.now() - taken;
  expect(done.map(({ state }) => state)).toEqual(uploads.map(() => 'done'));
  const snapshot = new GraphSnapshot();
  for await (const part of client.graph()) snapshot.add(part);
  const lenses = (await client.lenses()).map(({ name, score }): [string, number] => [name, score]);
  await service.kill();
  return { graph: snapshot.summary(), lenses: lenses.sort(), ms };
}
