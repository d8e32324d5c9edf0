import { findEdge, nodeType } from '../../schema/schema.ts';
import type { Analyzer, Crossing, LensScope, Rarity } from '../analyzer.ts';
import type { NodeProperty, Part, PatternNode } from '../shape.ts';
import type { Checked } from '../../yaml/fault.ts';
import { kindOf, readYaml } from '../../yaml/tree.ts';
import type { MapTree } from '../../yaml/tree.ts';
import type { Level } from '../sigma/rule.ts';
import { splitParts } from '../split-parts.ts';
import type { WholeShape } from '../split-parts.ts';
import { plainTitle, titlePieces } from '../title.ts';
import type { TitlePiece } from '../title.ts';
import type { LanguageContext } from './context.ts';
import { Fields, mapOf, suggest, textOf } from '../../yaml/fields.ts';
import { checkProperty } from './read-condition.ts';
import { checkNode } from './read-edge.ts';
import { readAbsent, readAny, readCounts } from './read-extras.ts';
import { NO_SCOPE, SHAPE_KEYS, isConnected, readNodeProperty, readShape } from './read-shape.ts';
import type { Scope } from './read-shape.ts';

/** Larger texts are no analyzer. */
const MAX_SOURCE_LENGTH = 65_536;

const LEVELS: readonly Level[] = ['informational', 'low', 'medium', 'high', 'critical'];

/** Hosts that one hit may be about. */
const MAX_PARTS = 4;

const MAX_LENSES = 5;
const MAX_RARE_BY = 4;

const KEYS: readonly string[] = [
  'id',
  'title',
  'description',
  'risk',
  'level',
  'techniques',
  'false_positives',
  'lens',
  ...SHAPE_KEYS,
  'any',
  'absent',
  'count',
  'rare',
  'crossing',
];

/** Reads an analyzer from YAML: it, or all that is wrong with it. Never throws. */
export function readAnalyzer(source: string): Checked<Analyzer> {
  if (source.length > MAX_SOURCE_LENGTH) {
    const message = `an analyzer has at most ${MAX_SOURCE_LENGTH} characters`;
    return { ok: false, faults: [{ line: 1, column: 1, message }] };
  }
  const [document, ...others] = readYaml(source);
  if (document === undefined) {
    return { ok: false, faults: [{ line: 1, column: 1, message: 'the text is empty' }] };
  }
  const { faults, root } = document;
  if (others.length > 0) faults.add(0, 'there are several documents', 'write one analyzer a text');
  if (faults.clean && root?.kind !== 'map') {
    faults.add(root?.at ?? 0, `an analyzer is ${root ? kindOf(root) : 'empty'}`, 'write a map');
  }
  if (!faults.clean || root?.kind !== 'map') return { ok: false, faults: faults.faults };
  const context = {
    faults,
    lists: new Map(),
    missingLists: new Set<string>(),
    namedLists: new Set<string>(),
  };
  const value = readRoot(root, context);
  if (context.missingLists.size > 0) {
    faults.add(root.at, '`expand` needs lists, and analyzers have none', 'write the values out');
  }
  return faults.clean ? { ok: true, value } : { ok: false, faults: inOrder(faults.faults) };
}

function inOrder<T extends { readonly line: number; readonly column: number }>(
  faults: readonly T[],
): T[] {
  return faults.toSorted((a, b) => a.line - b.line || a.column - b.column);
}

function readRoot(root: MapTree, context: LanguageContext): Analyzer {
  const { faults } = context;
  const fields = new Fields(root, 'an analyzer', KEYS, faults);
  const id = matching(fields, 'id', /^[a-z0-9][a-z0-9-]{1,63}$/, ID_FORM, context);
  const template = fields.text('title', { maxLength: 120 }) ?? '';
  const description = fields.text('description', { maxLength: 4_000 }) ?? '';
  const risk = fields.number('risk', { min: 0, max: 100 }) ?? 0;
  const level = readLevel(fields, context);
  const techniques = readTechniques(fields, context);
  const falsePositives = fields.texts('false_positives', { max: 20 }).map(({ text }) => text);

  fields.required('nodes');
  const { shape, scope } = readShape(fields, NO_SCOPE, context);
  const whole: WholeShape = {
    ...shape,
    any: readAny(fields, scope, context),
    absent: readAbsent(fields, scope, context),
    counts: readCounts(fields, scope, context),
  };
  const hitTitle = readTitle(template, fields, scope, context);
  const lens = readLens(fields, scope, context);
  const rare = readRare(fields, scope, context);
  if (faults.clean) checkConnected(whole, root, fields, context);
  const { parts, crossing } = readCrossing(fields, whole, scope, context);
  if (faults.clean) checkSettling(parts, fields, context);
  return {
    id,
    title: plainTitle(hitTitle),
    hitTitle,
    description,
    kind: 'pattern',
    risk,
    level,
    techniques,
    falsePositives,
    lens,
    nodes: shape.nodes,
    edges: shape.edges,
    parts,
    crossing,
    rare,
  };
}

const ID_FORM = 'use lower-case letters, digits and hyphens';

function matching(
  fields: Fields,
  key: string,
  form: RegExp,
  fix: string,
  { faults }: LanguageContext,
): string {
  const text = fields.text(key, { maxLength: 200 });
  const at = fields.entry(key)?.value.at ?? 0;
  if (text !== undefined && !form.test(text)) faults.add(at, `${text} is no ${key}`, fix);
  return text ?? '';
}

function readLevel(fields: Fields, { faults }: LanguageContext): Level {
  const text = fields.text('level', { maxLength: 200 });
  const level = LEVELS.find((known) => known === text);
  const at = fields.entry('level')?.value.at ?? 0;
  if (text !== undefined && level === undefined) {
    faults.add(at, `there is no level ${text}`, suggest(text, LEVELS));
  }
  return level ?? 'informational';
}

function readTechniques(fields: Fields, { faults }: LanguageContext): string[] {
  fields.required('techniques');
  return fields.texts('techniques', { max: 20 }).map(({ text, at }) => {
    const isId = /^T\d{4}(\.\d{3})?$/.test(text);
    if (!isId) faults.add(at, `${text} is no ATT&CK technique`, 'write one such as T1059.001');
    return text;
  });
}

function readTitle(
  template: string,
  fields: Fields,
  scope: Scope,
  context: LanguageContext,
): readonly TitlePiece[] {
  const pieces = titlePieces(template);
  const at = fields.entry('title')?.value.at ?? 0;
  for (const piece of pieces) {
    if (typeof piece === 'string' || !checkNode(piece.node, at, scope.nodes, context)) continue;
    const type = scope.nodes.get(piece.node);
    if (type !== undefined && piece.property !== undefined) {
      checkProperty(type, piece.property, at, context);
    }
  }
  return pieces;
}

function readLens(fields: Fields, scope: Scope, context: LanguageContext): LensScope[] {
  const { faults } = context;
  fields.required('lens');
  return fields.texts('lens', { max: MAX_LENSES }).flatMap(({ text, at }): LensScope[] => {
    if (text === 'asset') return [{ kind: 'asset' }];
    const [node = '', edge, ...rest] = text.split('.');
    if (!scope.nodes.has(node)) {
      const message = `${node} is neither asset nor a node`;
      faults.add(at, message, suggest(node, ['asset', ...scope.nodes.keys()]));
      return [];
    }
    if (edge === undefined) return [{ kind: 'node', node }];
    const found = findEdge(edge);
    const from = found?.backwards === true ? found.edge.to : found?.edge.from;
    const type = scope.nodes.get(node);
    if (found === undefined || rest.length > 0 || (type !== undefined && from !== type)) {
      faults.add(at, `${type ?? node} has no edge ${edge}`, 'write such as `child.run_as`');
      return [];
    }
    return [{ kind: 'neighbour', node, edge }];
  });
}

function readRare(fields: Fields, scope: Scope, context: LanguageContext): Rarity | undefined {
  const entry = fields.entry('rare');
  const map = entry && mapOf(entry.value, '`rare`', context.faults);
  if (map === undefined) return undefined;
  const rare = new Fields(map, '`rare`', ['by', 'at_most'], context.faults);
  rare.required('by');
  const by = rare.texts('by', { max: MAX_RARE_BY }).flatMap(({ text, at }): NodeProperty[] => {
    const property = readNodeProperty(text, at, scope, context);
    return property === undefined ? [] : [property];
  });
  const atMost = rare.number('at_most', { min: 1, max: 100, isWhole: true });
  return atMost === undefined ? undefined : { by, atMost };
}

function readCrossing(
  fields: Fields,
  whole: WholeShape,
  scope: Scope,
  context: LanguageContext,
): { readonly parts: readonly Part[]; readonly crossing: Crossing | undefined } {
  const { faults } = context;
  const alone = { parts: [whole], crossing: undefined };
  const entry = fields.entry('crossing');
  if (entry === undefined) return alone;
  const { at } = entry.value;
  const node = textOf(entry.value) ?? '';
  if (!checkNode(node, at, scope.nodes, context) || !faults.clean) return alone;
  const pattern = whole.nodes.find(({ name }) => name === node);
  if (pattern === undefined) return alone;
  if (!nodeType(pattern.type).boundary) {
    const message = `a ${pattern.type} belongs to one host`;
    faults.add(at, message, 'cross at what several hosts can know, such as an address or a user');
    return alone;
  }
  checkKnownAlike(pattern, at, context);
  const { parts, orders, comparisons, misplaced } = splitParts(whole, node);
  if (parts.length < 2 || parts.length > MAX_PARTS) {
    faults.add(at, `without ${node} the shape must fall into 2 to ${MAX_PARTS} parts`);
  }
  if (parts.some((part) => !part.nodes.some(belongsToHost))) {
    faults.add(at, 'every part must have a node of a host', 'such as a process or the asset');
  }
  if (misplaced > 0) {
    faults.add(at, 'each alternative, absence and count must speak of one part alone');
  }
  return { parts, crossing: { node, orders, comparisons } };
}

/**
 * Each host's shard has its own copy of the crossing node. Only what follows from the identity is
 * the same in all of them.
 */
function checkKnownAlike(node: PatternNode, at: number, { faults }: LanguageContext): void {
  const alike = [
    ...nodeType(node.type).identity.over,
    ...(node.type === 'file_hash' ? ['sha256'] : []),
  ];
  for (const property of node.condition.properties) {
    if (alike.includes(property)) continue;
    const message = `not every host knows ${property} of ${node.name}`;
    faults.add(at, message, `use ${alike.join(', ')} in its conditions`);
  }
}

function checkConnected(
  { nodes, edges }: WholeShape,
  root: MapTree,
  fields: Fields,
  { faults }: LanguageContext,
): void {
  const names = nodes.map(({ name }) => name);
  if (isConnected(names, edges)) return;
  const at = fields.entry('edges')?.value.at ?? fields.entry('nodes')?.at ?? root.at;
  faults.add(at, 'the edges must join all nodes');
}

function checkSettling(parts: readonly Part[], fields: Fields, { faults }: LanguageContext): void {
  const entry = fields.entry('absent');
  const isPlaced = parts.every(
    ({ absent, nodes }) => absent.length === 0 || nodes.some(belongsToHost),
  );
  if (entry === undefined || isPlaced) return;
  const fix = 'name a process, a file, a logon session or an asset';
  faults.add(entry.at, 'what is absent is settled by the records of a host', fix);
}

function belongsToHost({ type }: PatternNode): boolean {
  return type === 'asset' || nodeType(type).identity.kind === 'session';
}
