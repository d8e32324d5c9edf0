import type { NodeId } from '../graph/id.ts';
import type { CompiledPart, EdgeSlot, SubShape } from './compile-part.ts';
import { countAt } from './earliest-span.ts';
import type { GraphReader, Hop } from './graph-reader.ts';
import { lookFurther } from './search.ts';
import type { Search } from './search.ts';

/** A match of a part: what it rests on. */
export interface Found {
  /** The nodes of the part's own shape, by place. */
  readonly nodes: readonly NodeId[];
  readonly asset: NodeId | undefined;
  /** When the last of it was first seen, ms; of a single node, undefined. */
  readonly time: number | undefined;
  readonly hops: readonly Hop[];
  /** Present where something must be absent: how long after its time that is settled. */
  readonly settleMs: number | undefined;
}

/**
 * Whether the nodes in a search, all of a part's own, make a match with all that stands beside its
 * shape: one host, counts, alternatives, and nothing that must be absent.
 */
export function evaluate(search: Search, compiled: CompiledPart): Found | undefined {
  const { reader } = search;
  const { shape, any, absent, counts } = compiled;
  const nodes = shape.nodes.map(({ slot }) => known(search, slot));
  // Only an edge proves that its ends are there.
  const isAlone = shape.edges.length === 0 && any.length === 0 && counts.length === 0;
  if (isAlone && !nodes.every((node) => reader.view.isSighted(node))) return undefined;
  const host = hostOf(reader, nodes);
  if (host === 'several') return undefined;
  const counted = counts.map((count) => countAt(reader, known(search, count.slot), count));
  const hops = shape.edges.flatMap((edge) => hopsOf(search, edge));
  let time = latest(hops);
  for (const number of counted) {
    if (number === undefined) return undefined;
    hops.push(...number.hops);
    time = Math.max(time, number.time);
  }
  for (const group of any) {
    const witness = firstOf(search, group);
    if (witness === undefined) return undefined;
    hops.push(...witness);
    time = Math.max(time, latest(witness));
  }
  let settleMs: number | undefined;
  if (absent.length > 0) {
    // What could not be looked at within the bound may be there.
    if (absent.some((item) => isThere(search, item)) || search.left < 0) return undefined;
    if (host === undefined) return undefined;
    settleMs = Math.max(...absent.map((item) => item.settleMs));
  }
  const isTimed = Number.isFinite(time);
  return { nodes, asset: host, time: isTimed ? time : undefined, hops, settleMs };
}

/** The one asset of the nodes that belong to one; undefined when none does. */
function hostOf(reader: GraphReader, nodes: readonly NodeId[]): NodeId | 'several' | undefined {
  let host: NodeId | undefined;
  for (const node of nodes) {
    const asset = reader.assetOf(node);
    if (asset === undefined || asset === host) continue;
    if (host !== undefined) return 'several';
    host = asset;
  }
  return host;
}

function isThere(search: Search, { plan }: SubShape): boolean {
  return lookFurther(search, plan, () => true);
}

/** What the first alternative that is there rests on. */
function firstOf(search: Search, group: readonly SubShape[]): Hop[] | undefined {
  for (const { shape, plan } of group) {
    let hops: Hop[] | undefined;
    lookFurther(search, plan, () => {
      hops = shape.edges.flatMap((edge) => hopsOf(search, edge));
      return true;
    });
    if (hops !== undefined) return hops;
  }
  return undefined;
}

function hopsOf(search: Search, { from, to, choices }: EdgeSlot): Hop[] {
  const passage = search.reader.between(known(search, from), choices, known(search, to));
  return passage === undefined ? [] : [...passage.hops];
}

function latest(hops: readonly Hop[]): number {
  return hops.reduce((time, { first }) => Math.max(time, first), Number.NEGATIVE_INFINITY);
}

function known(search: Search, slot: number): NodeId {
  const node = search.nodes[slot];
  if (node === undefined) throw new Error('a match without one of its nodes');
  return node;
}
