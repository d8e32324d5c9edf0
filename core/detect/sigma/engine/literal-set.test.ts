import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ValueForms } from '../match-value.ts';
import { LiteralSet } from './literal-set.ts';
import type { Literal } from './literal-set.ts';
import { sharedPrefix } from './shared-prefix.ts';

const text = fc.string({ unit: fc.constantFrom('a', 'B', '-', ' ', 'ä'), maxLength: 12 });

const literal = fc.record({
  text: fc.string({ unit: fc.constantFrom('a', 'b', ' '), minLength: 3, maxLength: 9 }),
  position: fc.constantFrom('contains', 'startswith', 'endswith', 'equals'),
  dash: fc.constant(false),
}) satisfies fc.Arbitrary<Literal>;

/** Long and short texts, most of which go on like the one before for a while. */
const texts = fc
  .array(
    fc.record({
      shared: fc.constantFrom(0, 0, 5, 1_000, 1_015, 1_500),
      added: text,
      filled: fc.constantFrom(0, 0, 1_020, 1_500),
      end: text,
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((steps) => {
    let last = '';
    return steps.map(({ shared, added, filled, end }) => {
      last = last.slice(0, shared) + added + '.'.repeat(filled) + end;
      return last;
    });
  });

describe('a set of literals', () => {
  test('finds in a text what it finds when it has seen no other', () => {
    fc.assert(
      fc.property(fc.array(literal, { minLength: 1, maxLength: 12 }), texts, (literals, values) => {
        const used = new LiteralSet(literals, () => 0);
        for (const value of values) expect(found(used, value)).toEqual(plainly(literals, value));
      }),
      { numRuns: 500 },
    );
  });

  test('counts what two texts begin with in common', () => {
    fc.assert(
      fc.property(text, text, text, (start, a, b) => {
        let same = start.length;
        while (same < start.length + Math.min(a.length, b.length)) {
          if (a[same - start.length] !== b[same - start.length]) break;
          same += 1;
        }
        expect(sharedPrefix(start + a, start + b)).toBe(same);
      }),
    );
  });
});

function found(set: LiteralSet, value: string): number[] {
  const into: number[] = [];
  set.find(new ValueForms(value), into);
  return into.sort((a, b) => a - b);
}

function plainly(literals: readonly Literal[], value: string): number[] {
  const lower = value.toLowerCase();
  return literals.flatMap((one, index) => {
    const holds = {
      contains: lower.includes(one.text),
      startswith: lower.startsWith(one.text),
      endswith: lower.endsWith(one.text),
      equals: lower === one.text,
    }[one.position];
    return holds ? [index] : [];
  });
}
