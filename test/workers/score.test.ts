import { beforeAll, expect, test } from 'vitest';
import type { LensDetail, LensScore } from '../../core/contract/lenses.ts';
import { totalScore } from '../../core/lens/score.ts';
import { sampleAttack } from '../../core/sample/sample-attack.ts';
import { push, signUp, untilDone } from './member.ts';
import type { Member } from './member.ts';

const DAY = 86_400_000;

let member: Member;
let opened: LensDetail;

const scoreOf = async (query = ''): Promise<LensScore> =>
  await (await member.get(`/api/lenses/${opened.lens.id}/score${query}`)).json<LensScore>();

beforeAll(async () => {
  member = await signUp('Acme');
  const { token } = await member.createSource();
  for (const { body } of sampleAttack(Date.UTC(2026, 0, 1))) await push(token, body);
  await untilDone(member);
  const [first] = await member.lenses();
  opened = await (await member.get(`/api/lenses/${first?.id}`)).json<LensDetail>();
});

test('law 5: rows and terms of every lens sum to its score, in the list as when opened', async () => {
  for (const { id, score } of await member.lenses()) {
    const { rows, terms, lens } = await (await member.get(`/api/lenses/${id}`)).json<LensDetail>();
    expect([lens.score, totalScore([...rows, ...terms])]).toEqual([score, score]);
  }
  expect(opened.terms.map(({ kind }) => kind)).toContain('tactics');
});

test('without anything said, the score is that of the lens, as of its newest hit', async () => {
  const { score, whole, rows, terms, asOf } = await scoreOf();
  expect([score, whole, asOf]).toEqual([opened.lens.score, opened.lens.score, opened.lens.last]);
  expect({ rows, terms }).toEqual({ rows: opened.rows, terms: opened.terms });
});

test('a month and a week later it is half, and before the first hit nothing', async () => {
  const later = await scoreOf(`?asOf=${opened.lens.last + 37 * DAY}`);
  expect(later.score / opened.lens.score).toBeCloseTo(0.5, 1);
  expect(later.score).toBe(totalScore([...later.rows, ...later.terms]));
  expect(await scoreOf(`?asOf=${opened.lens.first - 1}`)).toMatchObject({ score: 0, rows: [] });
});

test('without an analyzer its row goes, and the others’ stay as they are', async () => {
  const [strongest, ...others] = opened.rows;
  const { score, whole, rows, terms } = await scoreOf(`?without=analyzer:${strongest?.analyzerId}`);
  expect(rows).toEqual(others);
  expect(whole).toBe(opened.lens.score);
  expect(score).toBe(totalScore([...rows, ...terms]));
  expect(score).toBeLessThan(whole);
});

test('without a node, nothing that was hit there counts', async () => {
  const node = opened.rows[0]?.nodes[0] ?? '';
  const { rows } = await scoreOf(`?without=node:${node}`);
  expect(rows.flatMap(({ nodes }) => nodes)).not.toContain(node);
});

test('what is no time or no subject is refused; another tenant’s lens is not there', async () => {
  const status = async (query: string) =>
    (await member.get(`/api/lenses/${opened.lens.id}/score${query}`)).status;
  expect([await status('?asOf=soon'), await status('?without=host:x')]).toEqual([400, 400]);
  const other = await signUp('Other');
  expect((await other.get(`/api/lenses/${opened.lens.id}/score`)).status).toBe(404);
});
