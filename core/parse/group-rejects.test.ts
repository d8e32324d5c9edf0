import { expect, test } from 'vitest';
import { groupRejects } from './group-rejects.ts';

test('rejects are grouped by their reason, whatever the numbers in it', () => {
  const groups = groupRejects([
    {
      upload: 9,
      rejected: 5,
      rejects: [
        { record: 1, reason: 'no JSON: Unexpected token at position 7' },
        { record: 2, reason: 'no known format' },
      ],
    },
    {
      upload: 8,
      rejected: 1,
      rejects: [{ record: 4, reason: 'no JSON: Unexpected token at position 12' }],
    },
  ]);
  expect(groups).toEqual([
    { reason: expect.stringContaining('not listed') as string, count: 3, sample: null },
    {
      reason: 'no JSON: Unexpected token at position 7',
      count: 2,
      sample: { upload: 9, record: 1 },
    },
    { reason: 'no known format', count: 1, sample: { upload: 9, record: 2 } },
  ]);
});
