import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ServiceClient } from '../../cli/service-client.ts';
import type { IngestAnswer } from '../../core/contract/sources.ts';
import { startService } from './running-service.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'grapnel-kill-inbox-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const BODIES = 40;

test('a service that is killed while small bodies wait for company loses none that it answered', async () => {
  let service = await startService(folder);
  const first = new ServiceClient(service.url);
  const { email, password } = await first.signUp('Killed');
  const { token } = await first.createSource('test');
  const send = async (n: number): Promise<IngestAnswer> => {
    const response = await fetch(new URL('/ingest', service.url), {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({ EventID: 5, Channel: 'Other', Hostname: 'h', n }),
    });
    expect(response.status).toBe(202);
    return (await response.json()) as IngestAnswer;
  };
  await send(-1);
  const answers = await Promise.all(Array.from({ length: BODIES }, (_, n) => send(n)));
  await service.kill();

  service = await startService(folder);
  const client = new ServiceClient(service.url);
  await client.signIn(email, password);
  let uploads = await client.uploads();
  while (uploads.some(({ state }) => state === 'queued')) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    uploads = await client.uploads();
  }
  const received = uploads.reduce((sum, { records }) => sum + records.received, 0);
  expect(received).toBe(BODIES + 1);
  // Each is where its answer said that it would be.
  for (const [n, { upload, firstRecord }] of answers.entries()) {
    const record = await client.read<{ n: number }>(`/api/evidence/${upload}/${firstRecord}`);
    expect(record.n).toBe(n);
  }
  await service.kill();
});
