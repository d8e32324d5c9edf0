import { expect, test } from 'vitest';
import { parseTime } from './time.ts';

const utc = Date.UTC(2019, 6, 24, 18, 5, 12, 699);

test.each([
  ['2019-07-24 18:05:12.699', utc],
  ['2019-07-24T18:05:12.699Z', utc],
  ['2019-07-24T18:05:12.699999999Z', utc],
  ['2019-07-24T20:05:12.699+02:00', utc],
  ['2019-07-24T13:35:12.699-0430', utc],
  ['2019-07-24T18:05:12Z', utc - 699],
])('%s is read', (text, ms) => expect(parseTime(text)).toBe(ms));

test.each(['', 'yesterday', '1601-01-01T00:00:00Z', '9999-12-31T00:00:00Z', '2019-07-24', '1e12'])(
  '%j is no time of an event',
  (text) => expect(parseTime(text)).toBeUndefined(),
);
