import { expect, test } from 'vitest';
import type { Ref } from '../../../graph/id.ts';
import { packMatches, unpackMatches } from './packed-matches.ts';

test('what is packed is unpacked, whatever its fields are called', () => {
  const fields = Object.fromEntries([
    ['__proto__', 'x'],
    ['User', 'ACME\\ana'],
  ]);
  const match = {
    id: 'a',
    rule: 'r',
    time: 5,
    at: 6,
    fields,
    asset: '01' as Ref,
    subject: '02' as Ref,
    users: ['03' as Ref],
    shard: 2,
    upload: 3,
    record: 4,
  };
  const [first, second] = unpackMatches(packMatches([match, { ...match, id: 'b', users: [] }]));
  expect(Object.entries(first?.fields ?? {})).toEqual(Object.entries(fields));
  expect({ ...first, fields: {} }).toEqual({ ...match, fields: {} });
  expect([second?.id, second?.users]).toEqual(['b', []]);
});
