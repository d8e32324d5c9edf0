import { expect, test } from 'vitest';
import type { ToldRecord } from '../../../../core/contract/records.ts';
import { MAX_TAIL, withUpload } from './tail-lines.ts';

function record(number: number): ToldRecord {
  return { number, text: '', isCut: false, outcome: 'accepted', says: [] };
}

test('the newest records are first, whichever upload is read first', () => {
  const late = withUpload([], 2, [record(1), record(2)]);
  const both = withUpload(late, 1, [record(1)]);
  expect(both.map((line) => [line.upload, line.record.number])).toEqual([
    [2, 2],
    [2, 1],
    [1, 1],
  ]);
});

test('an upload that is read again is there once', () => {
  const once = withUpload([], 1, [record(1)]);
  expect(withUpload(once, 1, [record(1)])).toEqual(once);
});

test('the tail has an end', () => {
  let lines = withUpload([], 1, []);
  for (let upload = 1; upload <= 10; upload += 1) {
    lines = withUpload(
      lines,
      upload,
      Array.from({ length: 50 }, (_, n) => record(n + 1)),
    );
  }
  expect(lines).toHaveLength(MAX_TAIL);
  expect(lines[0]?.upload).toBe(10);
});
