import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FactMerger } from './fact-merger.ts';
import type { Fact } from './fact.ts';
import type { Ref } from './id.ts';
import { mergeByKey } from './memory-store.ts';

/** Facts that often have the same key, and whose scopes and texts could be taken for each other. */
const fact: fc.Arbitrary<Fact> = fc
  .record({
    subject: fc.constantFrom('a', 'b') as fc.Arbitrary<Ref>,
    predicate: fc.constantFrom('name', 'path'),
    object: fc.constantFrom('x', 'y', '5 x', ''),
    scope: fc.constantFrom(0, 5, -1),
    first: fc.integer({ min: 0, max: 4 }),
    upload: fc.integer({ min: 1, max: 2 }),
    record: fc.integer({ min: 1, max: 3 }),
  })
  .map((sighting) => ({ ...sighting, last: sighting.first }));

test('facts merge as they are made as they would afterwards', () => {
  fc.assert(
    fc.property(fc.array(fact, { maxLength: 40 }), (facts) => {
      const merger = new FactMerger();
      for (const { subject, predicate, object, scope, first, upload, record } of facts) {
        merger.add(subject, predicate, object, scope, first, upload, record);
      }
      expect(merger.facts).toEqual(mergeByKey(facts));
    }),
    { numRuns: 1_000 },
  );
});
