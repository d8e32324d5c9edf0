import { expect, test } from 'vitest';
import type { Upload } from '../../../../core/contract/sources.ts';
import { rejectGroups } from './reject-groups.ts';

test('rejects are grouped by reason, the most frequent first', () => {
  const uploads = [
    {
      number: 2,
      rejects: [
        { record: 1, reason: 'no time' },
        { record: 5, reason: 'not JSON' },
      ],
    },
    { number: 1, rejects: [{ record: 9, reason: 'not JSON' }] },
  ] as unknown as Upload[];
  expect(rejectGroups(uploads)).toEqual([
    {
      reason: 'not JSON',
      records: [
        { upload: 2, record: 5 },
        { upload: 1, record: 9 },
      ],
    },
    { reason: 'no time', records: [{ upload: 2, record: 1 }] },
  ]);
});
