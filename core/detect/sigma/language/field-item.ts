import type { FaultList } from '../../../yaml/fault.ts';
import type { Expression, Match, Pattern } from '../rule.ts';
import { compileRegex } from '../regex/regex.ts';
import { readNetwork } from './cidr.ts';
import { base64, base64Offsets, utf16Bytes, utf8Bytes } from './encode.ts';
import { readModifiers } from './modifiers.ts';
import type { Modifiers, Transform } from './modifiers.ts';
import { numberOf } from './number-value.ts';
import { MAX_EXPANSION, expandPlaceholders } from './placeholders.ts';
import type { PlaceholderLists } from './placeholders.ts';
import { foldDashes, literalOf, readPattern, textMatch } from './text-pattern.ts';
import { kindOf } from '../../../yaml/tree.ts';
import type { Entry, ScalarTree, Tree } from '../../../yaml/tree.ts';

/** What the reading of a rule needs besides the rule. */
export interface ReadContext {
  readonly faults: FaultList;
  readonly lists: PlaceholderLists;
  /** Collects the placeholders without a list. */
  readonly missingLists: Set<string>;
  /** All lists that placeholders name. */
  readonly namedLists: Set<string>;
}

const DASHES = ['-', '/', '\u2013', '\u2014', '\u2015'];

/** Forms of one value by `windash`, where they must be written out: 5^4. */
const MAX_DASH_FORMS = 625;

/** Reads `field|modifiers: values`. A field name of '' makes a keyword search. */
export function readFieldItem(entry: Entry, context: ReadContext): Expression | undefined {
  const [name = '', ...modifierNames] = entry.key.split('|');
  const read = readModifiers(modifierNames);
  if ('fault' in read) {
    const after = entry.at + name.length;
    context.faults.add(after, read.fault.message, read.fault.fix);
    return undefined;
  }
  const { modifiers } = read;
  const values = scalarsOf(entry, modifiers, context);
  if (values === undefined) return undefined;
  const field = name === '' ? undefined : name;
  if (field === undefined && (modifiers.kind === 'exists' || modifiers.kind === 'fieldref')) {
    context.faults.add(entry.at, `\`${modifiers.kind}\` needs a field name before it`);
    return undefined;
  }
  const items = values.flatMap((value) => readValue(value, field, modifiers, context) ?? []);
  const joined = join(modifiers.all ? 'and' : 'or', items);
  return modifiers.negated ? { kind: 'not', item: joined } : joined;
}

/** A keyword: a text that stands anywhere in any value of the record. */
export function readKeyword(value: ScalarTree, context: ReadContext): Expression | undefined {
  const plain = readModifiers([]);
  return 'fault' in plain ? undefined : readValue(value, undefined, plain.modifiers, context);
}

/** Joins expressions; one alone stays itself, none at all is the operation's neutral value. */
export function join(kind: 'and' | 'or', items: readonly Expression[]): Expression {
  const [only] = items;
  if (only === undefined) return { kind: 'constant', value: kind === 'and' };
  return items.length === 1 ? only : { kind, items };
}

function scalarsOf(
  entry: Entry,
  modifiers: Modifiers,
  { faults }: ReadContext,
): readonly ScalarTree[] | undefined {
  const { value } = entry;
  if (value.kind === 'map') {
    faults.add(
      value.at,
      `the field \`${entry.key}\` has a map as its value`,
      'write a value or a list of values',
    );
    return undefined;
  }
  if (value.kind === 'scalar') {
    if (modifiers.all) {
      faults.add(entry.at, '`all` needs a list of at least two values', 'leave `|all` out');
      return undefined;
    }
    return [value];
  }
  if (modifiers.all && value.items.length < 2) {
    faults.add(entry.at, '`all` needs a list of at least two values', 'leave `|all` out');
    return undefined;
  }
  if (value.items.length === 0) {
    faults.add(value.at, `the list of \`${entry.key}\` is empty`, "write '' for an empty value");
    return undefined;
  }
  return value.items.every((item) => isListedScalar(item, faults)) ? value.items : undefined;
}

function isListedScalar(item: Tree, faults: FaultList): item is ScalarTree {
  if (item.kind !== 'scalar') {
    faults.add(item.at, `a list of values holds ${kindOf(item)}`, 'write one value an item');
    return false;
  }
  if (item.value === null) {
    const fix = 'give it a selection of its own, and write `1 of selection*` in the condition';
    faults.add(item.at, 'null cannot stand in a list of values', fix);
    return false;
  }
  return true;
}

function readValue(
  value: ScalarTree,
  field: string | undefined,
  modifiers: Modifiers,
  context: ReadContext,
): Expression | undefined {
  const test = (match: Match): Expression =>
    field === undefined ? { kind: 'test', match } : { kind: 'test', field, match };
  const { faults } = context;
  switch (modifiers.kind) {
    case 'text':
      return readText(value, field, modifiers, context);
    case 're':
      return join(
        'or',
        expanded(value, modifiers, context).flatMap((source) => {
          const regex = compileRegex(source, modifiers.regexFlags);
          if (regex.ok) return test({ kind: 'regex', source, flags: modifiers.regexFlags });
          faults.add(
            value.at + (value.plain ? regex.at + 1 : 0),
            `regular expression: ${regex.message}`,
            regex.fix,
          );
          return [];
        }),
      );
    case 'cidr':
      return join(
        'or',
        expanded(value, modifiers, context).flatMap((network) => {
          if (readNetwork(network) !== undefined) return test({ kind: 'cidr', network });
          faults.add(
            value.at,
            `\`${network}\` is not an address range`,
            'write it as 10.0.0.0/8 or fe80::/10',
          );
          return [];
        }),
      );
    case 'exists':
      if (typeof value.value !== 'boolean') {
        faults.add(
          value.at,
          '`exists` needs true or false',
          'write `true` or `false` without quotes',
        );
        return undefined;
      }
      return value.value
        ? test({ kind: 'exists' })
        : { kind: 'not', item: test({ kind: 'exists' }) };
    case 'fieldref': {
      if (typeof value.value !== 'string' || value.value === '') {
        faults.add(value.at, '`fieldref` needs the name of a field');
        return undefined;
      }
      const cased = modifiers.cased ? { cased: true as const } : {};
      return test({ kind: 'fieldref', field: value.value, position: modifiers.position, ...cased });
    }
    case 'number': {
      const number = numberOf(value.value);
      if (number === undefined) {
        faults.add(value.at, `\`${value.text}\` is not a number`, 'write a number without quotes');
        return undefined;
      }
      const { comparison, part } = modifiers;
      return test(
        part === undefined
          ? { kind: 'number', comparison, number }
          : { kind: 'number', comparison, number, part },
      );
    }
  }
}

function readText(
  value: ScalarTree,
  field: string | undefined,
  modifiers: Modifiers,
  context: ReadContext,
): Expression | undefined {
  if (value.value === null) {
    const plain = modifiers.transforms.length === 0 && modifiers.position === 'equals';
    if (field !== undefined && plain && !modifiers.all)
      return { kind: 'test', field, match: { kind: 'null' } };
    const fix = field === undefined ? 'leave the empty item out' : 'write null without modifiers';
    context.faults.add(value.at, 'null stands where a text is needed', fix);
    return undefined;
  }
  const forms = transformed(value, modifiers, context);
  if (forms === undefined) return undefined;
  const encoded = modifiers.transforms.some((name) => name.startsWith('base64'));
  const flags = {
    cased: modifiers.cased || encoded,
    dash: modifiers.transforms.includes('windash') && !isEncoded(modifiers.transforms),
  };
  const position = field === undefined ? 'contains' : modifiers.position;
  const items = forms.map((pattern): Expression => {
    const match = textMatch(pattern, position, flags);
    return field === undefined ? { kind: 'test', match } : { kind: 'test', field, match };
  });
  return items.length === 0 ? { kind: 'constant', value: false } : join('or', items);
}

/** Applies the transformations in order. Undefined, with a fault, where one cannot be applied. */
function transformed(
  value: ScalarTree,
  modifiers: Modifiers,
  context: ReadContext,
): readonly Pattern[] | undefined {
  const expand = modifiers.transforms[0] === 'expand';
  let patterns = expand ? expandInto(value, context) : [readPattern(value.text)];
  let bytes = false;
  const rest = expand ? modifiers.transforms.slice(1) : modifiers.transforms;
  for (const transform of rest) {
    if (transform === 'expand') {
      context.faults.add(value.at, '`expand` must be the first modifier');
      return undefined;
    }
    if (transform === 'windash') {
      if (isEncoded(rest)) patterns = patterns.flatMap(dashForms);
      continue;
    }
    const literals = patterns.map(literalOf);
    if (literals.includes(undefined)) {
      context.faults.add(
        value.at,
        `\`${transform}\` cannot encode a wildcard`,
        'escape it with a backslash',
      );
      return undefined;
    }
    const wasBytes: boolean = bytes;
    const outputs = literals.flatMap((text = '') => encode(text, transform, wasBytes));
    patterns = outputs.map((text) => (text === '' ? [] : [text]));
    bytes = transform.startsWith('utf16');
  }
  if (patterns.length === 0 && !expand) {
    context.faults.add(
      value.at,
      'the value is too short to be recognised inside Base64',
      'use at least three characters',
    );
    return undefined;
  }
  return patterns;
}

function isEncoded(transforms: readonly Transform[]): boolean {
  return transforms.some((name) => name.startsWith('base64') || name.startsWith('utf16'));
}

function encode(text: string, transform: Transform, isBytes: boolean): readonly string[] {
  const bytes = isBytes ? text : utf8Bytes(text);
  if (transform === 'base64') return [base64(bytes)];
  if (transform === 'base64offset') return base64Offsets(bytes);
  return transform === 'utf16' || transform === 'utf16be' || transform === 'utf16le'
    ? [utf16Bytes(text, transform)]
    : [text];
}

function dashForms(pattern: Pattern): readonly Pattern[] {
  let forms: Pattern[] = [[]];
  for (const piece of pattern) {
    if (typeof piece !== 'string') {
      forms = forms.map((form) => [...form, piece]);
      continue;
    }
    let texts = [''];
    for (const char of piece) {
      const choices: readonly string[] = foldDashes(char) === '-' ? DASHES : [char];
      if (texts.length * choices.length > MAX_DASH_FORMS) texts = texts.map((text) => text + char);
      else texts = texts.flatMap((text) => choices.map((choice) => text + choice));
    }
    forms = forms.flatMap((form) => texts.map((text) => [...form, text]));
  }
  return forms.slice(0, MAX_DASH_FORMS);
}

function expandInto(value: ScalarTree, context: ReadContext): readonly Pattern[] {
  const expansion = expandPlaceholders(value.text, context.lists);
  if (expansion === undefined) {
    context.faults.add(value.at, `the placeholders expand to more than ${MAX_EXPANSION} values`);
    return [];
  }
  for (const name of expansion.missing) context.missingLists.add(name);
  for (const name of expansion.named) context.namedLists.add(name);
  return expansion.patterns;
}

/** The value's texts after `expand`, for those kinds that take no other transformation. */
function expanded(
  value: ScalarTree,
  modifiers: Modifiers,
  context: ReadContext,
): readonly string[] {
  if (!modifiers.transforms.includes('expand')) return [value.text];
  return expandInto(value, context).flatMap((pattern) => literalOf(pattern) ?? []);
}
