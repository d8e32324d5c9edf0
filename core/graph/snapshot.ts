import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { ALIAS, findProperty, nodeTypeOfCode, readValue } from '../schema/schema.ts';
import { ALWAYS } from './fact.ts';
import type { Value } from './fact.ts';
import { isPseudoKey, refType } from './id.ts';
import type { NodeId } from './id.ts';
import type { FactStore } from './store.ts';
import { GraphView } from './view.ts';

/**
 * A part of what is known of one node, as shards export it: a node's facts may come in several
 * parts, from several subjects and several shards.
 */
export interface NodePart {
  readonly id: NodeId;
  /** Each property's preferred value so far, and when it was first seen. */
  readonly properties: Readonly<Record<string, { readonly object: Value; readonly first: number }>>;
  /** Outgoing edges: the forward name and the node that it leads to. */
  readonly edges: readonly (readonly [name: string, to: NodeId])[];
  /** Of an alias that means one node for ever: that node, and when it was first seen with it. */
  readonly claim?: { readonly object: NodeId; readonly first: number } | undefined;
}

/** Counts of a graph, and the digest that equal graphs share. */
export interface GraphSummary {
  readonly nodes: number;
  readonly edges: number;
  readonly nodesByType: Readonly<Record<string, number>>;
  readonly edgesByName: Readonly<Record<string, number>>;
  /** SHA-256 of the sorted node ids, resolved properties and edge triples, in hex. */
  readonly digest: string;
}

/** All nodes of a store, in parts. */
export function* exportNodes(store: FactStore): Iterable<NodePart> {
  const view = new GraphView(store, { keepsAliases: true });
  for (const fact of store.scan()) {
    if (fact.predicate === ALIAS) {
      const { identity } = nodeTypeOfCode(refType(fact.subject));
      if (identity.kind === 'session' || fact.scope !== ALWAYS) continue;
      const claim = { object: fact.object as NodeId, first: fact.first };
      yield { id: fact.subject as string as NodeId, properties: {}, edges: [], claim };
      continue;
    }
    const property = findProperty(fact.predicate);
    if (property === undefined) {
      for (const { from, to } of view.pairsOf(fact)) {
        yield { id: from, properties: {}, edges: [[fact.predicate, to]] };
        yield { id: to, properties: {}, edges: [] };
      }
      continue;
    }
    const ids =
      fact.scope === ALWAYS && isPseudoKey(fact.subject)
        ? view.sessionsOf(fact.subject)
        : view.subjectsOf(fact);
    for (const id of ids) {
      const first = fact.scope === ALWAYS ? fact.first : timeIn(view, id, fact);
      yield { id, properties: { [fact.predicate]: { object: fact.object, first } }, edges: [] };
    }
  }
}

/** Puts a graph together from its parts, in any order and any number of times. */
export class GraphSnapshot {
  readonly #nodes = new Map<
    NodeId,
    { properties: Map<string, { object: Value; first: number }>; edges: Set<string> }
  >();
  readonly #claims = new Map<NodeId, { readonly object: NodeId; readonly first: number }>();

  add(part: NodePart): void {
    if (part.claim !== undefined) {
      const before = this.#claims.get(part.id);
      const { object, first } = part.claim;
      const isFirst = before === undefined || first < before.first;
      if (isFirst || (first === before.first && object < before.object)) {
        this.#claims.set(part.id, part.claim);
      }
      return;
    }
    let node = this.#nodes.get(part.id);
    if (node === undefined) {
      node = { properties: new Map(), edges: new Set() };
      this.#nodes.set(part.id, node);
    }
    for (const [name, sighting] of Object.entries(part.properties)) {
      const property = findProperty(name);
      const before = node.properties.get(name);
      if (property === undefined) throw new Error(`unknown property: ${name}`);
      const both = before === undefined ? [sighting] : [before, sighting];
      const value = readValue(property, both) ?? sighting.object;
      const isKept = before !== undefined && value === before.object;
      if (property.read === 'all') {
        const first = Math.min(...both.map((one) => one.first));
        node.properties.set(name, { object: value, first });
      } else if (!isKept) node.properties.set(name, sighting);
      else if (before.object === sighting.object && sighting.first < before.first) {
        node.properties.set(name, sighting);
      }
    }
    for (const [name, to] of part.edges) node.edges.add(`${name} ${to}`);
  }

  /**
   * Gives what parts say of an alias to the node that it means. The shard that a part comes from
   * may not have known what another one knows.
   */
  #resolveAliases(): void {
    for (const [alias, { object }] of this.#claims) {
      const node = this.#nodes.get(alias);
      if (node === undefined) continue;
      this.#nodes.delete(alias);
      const properties = Object.fromEntries(node.properties);
      this.add({ id: object, properties, edges: [] });
      for (const edge of node.edges) this.#nodes.get(object)?.edges.add(edge);
    }
    if (this.#claims.size === 0) return;
    for (const node of this.#nodes.values()) {
      for (const edge of Array.from(node.edges)) {
        const [name, to = ''] = edge.split(' ');
        const claim = this.#claims.get(to as NodeId);
        if (claim === undefined) continue;
        node.edges.delete(edge);
        node.edges.add(`${name} ${claim.object}`);
      }
    }
  }

  summary(): GraphSummary {
    this.#resolveAliases();
    const nodesByType: Record<string, number> = {};
    const edgesByName: Record<string, number> = {};
    const hash = sha256.create();
    let edges = 0;
    for (const id of [...this.#nodes.keys()].sort()) {
      const node = this.#nodes.get(id);
      if (node === undefined) continue;
      const type = nodeTypeOfCode(refType(id)).name;
      nodesByType[type] = (nodesByType[type] ?? 0) + 1;
      const properties = [...node.properties].map(([name, { object }]) => [name, object]);
      const triples = [...node.edges].sort();
      for (const triple of triples) {
        const name = triple.slice(0, triple.indexOf(' '));
        edgesByName[name] = (edgesByName[name] ?? 0) + 1;
      }
      edges += triples.length;
      hash.update(utf8ToBytes(`${JSON.stringify([id, properties.sort(), triples])}\n`));
    }
    return {
      nodes: this.#nodes.size,
      edges,
      nodesByType,
      edgesByName,
      digest: bytesToHex(hash.digest()),
    };
  }
}

/** When a fact of a window was first seen in one of the two sessions it belongs to. */
function timeIn(view: GraphView, id: NodeId, fact: Parameters<GraphView['subjectsOf']>[0]): number {
  return view.resolve(fact.subject, fact.first) === id ? fact.first : fact.last;
}
