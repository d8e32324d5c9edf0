import type { TimeSpan } from '../graph/edge-times.ts';
import type { NodeId } from '../graph/id.ts';
import type { Neighbour } from '../graph/view.ts';
import type { CompiledCount } from './compile-part.ts';
import { nameOf } from './graph-reader.ts';
import type { GraphReader, Hop } from './graph-reader.ts';
import { fulfils } from './search.ts';

/** Counted neighbours that are shown as evidence. */
const MAX_COUNTED_HOPS = 20;

/** What a count rests on. */
export interface Counted {
  /** When there were enough, ms since 1970. */
  readonly time: number;
  readonly hops: readonly Hop[];
}

/** A neighbour that counts, and what it counts as. */
interface Sighted {
  readonly node: NodeId;
  readonly first: number;
  readonly value: string;
}

/**
 * The earliest span of event time in which a node has enough different neighbours; undefined when
 * there is none. More neighbours never end what is found: of a value that several have, each counts
 * in the spans that it is in.
 */
export function countAt(
  reader: GraphReader,
  node: NodeId,
  count: CompiledCount,
): Counted | undefined {
  const span = earliestSpan(reader, count, neighboursOf(reader, node, count));
  const last = span?.at(-1);
  if (span === undefined || last === undefined) return undefined;
  const choices = [count.count.choice];
  const hops = span
    .slice(-MAX_COUNTED_HOPS)
    .flatMap((sighted) => reader.between(node, choices, sighted.node)?.hops ?? []);
  return { time: last.first, hops };
}

/**
 * Whether a node may have enough different neighbours in a span of event time that reaches into
 * another, by their times alone: nearly always enough to deny it, and none of them is read.
 *
 * @param around when what is new was first seen
 */
export function mayCountByTimes(
  reader: GraphReader,
  node: NodeId,
  { count }: CompiledCount,
  around: TimeSpan,
): boolean {
  const { atLeast, withinMs = Number.POSITIVE_INFINITY, choice } = count;
  return reader.mayHaveNeighbours(node, nameOf(choice, true), around, atLeast, withinMs);
}

/** Whether a node has enough different neighbours in a span of event time that reaches into another. */
export function countsAround(
  reader: GraphReader,
  node: NodeId,
  count: CompiledCount,
  around: TimeSpan,
): boolean {
  const { withinMs = Number.POSITIVE_INFINITY } = count.count;
  const near = neighboursOf(reader, node, count).filter(
    ({ first }) => first >= around.from - withinMs && first <= around.until + withinMs,
  );
  return earliestSpan(reader, count, near) !== undefined;
}

/**
 * The different values of the neighbours that count and were first seen at a time or later; of more
 * than enough, some.
 */
export function valuesSince(
  reader: GraphReader,
  node: NodeId,
  count: CompiledCount,
  time: number,
): Set<string> {
  const values = new Set<string>();
  for (const { node: counted, first } of neighboursOf(reader, node, count).toReversed()) {
    if (first < time || values.size >= count.count.atLeast) break;
    const value = countedValue(reader, count, counted);
    if (value !== undefined) values.add(value);
  }
  return values;
}

/** What a neighbour counts as; undefined when it does not count. */
export function countedValue(
  reader: GraphReader,
  { count, target }: CompiledCount,
  counted: NodeId,
): string | undefined {
  if (!fulfils(reader, target, counted)) return undefined;
  const value = count.by === undefined ? counted : reader.value(counted, count.by);
  return value === undefined ? undefined : String(value).toLowerCase();
}

function neighboursOf(
  reader: GraphReader,
  node: NodeId,
  { count }: CompiledCount,
): readonly Neighbour[] {
  return reader.neighboursByTime(node, nameOf(count.choice, true));
}

/**
 * The neighbours, one of each value, in the span that is full first.
 *
 * @param neighbours in order of time
 */
function earliestSpan(
  reader: GraphReader,
  count: CompiledCount,
  neighbours: readonly Neighbour[],
): readonly Sighted[] | undefined {
  const { atLeast, withinMs = Number.POSITIVE_INFINITY } = count.count;
  const candidates = inDenseSpans(neighbours, atLeast, withinMs);
  const span: Sighted[] = [];
  const counts = new Map<string, number>();
  let start = 0;
  for (const { node, first } of candidates) {
    const value = countedValue(reader, count, node);
    if (value === undefined) continue;
    const sighted = { node, first, value };
    span.push(sighted);
    counts.set(sighted.value, (counts.get(sighted.value) ?? 0) + 1);
    for (let oldest = span[start]; oldest !== undefined; oldest = span[start]) {
      if (first - oldest.first <= withinMs) break;
      const left = (counts.get(oldest.value) ?? 0) - 1;
      if (left === 0) counts.delete(oldest.value);
      else counts.set(oldest.value, left);
      start += 1;
    }
    if (counts.size >= atLeast) return latestOfEach(span.slice(start));
  }
  return undefined;
}

/** The latest with each value, in order of time. */
function latestOfEach(span: readonly Sighted[]): readonly Sighted[] {
  const byValue = new Map<string, Sighted>();
  for (const sighted of span.toReversed()) {
    if (!byValue.has(sighted.value)) byValue.set(sighted.value, sighted);
  }
  return [...byValue.values()].reverse();
}

/**
 * The neighbours that are within a time of so many: of most nodes with many neighbours there are
 * none, and then none of them needs to be looked at.
 */
function inDenseSpans(
  neighbours: readonly Neighbour[],
  atLeast: number,
  withinMs: number,
): readonly Neighbour[] {
  if (neighbours.length < atLeast) return [];
  if (withinMs === Number.POSITIVE_INFINITY) return neighbours;
  const dense: Neighbour[] = [];
  let taken = 0;
  for (let last = atLeast - 1; last < neighbours.length; last += 1) {
    const start = last - atLeast + 1;
    const [a, b] = [neighbours[start], neighbours[last]];
    if (a === undefined || b === undefined || b.first - a.first > withinMs) continue;
    for (taken = Math.max(taken, start); taken <= last; taken += 1) {
      const neighbour = neighbours[taken];
      if (neighbour !== undefined) dense.push(neighbour);
    }
  }
  return dense;
}
