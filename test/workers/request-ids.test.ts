import { afterEach, expect, test, vi } from 'vitest';
import { sampleAttack } from '../../core/sample/sample-attack.ts';
import { push, request, signUp, untilDone } from './member.ts';

afterEach(() => vi.restoreAllMocks());

test('one id leads from the answer of an upload to its lenses, a line for each step', async () => {
  const lines: Record<string, unknown>[] = [];
  vi.spyOn(console, 'log').mockImplementation((text: string) => {
    lines.push(JSON.parse(text) as Record<string, unknown>);
  });
  const member = await signUp('Followed');
  const { token } = await member.createSource();
  const [{ body } = { body: '' }] = sampleAttack(Date.UTC(2026, 0, 1));
  const answer = await push(token, body);
  const id = answer.headers.get('x-request-id');
  await untilDone(member);
  const lenses = (await member.lenses()).map((lens) => lens.id).sort();
  expect(lenses).not.toEqual([]);
  const own = lines.filter(({ requestIds }) =>
    (requestIds as string[] | undefined)?.includes(id ?? ''),
  );
  expect(own.map(({ event }) => event)).toEqual(['upload.received', 'upload.done']);
  const { lenses: logged = [] } = own[1] as { lenses?: string[] };
  expect([...logged].sort()).toEqual(lenses);
});

test('bodies that share an upload are named together, and no record has a line', async () => {
  const lines: Record<string, unknown>[] = [];
  vi.spyOn(console, 'log').mockImplementation((text: string) => {
    lines.push(JSON.parse(text) as Record<string, unknown>);
  });
  const member = await signUp('Shared');
  const { token } = await member.createSource();
  const answers = await Promise.all(
    Array.from({ length: 4 }, (_, number) =>
      request('/ingest', {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body: `{"EventID":1,"number":${number}}\n`.repeat(20),
      }),
    ),
  );
  const ids = answers.map(({ headers }) => headers.get('x-request-id') ?? '');
  await scheduler.wait(1_000);
  const uploads = await untilDone(member);
  const done = lines.filter(({ event }) => event === 'upload.done');
  expect(done.flatMap(({ requestIds }) => requestIds as string[]).sort()).toEqual(ids.sort());
  expect(done.length).toBe(uploads.length);
  expect(lines.length).toBeLessThanOrEqual(2 * uploads.length + 1);
});
