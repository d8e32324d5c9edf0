import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import type { HitExplanation, LensDetail } from '../../../core/contract/lenses.ts';
import type { IngestAnswer } from '../../../core/contract/sources.ts';
import { sampleAttack } from '../../../core/sample/sample-attack.ts';
import { applyRetention } from '../../../workers/pipeline/retention.ts';
import { push, signUp, untilDone } from '../member.ts';
import type { Member } from '../member.ts';

const DAY_MS = 86_400_000;

async function send(member: Member, token: string, body: string): Promise<number> {
  const { upload } = await (await push(token, body)).json<IngestAnswer>();
  await untilDone(member);
  return upload;
}

/** An upload that nothing is found in, about a host of its own. */
const quiet = (host: string): string =>
  JSON.stringify({
    EventID: 4689,
    SourceName: 'Microsoft-Windows-Security-Auditing',
    Hostname: host,
    '@timestamp': '2026-01-01T10:00:00Z',
    ProcessId: '0x29',
    ProcessName: 'C:\\T\\a.exe',
  });

test('old uploads go, but for the evidence of what hits name', async () => {
  const member = await signUp('Retention');
  const { token } = await member.createSource();
  const [{ body } = { body: '' }] = sampleAttack(Date.UTC(2026, 0, 1));
  const attack = await send(member, token, body);
  const first = await send(member, token, quiet('first'));
  const second = await send(member, token, quiet('second'));
  const last = await send(member, token, quiet('last'));
  const [lens] = await member.lenses();
  const objects = async () => (await env.UPLOADS.list({ prefix: `${member.tenantId}/` })).objects;
  expect(await objects()).toHaveLength(4);

  await applyRetention(env, Date.now() + 300 * DAY_MS);
  expect(await member.uploads()).toHaveLength(4);
  await applyRetention(env, Date.now() + 400 * DAY_MS);
  expect((await member.uploads()).map(({ number }) => number)).toEqual([last, attack]);
  expect(await objects()).toHaveLength(2);

  for (const gone of [first, second]) {
    const answer = await member.get(`/api/evidence/${gone}/1`);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ code: 'evidence.expired' });
  }
  const never = await member.get(`/api/evidence/${last + 1}/1`);
  expect(await never.json()).toMatchObject({ code: 'api.not-found' });

  // The lens stands as it was, down to the raw records.
  expect(await member.lenses()).toEqual([lens]);
  const detail = await (await member.get(`/api/lenses/${lens?.id}`)).json<LensDetail>();
  const [row] = detail.rows;
  const hits = await member.get(`/api/lenses/${lens?.id}/hits?analyzer=${row?.analyzerId}`);
  const { hits: listed } = await hits.json<{ hits: { id: string }[] }>();
  const explained = await member.get(`/api/hits/${listed[0]?.id}`);
  const { facts } = await explained.json<HitExplanation>();
  expect(facts.length).toBeGreaterThan(0);
  for (const { evidence } of facts) {
    const raw = await member.get(`/api/evidence/${evidence.upload}/${evidence.record}`);
    expect(raw.status).toBe(200);
  }

  // Numbers go on, and what was let go may come again.
  expect(await send(member, token, quiet('first'))).toBe(last + 1);
});
