import type { Bound, CorrelationType } from '../rule.ts';

/** A match of a correlated rule, as its correlation remembers it. */
export interface Sighting<Evidence> {
  readonly timeMs: number;
  /** Places in the correlation's list of rules that the matched rule has. */
  readonly places: readonly number[];
  /** What `value_*` looks at; '' for the other types. */
  readonly value: string;
  readonly evidence: readonly Evidence[];
}

/**
 * What a correlation compares with its bounds, over the sightings of one window in order of time.
 * The last sighting is the one that the window is looked at for.
 */
export function measure(type: CorrelationType, window: readonly Sighting<unknown>[]): number {
  switch (type) {
    case 'event_count':
      return window.length;
    case 'value_count':
      return new Set(window.map(({ value }) => value)).size;
    case 'temporal':
      return new Set(window.flatMap(({ places }) => places)).size;
    case 'temporal_ordered':
      return longestChain(window);
    case 'value_sum':
      return numbers(window).reduce((sum, number) => sum + number, 0);
    case 'value_avg': {
      const all = numbers(window);
      return all.reduce((sum, number) => sum + number, 0) / all.length;
    }
    case 'value_percentile':
      return percentile(window);
  }
}

/** Whether a measure keeps all bounds. Not a number keeps none. */
export function within(measured: number, bounds: readonly Bound[]): boolean {
  return bounds.every(({ comparison, number }) => {
    switch (comparison) {
      case 'gt':
        return measured > number;
      case 'gte':
        return measured >= number;
      case 'lt':
        return measured < number;
      case 'lte':
        return measured <= number;
      case 'eq':
        return measured === number;
      case 'neq':
        return measured !== number && !Number.isNaN(measured);
    }
  });
}

/**
 * How many of the rules stand in their order. Sightings of one instant may stand in any order,
 * for many sources know whole seconds only.
 */
function longestChain(window: readonly Sighting<unknown>[]): number {
  const best: number[] = [];
  for (let from = 0; from < window.length;) {
    let to = from;
    while (to < window.length && window[to]?.timeMs === window[from]?.timeMs) to++;
    const places = window.slice(from, to).flatMap(({ places }) => places);
    for (const place of [...new Set(places)].sort((a, b) => a - b)) {
      let before = 0;
      for (let i = 0; i < place; i++) before = Math.max(before, best[i] ?? 0);
      best[place] = Math.max(best[place] ?? 0, before + 1);
    }
    from = to;
  }
  return best.reduce((longest, length) => Math.max(longest, length ?? 0), 0);
}

function numbers(window: readonly Sighting<unknown>[]): readonly number[] {
  return window.map(({ value }) => Number(value)).filter((number) => !Number.isNaN(number));
}

/**
 * Of numbers: the share of values that are not above the last one, so that a median is 50. Of
 * texts: the share of sightings that have the last one's. In percent.
 */
function percentile(window: readonly Sighting<unknown>[]): number {
  const last = window.at(-1)?.value ?? '';
  const all = window.map(({ value }) => value);
  const isNumeric = all.every((value) => value !== '' && !Number.isNaN(Number(value)));
  const counted = all.filter((value) =>
    isNumeric ? Number(value) <= Number(last) : value === last,
  );
  return (100 * counted.length) / all.length;
}
