import type { Expression } from '../rule.ts';
import { readCondition } from './condition.ts';
import { join, readFieldItem, readKeyword } from './field-item.ts';
import type { ReadContext } from './field-item.ts';
import { kindOf } from '../../../yaml/tree.ts';
import type { Entry, MapTree, Tree } from '../../../yaml/tree.ts';

/** Keys beside the selections that are not selections. */
const RESERVED: ReadonlySet<string> = new Set(['condition', 'timeframe']);

/**
 * Reads a `detection` (or the like part of a filter): named selections and a condition over them.
 * Several conditions in a list are alternatives.
 *
 * @param skip further keys that are not selections
 */
export function readDetection(
  detection: MapTree,
  context: ReadContext,
  skip: ReadonlySet<string> = new Set(),
): Expression | undefined {
  const { faults } = context;
  const selections = new Map<string, Expression>();
  for (const entry of detection.entries) {
    if (RESERVED.has(entry.key) || skip.has(entry.key)) continue;
    const selection = readSelection(entry, context);
    // A broken selection still has a name, or the condition would be called wrong as well.
    selections.set(entry.key, selection ?? { kind: 'constant', value: false });
  }
  const condition = detection.entries.find((entry) => entry.key === 'condition');
  if (selections.size === 0) {
    faults.add(
      detection.at,
      'there is no selection',
      'write for example `selection:` with fields under it',
    );
  }
  if (condition === undefined) {
    faults.add(detection.at, '`condition` is missing', 'write for example `condition: selection`');
    return undefined;
  }
  const texts = condition.value.kind === 'list' ? condition.value.items : [condition.value];
  if (texts.length === 0) faults.add(condition.at, 'the list of conditions is empty');
  const alternatives = texts.flatMap((tree) => readOne(tree, selections, context) ?? []);
  return alternatives.length === texts.length ? join('or', alternatives) : undefined;
}

function readOne(
  tree: Tree,
  selections: ReadonlyMap<string, Expression>,
  { faults }: ReadContext,
): Expression | undefined {
  if (tree.kind !== 'scalar' || tree.value === null) {
    faults.add(tree.at, `a condition must be a text, this is ${kindOf(tree)}`);
    return undefined;
  }
  const start = tree.plain && typeof tree.value === 'string' ? tree.at : undefined;
  return readCondition(tree.text, selections, faults, (offset) =>
    start === undefined ? tree.at : start + offset,
  );
}

/** A map is AND over its fields, a list is OR over maps and keywords, a text is a keyword. */
function readSelection(entry: Entry, context: ReadContext): Expression | undefined {
  const { value } = entry;
  if (value.kind === 'map') return readMap(value, context);
  if (value.kind === 'scalar') {
    if (value.value === null) {
      context.faults.add(
        entry.at,
        `the selection \`${entry.key}\` is empty`,
        'write fields or keywords under it',
      );
      return undefined;
    }
    return readKeyword(value, context);
  }
  if (value.items.length === 0) {
    context.faults.add(
      value.at,
      `the selection \`${entry.key}\` is empty`,
      'write fields or keywords under it',
    );
    return undefined;
  }
  const items = value.items.flatMap((item) => {
    if (item.kind === 'map') return readMap(item, context) ?? [];
    if (item.kind === 'scalar') return readKeyword(item, context) ?? [];
    context.faults.add(
      item.at,
      'a list stands directly in a list',
      'write maps or keywords as its items',
    );
    return [];
  });
  return join('or', items);
}

function readMap(map: MapTree, context: ReadContext): Expression | undefined {
  if (map.entries.length === 0) {
    context.faults.add(map.at, 'the map is empty', 'write `field: value`');
    return undefined;
  }
  return join(
    'and',
    map.entries.flatMap((entry) => readFieldItem(entry, context) ?? []),
  );
}
