import { gzipSync, zstdCompressSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Problem } from '../../core/contract/problem.ts';
import { sampleAttack } from '../../core/sample/sample-attack.ts';
import { push, request, signUp, untilDone } from './member.ts';
import { noise } from './noise.ts';
import type { Member } from './member.ts';

let member: Member;
let token: string;

beforeAll(async () => {
  member = await signUp('Ingest');
  ({ token } = await member.createSource());
});

const line = JSON.stringify({ EventID: 5, Channel: 'Other', Hostname: 'h' });

describe('what is refused', () => {
  const gzipped = gzipSync(line);
  const noisy = gzipSync(noise(3_000_000));
  const bomb = gzipSync(new Uint8Array(40 * 1_048_576));
  test.each<[string, number, string, RequestInit]>([
    ['no token', 401, 'ingest.no-token', { body: line }],
    [
      'another scheme',
      401,
      'ingest.no-token',
      { body: line, headers: { authorization: 'Basic eA==' } },
    ],
    [
      'a wrong token',
      401,
      'ingest.unknown-token',
      { body: line, headers: { authorization: 'Bearer grp_0' } },
    ],
    [
      'an unknown encoding',
      415,
      'ingest.unknown-encoding',
      { body: line, headers: { 'content-encoding': 'lzma' } },
    ],
    [
      'broken gzip',
      400,
      'ingest.broken-body',
      { body: line, headers: { 'content-encoding': 'gzip' } },
    ],
    [
      'cut gzip',
      400,
      'ingest.broken-body',
      { body: gzipped.subarray(0, 30), headers: { 'content-encoding': 'gzip' } },
    ],
    [
      'broken zstd',
      400,
      'ingest.broken-body',
      { body: line, headers: { 'content-encoding': 'zstd' } },
    ],
    ['nothing', 400, 'ingest.empty', { body: '' }],
    [
      'a body over the limit',
      413,
      'ingest.too-large',
      { body: 'x', headers: { 'content-length': '100000001' } },
    ],
    [
      'a large body that breaks off in its encoding',
      400,
      'ingest.broken-body',
      { body: noisy.subarray(0, 2_000_000), headers: { 'content-encoding': 'gzip' } },
    ],
    [
      'a gzip bomb',
      413,
      'ingest.too-large',
      { body: bomb, headers: { 'content-encoding': 'gzip' } },
    ],
  ])('%s: %i %s', async (_, status, code, init) => {
    const isAnonymous = code === 'ingest.no-token' || code === 'ingest.unknown-token';
    const headers = {
      ...(isAnonymous ? {} : { authorization: `Bearer ${token}` }),
      ...init.headers,
    };
    const response = await request('/ingest', { method: 'POST', ...init, headers });
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    const problem = await response.json<Problem>();
    expect(problem).toMatchObject({ status, code });
    expect(problem.requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(problem.requestId).toBe(response.headers.get('x-request-id'));
  });

  test('another method', async () => {
    expect((await request('/ingest')).status).toBe(400);
  });
});

describe('what is taken', () => {
  test.each([
    ['plain', undefined, (text: string) => text],
    ['gzip', 'gzip', (text: string) => gzipSync(text)],
    ['zstd', 'zstd', (text: string) => zstdCompressSync(text)],
  ])('%s', async (name, encoding, encode) => {
    const body = encode(`${line}\n{"note":"${name}"}`);
    const headers: Record<string, string> = encoding ? { 'content-encoding': encoding } : {};
    const answer = await (await push(token, body, headers)).json<{ upload: number }>();
    const uploads = await untilDone(member);
    expect(uploads.find(({ number }) => number === answer.upload)).toMatchObject({
      state: 'done',
      records: { received: 2, accepted: 0, rejected: 1, ignored: 1 },
      ignoredBy: { 'windows: Other: 5': 1 },
      rejects: [{ record: 2, reason: 'no known format has these keys' }],
    });
  });

  test('a line that cannot be read is a reject with its number and reason', async () => {
    const answer = await push(token, `${line}\n\nnot json\n`);
    const { upload } = await answer.json<{ upload: number }>();
    const found = (await untilDone(member)).find(({ number }) => number === upload);
    expect(found?.rejects).toEqual([{ record: 2, reason: 'no known format looks like this' }]);
  });

  test('the same bytes twice are one upload', async () => {
    const [{ body } = { body: '' }] = sampleAttack(Date.UTC(2026, 0, 1));
    const first = await (await push(token, body)).json();
    const second = await (await push(token, body)).json();
    expect(first).toMatchObject({ duplicate: false });
    expect(second).toEqual({ ...(first as object), duplicate: true });
  });

  test('evidence is the record, byte for byte, whatever its encoding', async () => {
    const bytes = Uint8Array.from(
      [...'{"a":"'].map((c) => c.charCodeAt(0)).concat(0xae, 0x22, 0x7d),
    );
    const { upload } = await (await push(token, bytes)).json<{ upload: number }>();
    await untilDone(member);
    const evidence = await member.get(`/api/evidence/${upload}/1`);
    expect(new Uint8Array(await evidence.arrayBuffer())).toEqual(bytes);
    expect((await member.get(`/api/evidence/${upload}/2`)).status).toBe(404);
  });
});
