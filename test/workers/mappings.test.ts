import { beforeAll, expect, test } from 'vitest';
import type { MappingList, TriedMapping } from '../../core/contract/mappings.ts';
import type { SearchAnswer } from '../../core/contract/search.ts';
import { push, signUp, untilDone } from './member.ts';
import type { Member } from './member.ts';

const SOURCE = `
name: badge-reader
when: { device: BadgeReader }
time: at
asset: { host: gate }
nodes:
  badge: { type: principal, principal: badge }
  seen_at: { type: address, ip: ip }
edges: [badge principal_from seen_at]
`;
const RECORD = JSON.stringify({
  device: 'BadgeReader',
  at: '2026-03-01T10:00:00Z',
  gate: 'gate-7',
  badge: 'B-1234',
  ip: '10.1.2.3',
});

let acme: Member;
let other: Member;

beforeAll(async () => {
  acme = await signUp('Acme');
  other = await signUp('Other');
});

test('a mapping is tried on a sample, and nothing is kept of it', async () => {
  const sample = `${RECORD}\n{"unknown": true}\n`;
  const answer = await acme.post('/api/mappings/try', { source: SOURCE, sample });
  const tried = await answer.json<TriedMapping>();
  if (!tried.ok) throw new Error(JSON.stringify(tried.faults));
  expect(tried.records).toEqual({ received: 2, accepted: 1, rejected: 1, ignored: 0 });
  expect(tried.taken).toBe(1);
  expect(tried.rejects).toEqual([{ record: 2, reason: 'no known format has these keys' }]);
  expect(tried.graph.nodes.map(({ label }) => label).sort()).toEqual([
    '10.1.2.3',
    'B-1234',
    'gate-7',
  ]);
  expect(tried.graph.edges.map(({ verb }) => verb)).toEqual(['was seen at']);
  expect((await (await acme.get('/api/mappings')).json<MappingList>()).mappings).toEqual([]);
});

test('what is wrong with a mapping is told with its place', async () => {
  const answer = await acme.post('/api/mappings', {
    source: SOURCE.replace('badge principal_from', 'badge form'),
  });
  expect(answer.status).toBe(422);
  expect(await answer.json()).toMatchObject({
    code: 'mappings.faulty',
    errors: [{ field: '9:9', message: 'no edge `form` goes from principal to address' }],
  });
});

test('records that nobody understood are understood after a mapping is saved and they are replayed', async () => {
  const { source, token } = await acme.createSource('doors');
  await push(token, RECORD);
  await untilDone(acme);
  expect(await find(acme)).toBe(0);

  expect((await acme.post('/api/mappings', { source: SOURCE })).status).toBe(201);
  expect((await acme.post(`/api/sources/${source.id}/replay`, {})).status).toBe(202);
  await untilDone(acme);
  expect(await find(acme)).toBe(1);

  // Another tenant's records are not read by it.
  const others = await other.createSource('doors');
  await push(others.token, RECORD);
  await untilDone(other);
  expect(await find(other)).toBe(0);
  expect((await other.send('/api/mappings/badge-reader', { method: 'DELETE' })).status).toBe(404);
  expect((await acme.send('/api/mappings/badge-reader', { method: 'DELETE' })).status).toBe(204);
});

/** How many values of the member's graph are the badge's number. */
async function find(who: Member): Promise<number> {
  const answer = await who.get('/api/search?q=B-1234');
  return (await answer.json<SearchAnswer>()).matches.length;
}
