import type { Graph, GraphEdge, GraphNode, ShownProperty } from '../contract/lenses.ts';
import { EDGE_TYPES } from '../schema/edge-types.ts';
import { findProperty, nodeTypeOfCode, readValue } from '../schema/schema.ts';
import { isEarlier } from '../graph/fact.ts';
import type { Value } from '../graph/fact.ts';
import { refType } from '../graph/id.ts';
import type { NodeId } from '../graph/id.ts';
import type { GraphView, Neighbour } from '../graph/view.ts';

/** How many nodes a graph shows at most: more cannot be read, nor laid out in time. */
const MAX_GRAPH_NODES = 300;

/** Neighbours shown of one node over one kind of edge. */
const MAX_FAN_OUT = 12;

/** Neighbours shown over one kind of edge of a node that is expanded. */
export const EXPANDED_FAN_OUT = 25;

/** How far up a process's ancestors are shown. */
const MAX_ANCESTORS = 8;

/** Neighbours read of one node over one kind of edge, to say how many were left out. */
const MAX_READ = 200;

/**
 * The edges that explain what a process is and did, each with how many neighbours are shown: few
 * where a busy process has many that say the same.
 */
const EXPLAINING_EDGES: readonly (readonly [edge: string, limit: number])[] = [
  ['executable', 1],
  ['executable_hash', 1],
  ['run_as', 2],
  ['children', MAX_FAN_OUT],
  ['created_files', MAX_FAN_OUT],
  ['wrote_files', 6],
  ['connected_to', MAX_FAN_OUT],
  ['accepted_from', MAX_FAN_OUT],
  ['resolved', 6],
  ['injected', 6],
  ['accessed', 4],
  ['ran_scripts', 4],
  ['created_tasks', 4],
  ['installed_services', 4],
  ['used_credentials', 4],
  ['set_keys', 4],
  ['created_keys', 4],
  ['deleted_files', 4],
];

/**
 * Neighbours shown of a node of a host that is no process, over one kind of edge: who did it, and
 * to what. What other hosts know, too, is for the reader of all shards to expand.
 */
const OTHER_FAN_OUT = 3;

/** Collects nodes and edges within bounds. */
class GraphCollector {
  readonly nodes = new Set<NodeId>();
  readonly #edges = new Map<string, GraphEdge>();
  readonly #view: GraphView;
  omitted = 0;

  constructor(view: GraphView) {
    this.#view = view;
  }

  get edges(): readonly GraphEdge[] {
    return [...this.#edges.values()].filter(
      ({ from, to }) => this.nodes.has(from as NodeId) && this.nodes.has(to as NodeId),
    );
  }

  get isFull(): boolean {
    return this.nodes.size >= MAX_GRAPH_NODES;
  }

  /** Adds the neighbours over an edge, and returns those that were added or already there. */
  add(node: NodeId, edgeName: string, isBackwards: boolean, limit = MAX_FAN_OUT): NodeId[] {
    const name = isBackwards ? reverseOf(edgeName) : edgeName;
    // In order of id, as the shards' answers are joined: so many shards answer as one would.
    const neighbours = this.#view
      .neighbours(node, name, { limit: MAX_READ })
      .toSorted((a, b) => (a.node < b.node ? -1 : 1));
    const kept = neighbours.filter((neighbour, index) => {
      if (this.nodes.has(neighbour.node)) return true;
      if (index >= limit || this.isFull) {
        this.omitted += 1;
        return false;
      }
      this.nodes.add(neighbour.node);
      return true;
    });
    for (const neighbour of kept) this.#addEdge(node, neighbour, isBackwards);
    return kept.map(({ node: other }) => other);
  }

  /** Adds the edges between nodes that are there already. */
  join(node: NodeId): void {
    for (const neighbour of this.#view.edgesFrom(node)) {
      if (this.nodes.has(neighbour.node)) this.#addEdge(node, neighbour, false);
    }
  }

  #addEdge(node: NodeId, neighbour: Neighbour, isBackwards: boolean): void {
    const [from, to] = isBackwards ? [neighbour.node, node] : [node, neighbour.node];
    const { edge, first, last, upload, record } = neighbour;
    const verb = EDGE_TYPES.find(({ name }) => name === edge)?.verb ?? edge;
    const shown = { from, name: edge, to, verb, first, last, evidence: { upload, record } };
    const key = `${from} ${edge} ${to}`;
    const before = this.#edges.get(key);
    // What is read against an edge's direction carries no evidence; a reading along it replaces it.
    if (before === undefined || before.evidence.upload === 0) this.#edges.set(key, shown);
  }
}

/**
 * The graph of a lens: the nodes of its hits, and, where asked for, what explains them: ancestors,
 * the files that processes ran from and who created those, what they created, started and
 * contacted. Bounded, and never through a popular node; says how much was left out.
 */
export function lensGraph(view: GraphView, core: readonly NodeId[], withContext: boolean): Graph {
  return view.readingOnce(() => graphAround(view, core, withContext));
}

function graphAround(view: GraphView, core: readonly NodeId[], withContext: boolean): Graph {
  const collector = new GraphCollector(view);
  for (const node of core) if (exists(view, node)) collector.nodes.add(node);
  if (withContext) {
    for (const node of core) {
      if (!collector.nodes.has(node)) continue;
      if (typeOf(node) === 'process') addProcessContext(collector, node);
      else if (isOfHost(node)) addNeighbours(collector, node, OTHER_FAN_OUT);
    }
  }
  return finish(view, collector, new Set(core));
}

/** A node and its neighbours, one step in every direction. */
export function expandNode(view: GraphView, node: NodeId): Graph {
  return view.readingOnce(() => graphNextTo(view, node));
}

function graphNextTo(view: GraphView, node: NodeId): Graph {
  const collector = new GraphCollector(view);
  if (exists(view, node)) {
    collector.nodes.add(node);
    addNeighbours(collector, node, EXPANDED_FAN_OUT);
    // A process of another host says little without the host.
    for (const neighbour of Array.from(collector.nodes)) {
      const { identity } = nodeTypeOfCode(refType(neighbour));
      if (identity.kind === 'session') collector.add(neighbour, identity.asset, false, 1);
    }
  }
  return finish(view, collector, new Set([node]));
}

function addProcessContext(collector: GraphCollector, process: NodeId): void {
  addAncestors(collector, process);
  for (const [edge, limit] of EXPLAINING_EDGES) {
    const added = collector.add(process, edge, false, limit);
    if (edge !== 'executable') continue;
    for (const file of added) collector.add(file, 'created_files', true, 3);
  }
}

/** Adds what a node has edges with, in both directions. */
function addNeighbours(collector: GraphCollector, node: NodeId, limit: number): void {
  for (const { name, from, to } of EDGE_TYPES) {
    if (from === typeOf(node)) collector.add(node, name, false, limit);
    if (to === typeOf(node)) collector.add(node, name, true, limit);
  }
}

function addAncestors(collector: GraphCollector, process: NodeId): void {
  let node: NodeId | undefined = process;
  for (let height = 0; node !== undefined && height < MAX_ANCESTORS; height += 1) {
    node = collector.add(node, 'children', true, 1)[0];
  }
}

function finish(view: GraphView, collector: GraphCollector, core: ReadonlySet<NodeId>): Graph {
  for (const node of collector.nodes) collector.join(node);
  return {
    nodes: [...collector.nodes].map((id) => showNode(view, id, !core.has(id))),
    edges: collector.edges,
    omitted: collector.omitted,
  };
}

/** A node as it is shown, without its risk, which is the lens's to say. */
function showNode(view: GraphView, id: NodeId, isContext: boolean): GraphNode {
  const properties: Record<string, ShownProperty> = {};
  const values: Record<string, Value> = {};
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const [name, sightings] of view.sightings(id)) {
    const property = findProperty(name);
    const value = property && readValue(property, sightings);
    const [sighting, ...others] = sightings.filter(({ object }) => object === value);
    if (property === undefined || value === undefined || sighting === undefined) continue;
    // The same may be known of a node by several names, in sightings of their own.
    const earliest = others.reduce((a, b) => (isEarlier(b, a) ? b : a), sighting);
    const latest = Math.max(sighting.last, ...others.map((other) => other.last));
    values[name] = value;
    properties[name] = {
      value,
      unit: property.unit,
      first: earliest.first,
      last: latest,
      evidence: { upload: earliest.upload, record: earliest.record },
    };
    first = Math.min(first, earliest.first);
    last = Math.max(last, latest);
  }
  const type = nodeTypeOfCode(refType(id));
  const isSeen = first <= last;
  return {
    id,
    type: type.name,
    label: type.label(values),
    risk: 0,
    hitBy: [],
    context: isContext,
    first: isSeen ? first : 0,
    last: isSeen ? last : 0,
    properties,
  };
}

function exists(view: GraphView, node: NodeId): boolean {
  return view.sightings(node).size > 0;
}

/** Whether a node is a thing of one host, and not the host itself. */
function isOfHost(node: NodeId): boolean {
  const { boundary, name } = nodeTypeOfCode(refType(node));
  return !boundary && name !== 'asset';
}

function typeOf(node: NodeId): string {
  return nodeTypeOfCode(refType(node)).name;
}

function reverseOf(edgeName: string): string {
  const edge = EDGE_TYPES.find(({ name }) => name === edgeName);
  if (edge === undefined) throw new Error(`unknown edge: ${edgeName}`);
  return edge.reverse;
}
