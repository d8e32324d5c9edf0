import { EDGE_TYPES } from '../../schema/edge-types.ts';
import { findEdge } from '../../schema/schema.ts';
import type { EdgeChoice, PatternEdge } from '../shape.ts';
import { kindOf } from '../../yaml/tree.ts';
import type { ScalarTree, Tree } from '../../yaml/tree.ts';
import { checkName } from './context.ts';
import type { LanguageContext } from './context.ts';
import { suggest, textOf } from '../../yaml/fields.ts';

/** How far a transitive edge goes where no bound is written, and at most. */
const USUAL_STEPS = 8;
const MAX_STEPS = 10;

/** More kinds of edges than any two types have between them. */
const MAX_CHOICES = 12;

const FORM = 'write `[node, edge, node]`, or `name: [node, edge, node]`';

/** The nodes that an edge may join: their types by name; undefined is a type that is not known. */
export type NodeTypes = ReadonlyMap<string, string | undefined>;

/** Reads an edge of a pattern. Undefined, with a fault, for what is none. */
export function readEdge(
  tree: Tree,
  nodes: NodeTypes,
  context: LanguageContext,
): PatternEdge | undefined {
  if (tree.kind !== 'map') return readTriple(tree, nodes, context);
  const [entry, ...others] = tree.entries;
  if (entry === undefined || others.length > 0) {
    context.faults.add(tree.at, 'an edge has one name', FORM);
    return undefined;
  }
  if (!checkName(entry.key, entry.at, context)) return undefined;
  const edge = readTriple(entry.value, nodes, context);
  return edge && { name: entry.key, ...edge };
}

/** Reads one kind of edge, between types that may not be known. */
export function readChoice(
  written: ScalarTree,
  from: string | undefined,
  to: string | undefined,
  context: LanguageContext,
): EdgeChoice | undefined {
  const { faults } = context;
  const [, name = '', plus, bound = ''] = /^([^+]*)(\+)?(\d*)$/.exec(written.text) ?? [];
  const found = findEdge(name);
  if (found === undefined) {
    faults.add(written.at, `there is no edge ${written.text}`, suggestEdge(name, from, to));
    return undefined;
  }
  const { edge, backwards } = found;
  const [a, b] = backwards ? [edge.to, edge.from] : [edge.from, edge.to];
  const fits = (from === undefined || from === a) && (to === undefined || to === b);
  if (!fits) {
    faults.add(written.at, `${name} leads from ${a} to ${b}`, suggestEdge('', from, to));
    return undefined;
  }
  let steps = 1;
  if (plus !== undefined) {
    steps = bound === '' ? USUAL_STEPS : Number(bound);
    if (edge.from !== edge.to) {
      const fix = 'leave the + out';
      faults.add(written.at, `${name} leads from a type to another, only once`, fix);
      return undefined;
    }
    if (!(steps >= 1 && steps <= MAX_STEPS)) {
      faults.add(written.at, `a transitive edge goes 1 to ${MAX_STEPS} steps`);
      return undefined;
    }
  }
  return { edge: edge.name, reverse: edge.reverse, backwards, steps };
}

/** Whether there is a node of this name; a fault with a suggestion where there is none. */
export function checkNode(
  name: string,
  at: number,
  nodes: NodeTypes,
  { faults }: LanguageContext,
): boolean {
  if (nodes.has(name)) return true;
  faults.add(at, `there is no node ${name}`, suggest(name, [...nodes.keys()]));
  return false;
}

function readTriple(
  tree: Tree,
  nodes: NodeTypes,
  context: LanguageContext,
): PatternEdge | undefined {
  const { faults } = context;
  if (tree.kind !== 'list' || tree.items.length !== 3) {
    faults.add(tree.at, `an edge is ${kindOf(tree)}`, FORM);
    return undefined;
  }
  const [fromTree, edgeTree, toTree] = tree.items;
  const from = textOf(fromTree);
  const to = textOf(toTree);
  if (!fromTree || !edgeTree || !toTree || from === undefined || to === undefined) {
    faults.add(tree.at, 'an edge joins two nodes by name', FORM);
    return undefined;
  }
  const isFrom = checkNode(from, fromTree.at, nodes, context);
  const isTo = checkNode(to, toTree.at, nodes, context);
  const choices = readChoices(edgeTree, nodes.get(from), nodes.get(to), context);
  if (!isFrom || !isTo || choices.length === 0) return undefined;
  const [only] = choices;
  if (choices.length === 1 && only?.backwards === true) {
    return { from: to, to: from, choices: [{ ...only, backwards: false }] };
  }
  return { from, to, choices };
}

function readChoices(
  tree: Tree,
  from: string | undefined,
  to: string | undefined,
  context: LanguageContext,
): EdgeChoice[] {
  const { faults } = context;
  const items = tree.kind === 'list' ? tree.items : [tree];
  if (items.length === 0 || items.length > MAX_CHOICES) {
    faults.add(tree.at, `an edge is one of 1 to ${MAX_CHOICES} kinds`);
    return [];
  }
  return items.flatMap((item) => {
    if (item.kind === 'scalar' && item.value !== null) {
      return readChoice(item, from, to, context) ?? [];
    }
    faults.add(item.at, `an edge is ${kindOf(item)}`, 'write the name of an edge');
    return [];
  });
}

/** The nearest of the edges between two types; of all edges, where none leads from one to the other. */
function suggestEdge(name: string, from: string | undefined, to: string | undefined): string {
  const forward = EDGE_TYPES.map((edge) => ({ name: edge.name, from: edge.from, to: edge.to }));
  const reverse = EDGE_TYPES.map((edge) => ({ name: edge.reverse, from: edge.to, to: edge.from }));
  const all = [...forward, ...reverse];
  const fitting = all.filter(
    (edge) => (from === undefined || edge.from === from) && (to === undefined || edge.to === to),
  );
  if (fitting.length === 0) return `no edge leads from ${from} to ${to}`;
  const names = fitting.map((edge) => edge.name);
  if (name === '') return `there are ${names.join(', ')}`;
  const near = suggest(name, names);
  if (!near.startsWith('there')) return near;
  if (from !== undefined && to !== undefined) return near;
  return 'docs/schema.md has all edges';
}
