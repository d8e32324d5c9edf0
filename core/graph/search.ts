import type { FoundNode, SearchMatch } from '../contract/search.ts';
import type { NodeType } from '../schema/declare.ts';
import { nodeTypeOfCode, predicates } from '../schema/schema.ts';
import { NODE_TYPES } from '../schema/node-types.ts';
import { ALWAYS } from './fact.ts';
import type { Fact, Value } from './fact.ts';
import { firstRefs, isPseudoKey, refType } from './id.ts';
import type { NodeId } from './id.ts';
import type { FactStore } from './store.ts';
import { valuePattern } from './value-pattern.ts';
import type { GraphView } from './view.ts';

/** What is looked for. */
export interface SearchQuery {
  /** A value, a part of one, or a pattern with `*`. */
  readonly text: string;
  /** Only nodes of this type. */
  readonly type?: string | undefined;
  /** Only values of this property. */
  readonly property?: string | undefined;
}

/** How far a search has come in a store. */
export interface SearchPlace {
  /** The property that it is at, by its place among those that can be searched. */
  readonly property: number;
  /** Where to go on among the property's values. */
  readonly after?: string | undefined;
}

/** What one step found, and where the next begins. */
export interface SearchStep {
  readonly matches: readonly SearchMatch[];
  /** Absent when everything was searched. */
  readonly next?: SearchPlace | undefined;
}

/** Nodes that are told of one value; a hash or a name can be that of very many. */
const NODES_PER_VALUE = 10;

/** Values that one step looks at, about 20 µs each: a shard has other things to do. */
const VALUES_PER_STEP = 2_000;

/** Matching values after which a step ends. */
const MATCHES_PER_STEP = 50;

/**
 * The values that are exactly what is looked for, in the cases in which sensors write: as given, in
 * small and in capital letters; numbers as numbers.
 */
export function findExactly(
  store: FactStore,
  view: GraphView,
  query: SearchQuery,
): readonly SearchMatch[] {
  const { text } = query;
  const matches: SearchMatch[] = [];
  for (const property of searchedProperties(query)) {
    for (const form of predicates.kind(property) === 'number' ? numbersOf(text) : formsOf(text)) {
      matches.push(...matchesOf(store, view, query, property, form));
    }
  }
  return matches;
}

/**
 * Looks at some of the store's values for those that are like what is looked for, leaving out what
 * {@link findExactly} finds.
 */
export function searchStep(
  store: FactStore,
  view: GraphView,
  query: SearchQuery,
  place: SearchPlace,
): SearchStep {
  const isLike = valuePattern(query.text);
  const found = new Set(formsOf(query.text));
  const properties = searchedProperties(query);
  const matches: SearchMatch[] = [];
  let budget = VALUES_PER_STEP;
  let { property: index, after } = place;
  for (; index < properties.length; index += 1, after = undefined) {
    const property = properties[index];
    if (property === undefined || predicates.kind(property) === 'number') continue;
    do {
      const page = store.values(property, { limit: budget, after });
      budget -= page.values.length;
      for (const value of page.values) {
        const text = String(value);
        if (!isLike(text) || found.has(text)) continue;
        matches.push(...matchesOf(store, view, query, property, value));
      }
      after = page.next;
      if (budget <= 0 || matches.length >= MATCHES_PER_STEP) {
        const next = after === undefined ? { property: index + 1 } : { property: index, after };
        return next.property < properties.length ? { matches, next } : { matches };
      }
    } while (after !== undefined);
  }
  return { matches };
}

/** The properties that a search looks at: those that are indexed, in the schema's order. */
function searchedProperties({ type, property }: SearchQuery): readonly string[] {
  const names = NODE_TYPES.filter(({ name }) => type === undefined || name === type)
    .flatMap(({ properties }) => properties)
    .filter(({ name, indexed }) => indexed && (property === undefined || name === property))
    .map(({ name }) => name);
  return [...new Set(names)];
}

function formsOf(text: string): readonly string[] {
  return [...new Set([text, text.toLowerCase(), text.toUpperCase()])];
}

function numbersOf(text: string): number[] {
  return /^-?\d{1,15}$/.test(text) ? [Number(text)] : [];
}

/** The nodes that have a value, by their type. */
function matchesOf(
  store: FactStore,
  view: GraphView,
  query: SearchQuery,
  property: string,
  value: Value,
): SearchMatch[] {
  return NODE_TYPES.flatMap((type) => {
    if (query.type !== undefined && query.type !== type.name) return [];
    if (!type.properties.some(({ name }) => name === property)) return [];
    const { nodes, isMore } = nodesWith(store, view, type, property, value);
    if (nodes.length === 0) return [];
    return [{ type: type.name, property, value, nodes, isMore }];
  });
}

function nodesWith(
  store: FactStore,
  view: GraphView,
  type: NodeType,
  property: string,
  value: Value,
): Pick<SearchMatch, 'nodes' | 'isMore'> {
  const found = new Map<NodeId, FoundNode>();
  let isMore = false;
  // Nodes of their own and those of pseudo-keys, each in one stretch of the order of references.
  for (const from of firstRefs(type.code)) {
    const page = store.subjects(property, value, { from, limit: NODES_PER_VALUE + 1 });
    const facts = page.facts.filter(({ subject }) => subject.slice(0, 2) === from.slice(0, 2));
    isMore ||= page.next !== undefined && facts.length === page.facts.length;
    for (const fact of facts) {
      for (const id of nodesOf(view, fact)) {
        if (found.size < NODES_PER_VALUE) found.set(id, describe(view, id, fact));
        else isMore ||= !found.has(id);
      }
    }
  }
  return { nodes: [...found.values()], isMore };
}

/** The nodes that a fact about a property is of. */
function nodesOf(view: GraphView, fact: Fact): Iterable<NodeId> {
  if (!isPseudoKey(fact.subject) || fact.scope !== ALWAYS) return view.subjectsOf(fact);
  return view.sessionsOf(fact.subject);
}

function describe(view: GraphView, id: NodeId, { first, last }: Fact): FoundNode {
  const type = nodeTypeOfCode(refType(id));
  const { identity } = type;
  const asset =
    identity.kind === 'session' ? view.neighbours(id, identity.asset, { limit: 1 })[0] : undefined;
  const on = asset && nodeTypeOfCode(refType(asset.node)).label(view.properties(asset.node));
  return { id, type: type.name, label: type.label(view.properties(id)), on, first, last };
}
