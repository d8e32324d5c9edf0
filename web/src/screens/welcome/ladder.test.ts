import { expect, test } from 'vitest';
import type { LensSummary } from '../../../../core/contract/lenses.ts';
import type { Meters, Source, Upload } from '../../../../core/contract/sources.ts';
import { ladder } from './ladder.ts';

const NO_METERS: Meters = {
  workerRequests: 0,
  doRequests: 0,
  doRowsWritten: 0,
  doRowsRead: 0,
  d1RowsWritten: 0,
  r2ClassA: 0,
  r2ClassB: 0,
  queueOperations: 0,
};

const source: Source = {
  id: 's',
  name: 'laptops',
  createdAt: 0,
  lastSeenAt: null,
  records: { received: 0, accepted: 0, rejected: 0, ignored: 0 },
  tokens: [],
};

function upload(number: number, more: Partial<Upload>): Upload {
  return {
    number,
    sourceId: 's',
    receivedAt: 0,
    state: 'done',
    bytes: 1,
    records: { received: 0, accepted: 0, rejected: 0, ignored: 0 },
    ignoredBy: {},
    rejects: [],
    meters: NO_METERS,
    ...more,
  };
}

const lens = { id: 'l', name: 'WS-7', score: 85 } as LensSummary;
const states = (rungs: ReturnType<typeof ladder>) => rungs.map((rung) => rung.state).join(' ');

test('at first it waits', () => {
  const rungs = ladder({ source, uploads: [], lenses: [] });
  expect(states(rungs)).toBe('active later later later later');
});

test('without a source there is nothing to wait for', () => {
  const rungs = ladder({ source: undefined, uploads: [upload(1, {})], lenses: [lens] });
  expect(states(rungs)).toBe('later later later later later');
});

test('uploads of other sources are not counted', () => {
  const uploads = [upload(1, { sourceId: 'other' })];
  expect(states(ladder({ source, uploads, lenses: [lens] }))).toBe(
    'active later later later later',
  );
});

test('a queued upload is received and not yet understood', () => {
  const records = { received: 3, accepted: 0, rejected: 0, ignored: 0 };
  const rungs = ladder({ source, uploads: [upload(1, { state: 'queued', records })], lenses: [] });
  expect(states(rungs)).toBe('done done active later later');
  expect(rungs[1]?.detail).toBe('3 records in 1 upload');
});

test('the first reject is named, with its reason', () => {
  const records = { received: 10, accepted: 7, rejected: 2, ignored: 1 };
  const rungs = ladder({
    source,
    uploads: [
      upload(2, { records, rejects: [{ record: 1, reason: 'later' }] }),
      upload(1, { records, rejects: [{ record: 4, reason: 'not JSON' }] }),
    ],
    lenses: [],
  });
  expect(states(rungs)).toBe('done done done done active');
  expect(rungs[2]).toMatchObject({
    detail: '14 records accepted, 4 rejected, 2 ignored by rule',
    reject: { upload: 1, record: 4, reason: 'not JSON' },
  });
});

test('when everything was rejected, the rung says so', () => {
  const records = { received: 2, accepted: 0, rejected: 2, ignored: 0 };
  const rungs = ladder({ source, uploads: [upload(1, { records })], lenses: [] });
  expect(rungs[2]?.state).toBe('failed');
});

test('a failed upload is told', () => {
  const rungs = ladder({ source, uploads: [upload(1, { state: 'failed' })], lenses: [] });
  expect(rungs[3]).toMatchObject({
    state: 'failed',
    detail: '1 upload could not be put in the graph',
  });
});

test('the riskiest lens ends the ladder', () => {
  const records = { received: 1, accepted: 1, rejected: 0, ignored: 0 };
  const rungs = ladder({ source, uploads: [upload(1, { records })], lenses: [lens] });
  expect(states(rungs)).toBe('done done done done done');
  expect(rungs[4]?.lens).toBe(lens);
});
