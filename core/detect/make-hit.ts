import type { Evidence, Value } from '../graph/fact.ts';
import type { NodeId } from '../graph/id.ts';
import type { Analyzer, LensScope } from './analyzer.ts';
import type { CompiledPart, NodeSlot } from './compile-part.ts';
import type { Found } from './evaluate.ts';
import type { GraphReader } from './graph-reader.ts';
import { groupOf, hitId } from './hit.ts';
import type { Hit, HitLens, HitNode, PartMatch } from './hit.ts';
import type { NodeProperty } from './shape.ts';
import { renderTitle, titleProperties } from './title.ts';

/** Records that a hit points to; a count can rest on hundreds. */
const MAX_EVIDENCE = 100;

/** Neighbours whose lenses one scope may name: a process runs as one user, or a few over time. */
const MAX_NEIGHBOUR_LENSES = 4;

/** The hit that a match is; undefined when it is a part that knows no host to be on. */
export function makeHit(
  reader: GraphReader,
  compiled: CompiledPart,
  found: Found,
): Hit | undefined {
  const { analyzer, index, shape } = compiled;
  const nodes = shape.nodes.map(({ name, type }, at): HitNode => {
    const id = found.nodes[at];
    if (id === undefined) throw new Error(`a match without ${name}`);
    return { name, id, type, label: reader.label(id) };
  });
  const part = analyzer.crossing && partMatch(reader, compiled, nodes, found);
  if (analyzer.crossing !== undefined && part === undefined) return undefined;
  const alone = found.time === undefined ? sightingsOf(reader, compiled, nodes) : undefined;
  const { rare } = analyzer;
  const values = rare?.by.map((property) => valueIn(reader, nodes, property));
  const time = found.time ?? alone?.time ?? 0;
  const { asset, settleMs } = found;
  return {
    id: hitId(part === undefined ? analyzer.id : `${analyzer.id} ${index}`, nodes),
    analyzer: analyzer.id,
    title: part === undefined ? titleOf(reader, analyzer, nodes) : '',
    nodes,
    lenses: lensesOf(reader, analyzer.lens, nodes, found.asset),
    time,
    group: part === undefined && values !== undefined ? groupOf(values) : undefined,
    evidence: distinct(alone?.evidence ?? found.hops),
    settling:
      settleMs === undefined || asset === undefined ? undefined : { asset, at: time + settleMs },
    part,
  };
}

function titleOf(reader: GraphReader, { hitTitle }: Analyzer, nodes: readonly HitNode[]): string {
  return renderTitle(hitTitle, ({ node, property }) => {
    if (property === undefined) return nodes.find(({ name }) => name === node)?.label ?? '';
    return String(valueIn(reader, nodes, { node, property }) ?? '');
  });
}

function valueIn(
  reader: GraphReader,
  nodes: readonly HitNode[],
  { node, property }: NodeProperty,
): Value | undefined {
  const id = nodes.find(({ name }) => name === node)?.id;
  return id && reader.value(id, property);
}

/** What a part brings to the others: everything that is asked for between parts. */
function partMatch(
  reader: GraphReader,
  { analyzer, index, shape }: CompiledPart,
  nodes: readonly HitNode[],
  { asset }: Found,
): PartMatch | undefined {
  const { crossing, rare, hitTitle } = analyzer;
  const meeting = nodes.find(({ name }) => name === crossing?.node)?.id;
  if (crossing === undefined || meeting === undefined || asset === undefined) return undefined;
  const moments = crossing.orders.flatMap(({ first, second }) => [first, second]);
  const times: Record<string, number> = {};
  for (const moment of moments) {
    if (moment.kind !== 'edge') continue;
    const edge = shape.edges.find(({ name }) => name === moment.edge);
    const [from, to] = [
      edge && idAt(shape.nodes, nodes, edge.from),
      edge && idAt(shape.nodes, nodes, edge.to),
    ];
    const passage = edge && from && to && reader.between(from, edge.choices, to);
    if (passage) times[moment.edge] = passage.first;
  }
  const asked: NodeProperty[] = [
    ...moments.flatMap((moment) => (moment.kind === 'property' ? [moment] : [])),
    ...crossing.comparisons.flatMap((item) =>
      item.kind === 'values' ? [item.left, item.right] : [],
    ),
    ...titleProperties(hitTitle),
    ...(rare?.by ?? []),
  ];
  const values: Record<string, Value> = {};
  for (const property of asked) {
    const value = valueIn(reader, nodes, property);
    if (value !== undefined) values[`${property.node}.${property.property}`] = value;
  }
  return { index, meeting, asset, times, values };
}

function idAt(
  slots: readonly NodeSlot[],
  nodes: readonly HitNode[],
  slot: number,
): NodeId | undefined {
  return nodes[slots.findIndex((node) => node.slot === slot)]?.id;
}

function lensesOf(
  reader: GraphReader,
  scopes: readonly LensScope[],
  nodes: readonly HitNode[],
  asset: NodeId | undefined,
): HitLens[] {
  const lenses = scopes.flatMap((scope): HitLens[] => {
    if (scope.kind === 'asset') {
      return asset === undefined ? [] : [lensOf(reader, asset)];
    }
    const node = nodes.find(({ name }) => name === scope.node);
    if (node === undefined) return [];
    if (scope.kind === 'node') return [{ id: node.id, type: node.type, name: node.label }];
    return reader
      .neighbours(node.id, scope.edge)
      .map((neighbour) => neighbour.node)
      .sort()
      .slice(0, MAX_NEIGHBOUR_LENSES)
      .map((id) => lensOf(reader, id));
  });
  return [...new Map(lenses.map((lens) => [lens.id, lens])).values()];
}

function lensOf(reader: GraphReader, id: NodeId): HitLens {
  return { id, type: reader.typeOf(id), name: reader.label(id) };
}

/**
 * When and by which records a match without edges was there: the sightings of the properties that
 * its conditions ask for, or, where it has none of them, its first sighting.
 */
function sightingsOf(
  reader: GraphReader,
  { shape }: CompiledPart,
  nodes: readonly HitNode[],
): { readonly time: number; readonly evidence: readonly Evidence[] } {
  const sightings = shape.nodes.flatMap(({ condition }, at) => {
    const id = nodes[at]?.id;
    if (id === undefined) return [];
    const found = [...condition.properties].flatMap((name) => reader.resolved(id, name) ?? []);
    return found.length > 0 ? found : (reader.firstSighting(id) ?? []);
  });
  const time = sightings.reduce((latest, { first }) => Math.max(latest, first), 0);
  return { time, evidence: sightings };
}

/** Each record once, in order of first mention. */
function distinct(evidence: readonly Evidence[]): Evidence[] {
  const byKey = new Map(
    evidence.map(({ upload, record }) => [`${upload} ${record}`, { upload, record }]),
  );
  return [...byKey.values()].slice(0, MAX_EVIDENCE);
}
