import { beforeAll, expect, test } from 'vitest';
import type { SearchAnswer } from '../../core/contract/search.ts';
import { sampleAttack } from '../../core/sample/sample-attack.ts';
import { push, request, signUp, untilDone } from './member.ts';
import type { Member } from './member.ts';

let acme: Member;
let other: Member;

beforeAll(async () => {
  acme = await signUp('Acme');
  other = await signUp('Other');
  const { token } = await acme.createSource('acme’s own');
  for (const { body } of sampleAttack(Date.UTC(2026, 0, 1))) await push(token, body);
  await untilDone(acme);
});

async function search(member: Member, query: string): Promise<SearchAnswer> {
  return await (await member.get(`/api/search?${query}`)).json<SearchAnswer>();
}

test('a value leads to its nodes, and from there into the graph', async () => {
  const { matches, next } = await search(acme, 'q=198.51.100.77&type=address');
  expect(next).toBeUndefined();
  expect(matches).toMatchObject([{ property: 'ip', value: '198.51.100.77', isMore: false }]);
  const id = matches[0]?.nodes[0]?.id;
  expect((await acme.get(`/api/nodes/${id}`)).status).toBe(200);
});

test('another tenant finds nothing of it', async () => {
  expect(await search(other, 'q=198.51.100.77')).toEqual({ matches: [] });
});

test.each([
  ['q=', 400, 'api.invalid'],
  [`q=${'x'.repeat(600)}`, 400, 'api.invalid'],
  ['q=x&type=wizard', 400, 'search.unknown-type'],
  ['q=x&after=zz', 400, 'search.bad-place'],
  ['q=x&after=0.0.0', 400, 'search.bad-place'],
])('%.20s is refused', async (query, status, code) => {
  const answer = await acme.get(`/api/search?${query}`);
  expect(answer.status).toBe(status);
  expect(await answer.json()).toMatchObject({ code });
});

test('a place that leads nowhere ends the search', async () => {
  expect(await search(acme, 'q=x&after=99.0.')).toEqual({ matches: [] });
  expect(await search(acme, `q=x&after=0.9999.${'ff'.repeat(20)}`)).toEqual({ matches: [] });
  expect((await acme.get(`/api/search?q=x&after=0.0.${'ff'.repeat(900)}`)).status).toBe(400);
});

test('only members search', async () => {
  expect((await request('/api/search?q=x')).status).toBe(401);
});
