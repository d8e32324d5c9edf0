import { beforeAll, expect, test } from 'vitest';
import type { RecordPage } from '../../core/contract/records.ts';
import { push, signUp, untilDone } from './member.ts';
import type { Member } from './member.ts';

const START = {
  eventname: 'PROCESS_START',
  timestamp: 1772359200000,
  hostname: 'web1',
  process_id: 12,
  parent_process_id: 4,
  exe: '/opt/one.exe',
};

let acme: Member;

const page = async (query = '', who = acme): Promise<RecordPage> =>
  (await who.get(`/api/uploads/1/records${query}`)).json<RecordPage>();

beforeAll(async () => {
  acme = await signUp('Acme');
  const { token } = await acme.createSource('hosts');
  const lines = [
    JSON.stringify(START),
    '{"what": "is this"}',
    'Mar  1 10:00:00 web1 backup[7]: done',
    'x'.repeat(5_000),
  ];
  await push(token, lines.join('\n'));
  await untilDone(acme);
});

test('every record is told with what became of it', async () => {
  const { records, next } = await page();
  expect(next).toBeUndefined();
  expect(records.map(({ number, outcome, reason }) => [number, outcome, reason])).toEqual([
    [1, 'accepted', undefined],
    [2, 'rejected', 'no known format has these keys'],
    [3, 'ignored', 'syslog: other program'],
    [4, 'rejected', 'no known format looks like this'],
  ]);
  expect(records[3]).toMatchObject({ isCut: true, text: 'x'.repeat(4_000) });
  expect(records[0]?.says).toContainEqual([
    expect.stringContaining('one.exe'),
    'is run from',
    expect.any(String),
  ]);
});

test('they come in pages, and by what became of them', async () => {
  const first = await page('?limit=2');
  expect(first.records.map(({ number }) => number)).toEqual([1, 2]);
  const second = await page(`?limit=2&after=${first.next}`);
  expect(second.records.map(({ number }) => number)).toEqual([3, 4]);
  const rejected = await page('?outcome=rejected');
  expect(rejected.records.map(({ number }) => number)).toEqual([2, 4]);
  expect((await acme.get('/api/uploads/1/records?outcome=lost')).status).toBe(400);
});

test('another tenant’s upload is not there', async () => {
  const other = await signUp('Other');
  expect((await other.get('/api/uploads/1/records')).status).toBe(404);
});
