import type { SearchMatch } from '../../../../core/contract/search.ts';

/** One bar: nodes that were last seen from `from` on. */
export interface SeenBin {
  readonly from: number;
  readonly count: number;
}

/** Nodes by when they were last seen, in bins of equal time. */
export function seenBins(
  matches: readonly SearchMatch[],
  count: number,
): { readonly bins: readonly SeenBin[]; readonly first: number; readonly last: number } {
  const times = matches.flatMap(({ nodes }) => nodes.map((node) => node.last));
  const first = times.reduce((least, time) => Math.min(least, time), times[0] ?? 0);
  const last = times.reduce((most, time) => Math.max(most, time), times[0] ?? 0);
  const counts = Array.from({ length: count }, () => 0);
  for (const time of times) {
    const at = binOf(time, first, last, count);
    counts[at] = (counts[at] ?? 0) + 1;
  }
  const step = (last - first) / count;
  return { bins: counts.map((n, at) => ({ from: first + at * step, count: n })), first, last };
}

/** The matches with only the nodes that were last seen within a bin. */
export function inBin(
  matches: readonly SearchMatch[],
  bin: number,
  count: number,
): readonly SearchMatch[] {
  const { first, last } = seenBins(matches, count);
  return matches.flatMap((match) => {
    const nodes = match.nodes.filter((node) => binOf(node.last, first, last, count) === bin);
    return nodes.length === 0 ? [] : [{ ...match, nodes }];
  });
}

function binOf(time: number, first: number, last: number, count: number): number {
  if (last === first) return 0;
  return Math.min(count - 1, Math.floor(((time - first) / (last - first)) * count));
}
