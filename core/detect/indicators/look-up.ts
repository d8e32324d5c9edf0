import type { IndicatorKind } from '../../contract/indicators.ts';
import type { Change, FactStore } from '../../graph/store.ts';
import { IndicatorValues, propertiesOf } from './indicator-analyzers.ts';
import type { Indicator } from './indicator.ts';

/** How far a list was looked up: its indicators by value, then each value that may be met otherwise. */
export type LookupPlace =
  | { readonly at: 'values'; readonly index: number }
  | {
      readonly at: 'tested';
      /** Which of the properties whose values are tested. */
      readonly property: number;
      readonly after?: string | undefined;
    };

/** Where looking up begins. */
export const FIRST_PLACE: LookupPlace = { at: 'values', index: 0 };

/** Nodes that one value is looked up for: an identity has one, a hash of a content a few. */
const MAX_NODES = 100;

/** Kinds of indicators that name more than they equal. */
const TESTED_KINDS: readonly IndicatorKind[] = ['network', 'domain'];

/**
 * The facts of a store that name what is on a list, as if they were new: a lookup for each indicator;
 * for its networks, and for what is below its domains, a test of each value that there is.
 *
 * @param budget lookups, or values, to go through at most
 */
export function lookUpIndicators(
  store: FactStore,
  { indicators, hasSubdomains = false }: ListedIndicators,
  place: LookupPlace,
  budget: number,
): { readonly changes: readonly Change[]; readonly next?: LookupPlace | undefined } {
  const changes: Change[] = [];
  const take = (property: string, value: string) => {
    for (const fact of store.subjects(property, value, { limit: MAX_NODES }).facts) {
      changes.push({ fact, novelty: 'first' });
    }
  };
  const isTested = (kind: IndicatorKind): boolean =>
    kind === 'network' || (kind === 'domain' && hasSubdomains);
  const kinds = TESTED_KINDS.filter((kind) => isTested(kind) && has(indicators, kind));
  const tests = kinds.flatMap((kind) => propertiesOf(kind).map((property) => ({ kind, property })));
  const placeOf = (index: number): { next?: LookupPlace } =>
    tests[index] === undefined ? {} : { next: { at: 'tested', property: index } };
  if (place.at === 'values') {
    const end = place.index + budget;
    for (const { kind, value } of indicators.slice(place.index, end)) {
      if (!isTested(kind)) for (const property of propertiesOf(kind)) take(property, value);
    }
    if (end < indicators.length) return { changes, next: { at: 'values', index: end } };
    return { changes, ...placeOf(0) };
  }
  const test = tests[place.property];
  if (test === undefined) return { changes };
  const own = indicators.filter(({ kind }) => kind === test.kind);
  const values = new IndicatorValues(own, hasSubdomains);
  const page = store.values(test.property, { limit: budget, after: place.after });
  for (const value of page.values) {
    if (values.endOf([test.kind], String(value)) !== undefined) take(test.property, String(value));
  }
  if (page.next === undefined) return { changes, ...placeOf(place.property + 1) };
  return { changes, next: { at: 'tested', property: place.property, after: page.next } };
}

/** What is on a list, and how it is met. */
export interface ListedIndicators {
  readonly indicators: readonly Indicator[];
  readonly hasSubdomains?: boolean | undefined;
}

function has(indicators: readonly Indicator[], wanted: IndicatorKind): boolean {
  return indicators.some(({ kind }) => kind === wanted);
}
