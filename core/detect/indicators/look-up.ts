import type { Change, FactStore } from '../../graph/store.ts';
import { IndicatorValues, propertiesOf } from './indicator-analyzers.ts';
import type { Indicator } from './indicator.ts';

/** How far a list was looked up: its indicators by value, then what its networks may hold. */
export type LookupPlace =
  | { readonly at: 'values'; readonly index: number }
  | {
      readonly at: 'networks';
      readonly property: number;
      readonly after?: string | undefined;
    };

/** Where looking up begins. */
export const FIRST_PLACE: LookupPlace = { at: 'values', index: 0 };

/** Nodes that one value is looked up for: an identity has one, a hash of a content a few. */
const MAX_NODES = 100;

const NETWORK_PROPERTIES = propertiesOf('network');

/**
 * The facts of a store that name what is on a list, as if they were new: a lookup for each indicator;
 * for its networks, of each value that addresses have.
 *
 * @param budget lookups, or values, to go through at most
 */
export function lookUpIndicators(
  store: FactStore,
  indicators: readonly Indicator[],
  place: LookupPlace,
  budget: number,
): { readonly changes: readonly Change[]; readonly next?: LookupPlace | undefined } {
  const changes: Change[] = [];
  const take = (property: string, value: string) => {
    for (const fact of store.subjects(property, value, { limit: MAX_NODES }).facts) {
      changes.push({ fact, novelty: 'first' });
    }
  };
  if (place.at === 'values') {
    const end = place.index + budget;
    for (const { kind, value } of indicators.slice(place.index, end)) {
      if (kind !== 'network') for (const property of propertiesOf(kind)) take(property, value);
    }
    if (end < indicators.length) return { changes, next: { at: 'values', index: end } };
    const hasNetworks = indicators.some(({ kind }) => kind === 'network');
    return hasNetworks ? { changes, next: { at: 'networks', property: 0 } } : { changes };
  }
  const property = NETWORK_PROPERTIES[place.property];
  if (property === undefined) return { changes };
  const networks = new IndicatorValues(indicators.filter(({ kind }) => kind === 'network'));
  const page = store.values(property, { limit: budget, after: place.after });
  for (const value of page.values) {
    if (networks.endOf(['network'], String(value)) !== undefined) take(property, String(value));
  }
  const next: LookupPlace =
    page.next === undefined
      ? { at: 'networks', property: place.property + 1 }
      : { at: 'networks', property: place.property, after: page.next };
  return NETWORK_PROPERTIES[next.property] === undefined ? { changes } : { changes, next };
}
