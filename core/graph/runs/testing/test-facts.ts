import * as fc from 'fast-check';
import type { Fact } from '../../fact.ts';
import type { Ref } from '../../id.ts';
import type { PredicateTable } from '../../store.ts';

/** A schema of few predicates, of every kind. */
const PREDICATES: readonly [string, number, 'edge' | 'text' | 'number', boolean][] = [
  ['alias', 1, 'edge', true],
  ['name', 22, 'text', true],
  ['command_line', 24, 'text', false],
  ['pid', 256, 'number', true],
  ['size', 257, 'number', false],
  ['children', 65_535, 'edge', true],
];

/** The predicates that tests use. */
export const testPredicates: PredicateTable = {
  code: (predicate) => known(PREDICATES.find(([name]) => name === predicate))[1],
  name: (code) => known(PREDICATES.find(([, number]) => number === code))[0],
  kind: (predicate) => known(PREDICATES.find(([name]) => name === predicate))[2],
  isIndexed: (predicate) => known(PREDICATES.find(([name]) => name === predicate))[3],
};

/** A secret that everybody knows. */
export const testSecret = (): readonly [number, number] => [1, 2];

/** A reference that a number stands for; neighbours share most of their bytes. */
export function testRef(n: number): Ref {
  return `${(n % 2 === 0 ? '0' : 'f').repeat(20)}${n.toString(16).padStart(12, '0')}` as Ref;
}

/** A fact with what a test is about; the rest is ordinary. */
export function testFact(changed: Partial<Fact> = {}): Fact {
  return {
    subject: testRef(1),
    predicate: 'name',
    object: 'cmd.exe',
    scope: 0,
    first: 1_700_000_000_000,
    last: 1_700_000_000_000,
    upload: 1,
    record: 1,
    ...changed,
  };
}

/** Texts that have tempted codecs: NULs, terminators, half surrogates, marks, prefixes, length. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('', 'a', 'ab', 'a\0', 'a\0\u0001', 'a\0\u00ff', '\0') },
  {
    weight: 2,
    arbitrary: fc.constantFrom('\ufeffa', '\ud800', '\udc00', '\ufffd', '\ud83d\ude00'),
  },
  { weight: 2, arbitrary: fc.constantFrom('x'.repeat(256), 'x'.repeat(257), 'é'.repeat(129)) },
  { weight: 1, arbitrary: fc.constantFrom('y'.repeat(9000), `${'y'.repeat(300)}\ud800`) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
);

const time = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 50 }) },
  { weight: 1, arbitrary: fc.constantFrom(-1, 2 ** 31, 2 ** 32 + 1, 8.64e15, -8.64e15, 0.5) },
);

const scope = fc.oneof(
  { weight: 6, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.integer({ min: -3, max: 3 }) },
  { weight: 1, arbitrary: fc.constantFrom(255, 256, -256, 2 ** 40, -(2 ** 53) + 1, 2 ** 53 - 1) },
);

const ref = fc.integer({ min: 0, max: 12 }).map(testRef);

const predicateAndObject = fc.oneof(
  fc.record({ predicate: fc.constantFrom('name', 'command_line'), object: hostileText }),
  fc.record({ predicate: fc.constantFrom('children', 'alias'), object: ref }),
  fc.record({
    predicate: fc.constantFrom('pid', 'size'),
    object: fc.oneof(fc.integer({ min: -2, max: 2 }), fc.double({ noNaN: true }).map(plain)),
  }),
);

/** Facts that meet often and are hostile where facts may be. */
export const anyFact: fc.Arbitrary<Fact> = fc
  .record({
    subject: ref,
    what: predicateAndObject,
    scope,
    times: fc.tuple(time, time),
    upload: fc.oneof(fc.integer({ min: 1, max: 3 }), fc.constantFrom(2 ** 33)),
    record: fc.integer({ min: 1, max: 1000 }),
  })
  .map(({ what, times: [a, b], ...rest }) => ({
    ...rest,
    ...what,
    first: Math.min(a, b),
    last: Math.max(a, b),
  }));

/** Facts in one order whatever the store's. */
export function sorted(facts: Iterable<Fact>): Fact[] {
  return [...facts]
    .map((fact): [string, Fact] => [describe(fact), fact])
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, fact]) => fact);
}

/** A fact as one line, equal for equal facts. */
export function describe(fact: Fact): string {
  const { subject, predicate, object, scope, first, last, upload, record } = fact;
  return JSON.stringify([subject, predicate, object, scope, first, last, upload, record]);
}

/** Finite, and zero without a sign. */
function plain(value: number): number {
  return Number.isFinite(value) ? value + 0 : 0;
}

function known<T>(found: T | undefined): T {
  if (found === undefined) throw new Error('unknown predicate');
  return found;
}
