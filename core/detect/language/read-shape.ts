import { NODE_TYPES } from '../../schema/node-types.ts';
import { findProperty, isNodeType } from '../../schema/schema.ts';
import type {
  Comparison,
  Moment,
  NodeProperty,
  Order,
  PatternEdge,
  PatternNode,
  Shape,
} from '../shape.ts';
import { kindOf } from '../../yaml/tree.ts';
import type { Entry, ScalarTree } from '../../yaml/tree.ts';
import { checkName } from './context.ts';
import type { LanguageContext } from './context.ts';
import { Fields, mapOf, suggest, textOf } from '../../yaml/fields.ts';
import { ANYTHING, checkProperty, readCondition } from './read-condition.ts';
import { checkNode, readEdge } from './read-edge.ts';
import { isLineFault, readCompareLine, readOrderLine } from './read-lines.ts';
import type { LineFault, Word } from './read-lines.ts';

/** More than any pattern that a person can read; keeps matching bounded. */
const MAX_NODES = 12;
const MAX_EDGES = 24;
const MAX_LINES = 24;

/** The keys of a shape. */
export const SHAPE_KEYS: readonly string[] = ['nodes', 'edges', 'order', 'compare'];

/** The names that a shape may speak of. */
export interface Scope {
  /** Types of nodes by name; undefined where the type is not known. */
  readonly nodes: ReadonlyMap<string, string | undefined>;
  /** Names of edges. */
  readonly edges: ReadonlySet<string>;
}

export const NO_SCOPE: Scope = { nodes: new Map(), edges: new Set() };

/** A shape as written, and the names that it knows: its own and those around it. */
export interface ReadShape {
  readonly shape: Shape;
  readonly scope: Scope;
}

/** Reads the nodes, edges, order and comparisons of a shape, which may speak of those around it. */
export function readShape(fields: Fields, outer: Scope, context: LanguageContext): ReadShape {
  const types = new Map(outer.nodes);
  const nodes = readNodes(fields.entry('nodes'), types, outer, context);
  const names = new Set(outer.edges);
  const edges = readEdges(fields, types, names, context);
  const scope = { nodes: types, edges: names };
  const orders = readLines(fields, 'order', context).flatMap(
    (line) => readOrder(line, scope, context) ?? [],
  );
  const comparisons = readLines(fields, 'compare', context).flatMap(
    (line) => readComparison(line, scope, context) ?? [],
  );
  return { shape: { nodes, edges, orders, comparisons }, scope };
}

/** Reads `node.property` of a node in scope. */
export function readNodeProperty(
  text: string,
  at: number,
  scope: Scope,
  context: LanguageContext,
): NodeProperty | undefined {
  const [node = '', property, ...rest] = text.split('.');
  if (property === undefined || property === '' || rest.length > 0) {
    context.faults.add(at, `\`${text}\` is no property of a node`, 'write `node.property`');
    return undefined;
  }
  if (!checkNode(node, at, scope.nodes, context)) return undefined;
  const type = scope.nodes.get(node);
  if (type === undefined) return undefined;
  return checkProperty(type, property, at + node.length + 1, context)
    ? { node, property }
    : undefined;
}

/** Whether edges join all of some nodes. */
export function isConnected(
  names: readonly string[],
  edges: readonly Pick<PatternEdge, 'from' | 'to'>[],
): boolean {
  const reached = new Set(names.slice(0, 1));
  for (let grown = true; grown;) {
    grown = false;
    for (const { from, to } of edges) {
      if (reached.has(from) === reached.has(to)) continue;
      reached.add(from).add(to);
      grown = true;
    }
  }
  return names.every((name) => reached.has(name));
}

function readNodes(
  entry: Entry | undefined,
  types: Map<string, string | undefined>,
  outer: Scope,
  context: LanguageContext,
): PatternNode[] {
  const { faults } = context;
  const map = entry && mapOf(entry.value, '`nodes`', faults);
  if (map === undefined) return [];
  if (map.entries.length === 0 || map.entries.length > MAX_NODES) {
    faults.add(map.at, `a pattern has 1 to ${MAX_NODES} nodes`);
  }
  return map.entries.slice(0, MAX_NODES).flatMap(({ key, at, value }): PatternNode[] => {
    if (outer.nodes.has(key)) {
      faults.add(at, `there is a node ${key} already`, 'give it another name');
      return [];
    }
    if (!checkName(key, at, context)) return [];
    types.set(key, undefined);
    const node = mapOf(value, `the node ${key}`, faults);
    if (node === undefined) return [];
    const fields = new Fields(node, 'a node', ['type', 'where', 'not'], faults);
    const type = readType(fields, context);
    types.set(key, type);
    if (type === undefined) return [{ name: key, type: '', condition: ANYTHING }];
    const condition = readCondition(type, fields.entry('where'), fields.entry('not'), context);
    return [{ name: key, type, condition }];
  });
}

function readType(fields: Fields, { faults }: LanguageContext): string | undefined {
  const entry = fields.required('type');
  if (entry === undefined) return undefined;
  const type = textOf(entry.value) ?? '';
  if (isNodeType(type)) return type;
  const known = NODE_TYPES.map(({ name }) => name);
  faults.add(entry.value.at, `there is no node type ${type}`, suggest(type, known));
  return undefined;
}

function readEdges(
  fields: Fields,
  types: ReadonlyMap<string, string | undefined>,
  names: Set<string>,
  context: LanguageContext,
): PatternEdge[] {
  const { faults } = context;
  const entry = fields.entry('edges');
  if (entry === undefined) return [];
  if (entry.value.kind !== 'list') {
    faults.add(entry.value.at, `\`edges\` is ${kindOf(entry.value)}`, 'write a list');
    return [];
  }
  const { items } = entry.value;
  if (items.length > MAX_EDGES) faults.add(entry.at, `a pattern has at most ${MAX_EDGES} edges`);
  return items.slice(0, MAX_EDGES).flatMap((item) => {
    const edge = readEdge(item, types, context);
    if (edge?.name === undefined) return edge ?? [];
    if (names.has(edge.name)) {
      faults.add(item.at, `there is an edge ${edge.name} already`, 'give it another name');
      return [];
    }
    names.add(edge.name);
    return [edge];
  });
}

function readLines(fields: Fields, key: string, context: LanguageContext): readonly ScalarTree[] {
  const list = fields.list(key, { max: MAX_LINES });
  return (list?.items ?? []).flatMap((item): ScalarTree[] => {
    if (item.kind === 'scalar' && typeof item.value === 'string') return [item];
    context.faults.add(item.at, `\`${key}\` holds ${kindOf(item)}`, 'write one line an item');
    return [];
  });
}

function readOrder(line: ScalarTree, scope: Scope, context: LanguageContext): Order | undefined {
  const read = readOrderLine(line.text);
  if (isLineFault(read)) return addFault(line, read, context);
  const first = readMoment(line, read.first, scope, context);
  const second = readMoment(line, read.second, scope, context);
  if (first === undefined || second === undefined) return undefined;
  return { first, second, withinMs: read.withinMs, isEitherWay: read.isEitherWay };
}

function readMoment(
  line: ScalarTree,
  word: Word,
  scope: Scope,
  context: LanguageContext,
): Moment | undefined {
  const at = placeOf(line, word.offset);
  if (scope.edges.has(word.text)) return { kind: 'edge', edge: word.text };
  if (!word.text.includes('.')) {
    const fix = scope.edges.size === 0 ? 'give an edge this name' : suggestName(word.text, scope);
    context.faults.add(at, `no edge is called ${word.text}`, fix);
    return undefined;
  }
  const property = readNodeProperty(word.text, at, scope, context);
  if (property === undefined) return undefined;
  if (findProperty(property.property)?.unit !== 'time') {
    context.faults.add(at, `${word.text} is no time`, 'name an edge, or a property with a time');
    return undefined;
  }
  return { kind: 'property', ...property };
}

function suggestName(name: string, scope: Scope): string {
  return suggest(name, [...scope.edges]);
}

function readComparison(
  line: ScalarTree,
  scope: Scope,
  context: LanguageContext,
): Comparison | undefined {
  const read = readCompareLine(line.text);
  if (isLineFault(read)) return addFault(line, read, context);
  const { left, right, operator, negated, cased } = read;
  const [leftAt, rightAt] = [placeOf(line, left.offset), placeOf(line, right.offset)];
  if (operator === 'differs') {
    const isLeft = checkNode(left.text, leftAt, scope.nodes, context);
    const isRight = checkNode(right.text, rightAt, scope.nodes, context);
    return isLeft && isRight ? { kind: 'differ', left: left.text, right: right.text } : undefined;
  }
  const a = readNodeProperty(left.text, leftAt, scope, context);
  const b = readNodeProperty(right.text, rightAt, scope, context);
  if (a === undefined || b === undefined) return undefined;
  return { kind: 'values', left: a, right: b, operator, negated, cased };
}

function addFault(line: ScalarTree, fault: LineFault, { faults }: LanguageContext): undefined {
  faults.add(placeOf(line, fault.offset), fault.message, fault.fix);
  return undefined;
}

function placeOf(line: ScalarTree, offset: number): number {
  return line.plain ? line.at + offset : line.at;
}
