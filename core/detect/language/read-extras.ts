import { findEdge } from '../../schema/schema.ts';
import type { Absence, Count, Shape } from '../shape.ts';
import { kindOf } from '../../yaml/tree.ts';
import type { Tree } from '../../yaml/tree.ts';
import type { LanguageContext } from './context.ts';
import { Fields, mapOf, textOf } from '../../yaml/fields.ts';
import { checkProperty, readCondition } from './read-condition.ts';
import { checkNode, readChoice } from './read-edge.ts';
import { readDuration } from './read-lines.ts';
import { SHAPE_KEYS, isConnected, readShape } from './read-shape.ts';
import type { Scope } from './read-shape.ts';

/** What of one kind an analyzer may have. */
const MAX_ALTERNATIVES = 8;
const MAX_GROUPS = 4;
const MAX_ABSENCES = 8;
const MAX_COUNTS = 4;

/** Neighbours that can be asked for: half of those that are looked at. */
const MAX_COUNT = 500;

/** Reads `any`: a list of shapes, or a map of such lists. */
export function readAny(fields: Fields, scope: Scope, context: LanguageContext): Shape[][] {
  const { faults } = context;
  const entry = fields.entry('any');
  if (entry === undefined) return [];
  const groups =
    entry.value.kind === 'map' ? entry.value.entries.map(({ value }) => value) : [entry.value];
  if (groups.length === 0 || groups.length > MAX_GROUPS) {
    faults.add(entry.at, `\`any\` has 1 to ${MAX_GROUPS} groups`);
  }
  return groups.slice(0, MAX_GROUPS).map((group) => {
    if (group.kind !== 'list' || group.items.length === 0) {
      faults.add(group.at, `\`any\` is ${kindOf(group)}`, 'write a list of shapes');
      return [];
    }
    if (group.items.length > MAX_ALTERNATIVES) {
      faults.add(group.at, `there are at most ${MAX_ALTERNATIVES} alternatives`);
    }
    return group.items
      .slice(0, MAX_ALTERNATIVES)
      .flatMap((item) => readSubShape(item, 'an alternative', [], scope, context)?.shape ?? []);
  });
}

/** Reads `absent`: a list of shapes, each with the time after which it counts as absent. */
export function readAbsent(fields: Fields, scope: Scope, context: LanguageContext): Absence[] {
  const list = fields.list('absent', { max: MAX_ABSENCES });
  return (list?.items ?? []).flatMap((item): Absence[] => {
    const read = readSubShape(item, 'an absent shape', ['settle'], scope, context);
    if (read === undefined) return [];
    const settleMs = readTime(read.fields, 'settle', context);
    return settleMs === undefined ? [] : [{ shape: read.shape, settleMs }];
  });
}

/** Reads `count`. */
export function readCounts(fields: Fields, scope: Scope, context: LanguageContext): Count[] {
  const list = fields.list('count', { max: MAX_COUNTS });
  return (list?.items ?? []).flatMap((item) => readCount(item, scope, context) ?? []);
}

function readCount(tree: Tree, scope: Scope, context: LanguageContext): Count | undefined {
  const { faults } = context;
  const map = mapOf(tree, 'a count', faults);
  if (map === undefined) return undefined;
  const known = ['of', 'at_least', 'within', 'by', 'where', 'not'];
  const fields = new Fields(map, 'a count', known, faults);
  const atLeast = fields.number('at_least', { min: 2, max: MAX_COUNT, isWhole: true });
  const withinMs =
    fields.entry('within') === undefined ? undefined : readTime(fields, 'within', context);
  const of = fields.required('of');
  if (of === undefined) return undefined;
  const items = of.value.kind === 'list' ? of.value.items : [];
  const [nodeTree, edgeTree] = items;
  const node = textOf(nodeTree);
  if (items.length !== 2 || !nodeTree || edgeTree?.kind !== 'scalar' || node === undefined) {
    faults.add(of.value.at, '`of` names a node and an edge of it', 'write `[node, edge]`');
    return undefined;
  }
  if (!checkNode(node, nodeTree.at, scope.nodes, context)) return undefined;
  const choice = readChoice(edgeTree, scope.nodes.get(node), undefined, context);
  if (choice === undefined) return undefined;
  const edge = findEdge(choice.edge)?.edge;
  const type = choice.backwards ? edge?.from : edge?.to;
  if (type === undefined) return undefined;
  const condition = readCondition(type, fields.entry('where'), fields.entry('not'), context);
  const byEntry = fields.entry('by');
  const by = textOf(byEntry?.value);
  if (byEntry !== undefined && !checkProperty(type, by ?? '', byEntry.value.at, context)) {
    return undefined;
  }
  if (choice.steps > 1) {
    faults.add(edgeTree.at, 'what is counted is one edge away', 'leave the + out');
    return undefined;
  }
  if (atLeast === undefined) return undefined;
  const target = { name: edgeTree.text, type, condition };
  return { node, choice, target, by, atLeast, withinMs };
}

function readSubShape(
  tree: Tree,
  what: string,
  keys: readonly string[],
  scope: Scope,
  context: LanguageContext,
): { readonly shape: Shape; readonly fields: Fields } | undefined {
  const map = mapOf(tree, what, context.faults);
  if (map === undefined) return undefined;
  const fields = new Fields(map, what, [...SHAPE_KEYS, ...keys], context.faults);
  const { shape } = readShape(fields, scope, context);
  const own = shape.nodes.map(({ name }) => name);
  const outer = [...scope.nodes.keys()].filter((name) => !own.includes(name));
  // The analyzer's own nodes are joined already: they count as one.
  const edges = shape.edges.map(({ from, to }) => ({
    from: outer.includes(from) ? '' : from,
    to: outer.includes(to) ? '' : to,
  }));
  if (shape.edges.length === 0) {
    context.faults.add(map.at, `${what} has no edges`, 'join it to a node of the analyzer');
    return undefined;
  }
  if (context.faults.clean && !isConnected(['', ...own], edges)) {
    context.faults.add(map.at, `the edges of ${what} must join it to a node of the analyzer`);
  }
  return { shape, fields };
}

function readTime(fields: Fields, key: string, { faults }: LanguageContext): number | undefined {
  const entry = fields.required(key);
  if (entry === undefined) return undefined;
  const ms = readDuration(textOf(entry.value) ?? '');
  if (ms === undefined) {
    faults.add(entry.value.at, `\`${key}\` is no duration`, 'write one such as 30s, 5m, 2h or 7d');
  }
  return ms;
}
