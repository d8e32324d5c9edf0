import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ALWAYS, merge } from './fact.ts';
import type { Fact } from './fact.ts';
import { nodeRef } from './id.ts';

const subject = nodeRef(1, ['host']);

const sighting: fc.Arbitrary<Fact> = fc
  .record({
    first: fc.integer({ min: 1, max: 5 }),
    length: fc.integer({ min: 0, max: 3 }),
    upload: fc.integer({ min: 1, max: 3 }),
    record: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ first, length, upload, record }) => ({
    subject,
    predicate: 'hostname',
    object: 'host',
    scope: ALWAYS,
    first,
    last: first + length,
    upload,
    record,
  }));

describe('law 1: facts merge', () => {
  test('commutatively', () => {
    fc.assert(
      fc.property(sighting, sighting, (a, b) => {
        expect(merge(a, b)).toEqual(merge(b, a));
      }),
    );
  });

  test('associatively', () => {
    fc.assert(
      fc.property(sighting, sighting, sighting, (a, b, c) => {
        expect(merge(merge(a, b), c)).toEqual(merge(a, merge(b, c)));
      }),
    );
  });

  test('idempotently, and without a copy when nothing changes', () => {
    fc.assert(
      fc.property(sighting, sighting, (a, b) => {
        const merged = merge(a, b);
        expect(merge(merged, b)).toBe(merged);
      }),
    );
  });

  test('the evidence is that of the first sighting', () => {
    const early = { ...fact(5, 9), upload: 7, record: 3 };
    const late = { ...fact(6, 8), upload: 1, record: 1 };
    expect(merge(late, early)).toEqual({ ...early, last: 9 });
  });
});

function fact(first: number, last: number): Fact {
  const evidence = { upload: 1, record: 1 };
  return {
    subject,
    predicate: 'hostname',
    object: 'host',
    scope: ALWAYS,
    first,
    last,
    ...evidence,
  };
}
