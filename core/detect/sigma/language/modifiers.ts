import { closest } from '../../../yaml/fault.ts';
import type { Comparison, TimePart } from '../rule.ts';
import type { Position } from './text-pattern.ts';
import type { WideEncoding } from './encode.ts';

/** What a value is transformed by, in the order written. */
export type Transform = 'base64' | 'base64offset' | 'windash' | 'expand' | WideEncoding;

/** What a modified value is compared as; without one it is a text. */
export type Kind = 'text' | 're' | 'cidr' | 'exists' | 'fieldref' | 'number';

/** The meaning of a chain of modifiers, such as `|wide|base64offset|contains`. */
export interface Modifiers {
  readonly kind: Kind;
  readonly transforms: readonly Transform[];
  readonly position: Position;
  readonly all: boolean;
  readonly cased: boolean;
  readonly negated: boolean;
  readonly comparison: Comparison;
  readonly part?: TimePart | undefined;
  readonly regexFlags: string;
}

export type ModifierFault = { readonly message: string; readonly fix?: string | undefined };

const COMPARISONS: ReadonlySet<string> = new Set(['lt', 'lte', 'gt', 'gte']);
const POSITIONS: ReadonlySet<string> = new Set(['contains', 'startswith', 'endswith']);
const TIME_PARTS: ReadonlySet<string> = new Set(['minute', 'hour', 'day', 'week', 'month', 'year']);
const ENCODINGS: ReadonlyMap<string, Transform> = new Map<string, Transform>([
  ['base64', 'base64'],
  ['base64offset', 'base64offset'],
  ['utf16le', 'utf16le'],
  ['wide', 'utf16le'],
  ['utf16be', 'utf16be'],
  ['utf16', 'utf16'],
]);
const KINDS: ReadonlySet<string> = new Set(['re', 'cidr', 'exists', 'fieldref']);
const REGEX_FLAGS: ReadonlySet<string> = new Set(['i', 'm', 's']);

/** Every modifier of the specification 2.1.0. */
export const MODIFIERS: readonly string[] = [
  'all',
  'cased',
  'neq',
  'windash',
  'expand',
  ...COMPARISONS,
  ...POSITIONS,
  ...TIME_PARTS,
  ...ENCODINGS.keys(),
  ...KINDS,
  ...REGEX_FLAGS,
];

/** A modifier's longer names that other engines accept. */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ['ignorecase', 'i'],
  ['multiline', 'm'],
  ['dotall', 's'],
  ['equals', 'no modifier at all'],
  ['not', 'neq'],
]);

/** Reads the modifiers after a field name; the value is checked later, against what they mean. */
export function readModifiers(
  names: readonly string[],
): { readonly modifiers: Modifiers } | { readonly fault: ModifierFault } {
  const chain = new Chain();
  for (const [index, name] of names.entries()) {
    const fault = chain.take(name, names[index - 1]);
    if (fault !== undefined) return { fault };
  }
  const fault = chain.check();
  return fault === undefined ? { modifiers: chain.modifiers() } : { fault };
}

/** Takes the modifiers one by one and says which of them cannot stand where they stand. */
class Chain {
  #kind: Kind = 'text';
  readonly #transforms: Transform[] = [];
  #position: Position = 'equals';
  readonly #flags = new Set<string>();
  #comparison: Comparison = 'eq';
  #part: TimePart | undefined;
  readonly #regexFlags = new Set<string>();

  take(name: string, before: string | undefined): ModifierFault | undefined {
    const encoding = ENCODINGS.get(name);
    if (encoding !== undefined || name === 'windash' || name === 'expand') {
      if (encoding !== undefined && this.#position !== 'equals') {
        return {
          message: `\`${name}\` comes too late: \`${this.#position}\` has already been applied`,
          fix: `write \`|${name}|${this.#position}\``,
        };
      }
      this.#transforms.push(encoding ?? (name as 'windash' | 'expand'));
    } else if (POSITIONS.has(name)) {
      if (this.#position !== 'equals') {
        return { message: `\`${name}\` and \`${this.#position}\` exclude each other` };
      }
      this.#position = name as Position;
    } else if (REGEX_FLAGS.has(name)) {
      if (before !== 're' && !REGEX_FLAGS.has(before ?? '')) {
        return {
          message: `\`${name}\` is only known right after \`re\``,
          fix: `write \`|re|${name}\``,
        };
      }
      this.#regexFlags.add(name);
    } else if (KINDS.has(name)) return this.#setKind(name as Kind, name);
    else if (COMPARISONS.has(name)) {
      this.#comparison = name as Comparison;
      return this.#setKind('number', name);
    } else if (TIME_PARTS.has(name)) {
      this.#part = name as TimePart;
      return this.#setKind('number', name);
    } else if (name === 'all' || name === 'cased' || name === 'neq') this.#flags.add(name);
    else return unknownModifier(name);
    return undefined;
  }

  /** What can only be said once the whole chain is known. */
  check(): ModifierFault | undefined {
    if (this.#kind === 'text') return undefined;
    const transform = this.#transforms.find((name) => name !== 'expand');
    if (transform !== undefined) {
      return {
        message: `\`${transform}\` changes texts and cannot be combined with \`${this.#kind}\``,
      };
    }
    const positioned = this.#position !== 'equals';
    if (positioned && this.#kind === 're') {
      return {
        message: `\`${this.#position}\` cannot be combined with \`re\`, which already searches anywhere`,
        fix: 'leave it out, or anchor the expression with `^` or `$`',
      };
    }
    if (positioned && this.#kind !== 'fieldref') {
      return {
        message: `\`${this.#position}\` compares texts and cannot be combined with \`${this.#kind}\``,
      };
    }
    return undefined;
  }

  modifiers(): Modifiers {
    return {
      kind: this.#kind,
      transforms: this.#transforms,
      position: this.#position,
      all: this.#flags.has('all'),
      cased: this.#flags.has('cased'),
      negated: this.#flags.has('neq'),
      comparison: this.#comparison,
      part: this.#part,
      regexFlags: [...REGEX_FLAGS].filter((flag) => this.#regexFlags.has(flag)).join(''),
    };
  }

  #setKind(kind: Kind, name: string): ModifierFault | undefined {
    if (this.#kind !== 'text' && this.#kind !== kind) {
      return { message: `\`${name}\` cannot be combined with \`${this.#kind}\`` };
    }
    this.#kind = kind;
    return undefined;
  }
}

function unknownModifier(name: string): ModifierFault {
  const known = OTHER_NAMES.get(name) ?? closest(name.toLowerCase(), MODIFIERS);
  const fix =
    known === undefined ? `known are ${MODIFIERS.join(', ')}` : `did you mean \`${known}\`?`;
  return { message: `there is no modifier \`${name}\``, fix };
}
