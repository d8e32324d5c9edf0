import type { Value } from '../graph/fact.ts';
import type { PredicateTable } from '../graph/store.ts';
import type { EdgeType, NodeType, PropertyType } from './declare.ts';
import { EDGE_TYPES } from './edge-types.ts';
import { NODE_TYPES } from './node-types.ts';
import { PREDICATE_CODES } from './predicate-codes.ts';

/** Joins a pseudo-key to the node that a sensor's own id names; a predicate of no node type. */
export const ALIAS = 'alias';

const nodeTypeByName = new Map(NODE_TYPES.map((type) => [type.name, type]));
const nodeTypeByCode = new Map(NODE_TYPES.map((type) => [type.code, type]));
const edgeByName = new Map(EDGE_TYPES.map((edge) => [edge.name, edge]));
const edgeByReverse = new Map(EDGE_TYPES.map((edge) => [edge.reverse, edge]));
const properties = collectProperties();
const nameByCode = new Map(Object.entries(PREDICATE_CODES).map(([name, code]) => [code, name]));

/** The node type of a name. Unknown names throw: they come from code, never from a log. */
export function nodeType(name: string): NodeType {
  return known(nodeTypeByName.get(name), 'node type', name);
}

/** The node type of a code, as ids carry it. */
export function nodeTypeOfCode(code: number): NodeType {
  return known(nodeTypeByCode.get(code), 'node type code', code);
}

/** Whether there is a node type of this name. */
export function isNodeType(name: string): boolean {
  return nodeTypeByName.has(name);
}

/** The edge of a name, and whether the name follows it backwards; undefined when unknown. */
export function findEdge(name: string): { edge: EdgeType; backwards: boolean } | undefined {
  const forward = edgeByName.get(name);
  if (forward !== undefined) return { edge: forward, backwards: false };
  const backward = edgeByReverse.get(name);
  return backward === undefined ? undefined : { edge: backward, backwards: true };
}

/** A property as declared; the same name means the same in every node type that has it. */
export function findProperty(name: string): PropertyType | undefined {
  return properties.get(name);
}

/** The predicates of the schema, as the store needs them. */
export const predicates: PredicateTable = {
  code: (predicate) => known(PREDICATE_CODES[predicate], 'predicate', predicate),
  name: (code) => known(nameByCode.get(code), 'predicate code', code),
  kind: (predicate) => {
    if (predicate === ALIAS || edgeByName.has(predicate)) return 'edge';
    return known(properties.get(predicate), 'predicate', predicate).kind;
  },
  isIndexed: (predicate) =>
    predicate === ALIAS || edgeByName.has(predicate) || properties.get(predicate)?.indexed === true,
};

/** The value of a property by its read rule, from all values sighted. */
export function readValue(
  property: PropertyType,
  sightings: Iterable<{ readonly object: Value; readonly first: number }>,
): Value | undefined {
  if (property.read === 'all') return allValues(sightings);
  let best: { readonly object: Value; readonly first: number } | undefined;
  for (const sighting of sightings) {
    if (best === undefined || isPreferred(property, sighting, best)) best = sighting;
  }
  return best?.object;
}

/** The values of a property that keeps all, from the text that {@link readValue} makes of them. */
export function valuesOf(value: Value): readonly string[] {
  return String(value).split('\n');
}

/** Joined values are split first, so that what was read already can be read again with more. */
function allValues(sightings: Iterable<{ readonly object: Value }>): Value | undefined {
  const values = new Set<string>();
  for (const { object } of sightings) for (const value of valuesOf(object)) values.add(value);
  return values.size === 0 ? undefined : [...values].sort().join('\n');
}

function isPreferred(
  property: PropertyType,
  a: { readonly object: Value; readonly first: number },
  b: { readonly object: Value; readonly first: number },
): boolean {
  if (property.read === 'min') return a.object < b.object;
  if (property.read === 'max') return a.object > b.object;
  return a.first === b.first ? a.object < b.object : a.first < b.first;
}

function collectProperties(): Map<string, PropertyType> {
  const byName = new Map<string, PropertyType>();
  for (const type of NODE_TYPES) {
    for (const property of type.properties) {
      const before = byName.get(property.name);
      if (before !== undefined && JSON.stringify(before) !== JSON.stringify(property)) {
        throw new Error(`property ${property.name} is declared twice, differently`);
      }
      byName.set(property.name, property);
    }
  }
  return byName;
}

function known<T>(found: T | undefined, what: string, name: string | number): T {
  if (found === undefined) throw new Error(`unknown ${what}: ${name}`);
  return found;
}
