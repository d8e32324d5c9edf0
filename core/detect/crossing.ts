import type { Value } from '../graph/fact.ts';
import type { Analyzer, Crossing } from './analyzer.ts';
import { isInOrder } from './check.ts';
import { compareValues } from './compare-values.ts';
import { groupOf, hitId } from './hit.ts';
import type { Hit, HitLens, HitNode, PartMatch } from './hit.ts';
import type { Comparison, Moment, Order } from './shape.ts';
import { ValueForms } from './sigma/match-value.ts';
import { renderTitle } from './title.ts';

/** Hits that may be made where parts meet at one node, and pairs tried for them. */
const MAX_JOINED = 1_000;
const MAX_TRIED = 100_000;

/** Matches of one part that are looked at where they meet others: the earliest. */
const MAX_MATCHES = 1_000;

/** A hit that is one host's part of one. */
interface PartHit extends Hit {
  readonly part: PartMatch;
}

/**
 * The hits that parts make which meet at one node: one of each, every one on a host of its own, as
 * the order and the comparisons between parts ask. A function of the set of parts.
 *
 * @param hits all parts of the analyzer that are active at the node, in any order
 */
export function joinParts(analyzer: Analyzer, hits: readonly Hit[]): Hit[] {
  const { crossing, parts } = analyzer;
  if (crossing === undefined) return [];
  const byIndex = parts.map((_, index) =>
    hits
      .filter((hit): hit is PartHit => hit.part?.index === index)
      .sort((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1))
      .slice(0, MAX_MATCHES),
  );
  let tried = 0;
  const joined: Hit[] = [];
  const take = (chosen: readonly PartHit[]): void => {
    if (joined.length >= MAX_JOINED || tried > MAX_TRIED) return;
    tried += 1;
    const candidates = byIndex[chosen.length];
    if (candidates === undefined) {
      if (holds(crossing, chosen)) joined.push(join(analyzer, crossing, chosen));
      return;
    }
    for (const candidate of candidates) {
      if (chosen.some(({ part }) => part.asset === candidate.part.asset)) continue;
      take([...chosen, candidate]);
    }
  };
  take([]);
  return joined;
}

function holds(crossing: Crossing, parts: readonly PartHit[]): boolean {
  return (
    crossing.orders.every((order) => orderHolds(order, parts)) &&
    crossing.comparisons.every((comparison) => comparisonHolds(comparison, parts))
  );
}

function orderHolds(order: Order, parts: readonly PartHit[]): boolean {
  const [first, second] = [momentIn(order.first, parts), momentIn(order.second, parts)];
  return first !== undefined && second !== undefined && isInOrder(order, first, second);
}

function momentIn(moment: Moment, parts: readonly PartHit[]): number | undefined {
  if (moment.kind === 'property') {
    const value = valueIn(parts, moment.node, moment.property);
    return typeof value === 'number' ? value : undefined;
  }
  return parts.map(({ part }) => part.times[moment.edge]).find((time) => time !== undefined);
}

function comparisonHolds(comparison: Comparison, parts: readonly PartHit[]): boolean {
  if (comparison.kind === 'differ') {
    const idOf = (wanted: string) => nodeIn(parts, wanted)?.id;
    return idOf(comparison.left) !== idOf(comparison.right);
  }
  const { left, right } = comparison;
  const a = valueIn(parts, left.node, left.property);
  const b = valueIn(parts, right.node, right.property);
  if (a === undefined || b === undefined) return false;
  return compareValues(comparison, new ValueForms(a), new ValueForms(b));
}

function join(analyzer: Analyzer, crossing: Crossing, parts: readonly PartHit[]): Hit {
  const nodes = analyzer.nodes.flatMap(({ name }) => nodeIn(parts, name) ?? []);
  const { rare } = analyzer;
  return {
    id: hitId(analyzer.id, nodes),
    analyzer: analyzer.id,
    title: renderTitle(analyzer.hitTitle, ({ node, property }) => {
      if (property === undefined) return nodeIn(parts, node)?.label ?? '';
      return String(valueIn(parts, node, property) ?? '');
    }),
    nodes: nodes.map((node) =>
      // Each host has its own name for it; any of them will do, as long as it is the same one.
      node.name === crossing.node ? { ...node, label: smallest(labelsOf(parts, node.name)) } : node,
    ),
    lenses: distinctLenses(parts.flatMap(({ lenses }) => lenses)),
    time: Math.max(...parts.map(({ time }) => time)),
    group: rare && groupOf(rare.by.map(({ node, property }) => valueIn(parts, node, property))),
    evidence: parts.flatMap(({ evidence }) => evidence),
  };
}

function nodeIn(parts: readonly PartHit[], wanted: string): HitNode | undefined {
  for (const { nodes } of parts) {
    const found = nodes.find(({ name }) => name === wanted);
    if (found !== undefined) return found;
  }
  return undefined;
}

function labelsOf(parts: readonly PartHit[], wanted: string): string[] {
  return parts.flatMap(({ nodes }) =>
    nodes.filter(({ name }) => name === wanted).map(({ label }) => label),
  );
}

function valueIn(parts: readonly PartHit[], node: string, property: string): Value | undefined {
  const key = `${node}.${property}`;
  const values = parts.flatMap(({ part }) => part.values[key] ?? []);
  return values.length <= 1 ? values[0] : smallest(values);
}

function smallest<T extends Value>(values: readonly T[]): T {
  const [first, ...rest] = values;
  if (first === undefined) throw new Error('nothing to choose from');
  return rest.reduce((least, value) => (value < least ? value : least), first);
}

function distinctLenses(lenses: readonly HitLens[]): HitLens[] {
  const byId = new Map<string, HitLens>();
  for (const lens of lenses) {
    const before = byId.get(lens.id);
    if (before === undefined || lens.name < before.name) byId.set(lens.id, lens);
  }
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}
