import { ALL, DIGIT, NEWLINE, SPACE, WORD, charSet, complement, ignoreCase } from './char-set.ts';
import type { CharSet } from './char-set.ts';

/** What stands between two characters. */
export type Assertion = 'start' | 'end' | 'lineStart' | 'lineEnd' | 'word' | 'notWord';

/** A regular expression. An alternation or a sequence of none matches nothing, or the empty text. */
export type RegexNode =
  | { readonly kind: 'chars'; readonly set: CharSet }
  | { readonly kind: 'sequence' | 'choice'; readonly items: readonly RegexNode[] }
  | {
      readonly kind: 'repeat';
      readonly item: RegexNode;
      readonly min: number;
      readonly max: number;
    }
  | { readonly kind: 'assert'; readonly assertion: Assertion };

export type RegexParse =
  | { readonly ok: true; readonly node: RegexNode }
  | {
      readonly ok: false;
      readonly message: string;
      readonly at: number;
      readonly fix?: string | undefined;
    };

interface Flags {
  readonly i: boolean;
  readonly m: boolean;
  readonly s: boolean;
}

/** Characters of an expression; the longest public one has 260. */
const MAX_SOURCE = 4096;
/** Nesting of groups; the reader recurses. */
const MAX_DEPTH = 50;
/** The largest count in `{n,m}`. */
const MAX_COUNT = 1000;

const EMPTY: RegexNode = { kind: 'sequence', items: [] };

const CONTROLS: ReadonlyMap<string, number> = new Map([
  ['n', 0x0a],
  ['r', 0x0d],
  ['t', 0x09],
  ['f', 0x0c],
  ['v', 0x0b],
  ['a', 0x07],
  ['e', 0x1b],
  ['0', 0x00],
]);

const POSIX: ReadonlyMap<string, CharSet> = new Map<string, CharSet>([
  [
    'alpha',
    charSet([
      [0x41, 0x5a],
      [0x61, 0x7a],
    ]),
  ],
  ['digit', DIGIT],
  ['alnum', charSet([...DIGIT, [0x41, 0x5a], [0x61, 0x7a]])],
  ['upper', [[0x41, 0x5a]]],
  ['lower', [[0x61, 0x7a]]],
  ['space', SPACE],
  [
    'punct',
    charSet([
      [0x21, 0x2f],
      [0x3a, 0x40],
      [0x5b, 0x60],
      [0x7b, 0x7e],
    ]),
  ],
  ['xdigit', charSet([...DIGIT, [0x41, 0x46], [0x61, 0x66]])],
  ['word', WORD],
]);

/**
 * Reads the part of PCRE that is regular: literals, classes, groups, alternation, greedy and lazy
 * repeats, anchors, word boundaries, inline flags. As in PCRE, only `\n` is a newline, `\d\w\s`
 * are ASCII. What cannot be matched in linear time is refused with its position.
 *
 * @param flags of `i`, `m`, `s`
 */
export function parseRegex(source: string, flags: string): RegexParse {
  if (source.length > MAX_SOURCE) {
    return { ok: false, at: 0, message: `it has more than ${MAX_SOURCE} characters` };
  }
  const reader = new RegexReader(source, {
    i: flags.includes('i'),
    m: flags.includes('m'),
    s: flags.includes('s'),
  });
  const node = reader.read();
  return node === undefined
    ? (reader.failure ?? { ok: false, at: 0, message: 'it cannot be read' })
    : { ok: true, node };
}

class RegexReader {
  failure: Extract<RegexParse, { ok: false }> | undefined;
  readonly #source: string;
  #at = 0;
  #flags: Flags;
  #depth = 0;

  constructor(source: string, flags: Flags) {
    this.#source = source;
    this.#flags = flags;
  }

  read(): RegexNode | undefined {
    const node = this.#choice();
    if (node === undefined) return undefined;
    return this.#at < this.#source.length
      ? this.#fail('a `)` has no partner', 'escape it as `\\)`')
      : node;
  }

  #choice(): RegexNode | undefined {
    const items: RegexNode[] = [];
    do {
      const item = this.#sequence();
      if (item === undefined) return undefined;
      items.push(item);
    } while (this.#take('|'));
    const [only] = items;
    return items.length === 1 && only !== undefined ? only : { kind: 'choice', items };
  }

  #sequence(): RegexNode | undefined {
    const items: RegexNode[] = [];
    while (this.#at < this.#source.length && !/[|)]/.test(this.#peek())) {
      const atom = this.#atom();
      const item = atom === undefined ? undefined : this.#repeated(atom);
      if (item === undefined) return undefined;
      items.push(item);
    }
    const [only] = items;
    return items.length === 1 && only !== undefined ? only : { kind: 'sequence', items };
  }

  #atom(): RegexNode | undefined {
    const char = this.#peek();
    this.#at++;
    switch (char) {
      case '.':
        return { kind: 'chars', set: this.#flags.s ? ALL : complement(NEWLINE) };
      case '^':
        return { kind: 'assert', assertion: this.#flags.m ? 'lineStart' : 'start' };
      case '$':
        return { kind: 'assert', assertion: this.#flags.m ? 'lineEnd' : 'end' };
      case '(':
        return this.#group();
      case '[':
        return this.#class();
      case '\\':
        return this.#escape();
      case '*':
      case '+':
      case '?':
        this.#at--;
        return this.#fail(`\`${char}\` repeats nothing`, `escape it as \`\\${char}\``);
      default:
        return this.#literal(char.charCodeAt(0));
    }
  }

  #literal(unit: number): RegexNode {
    return this.#chars([[unit, unit]]);
  }

  #chars(set: CharSet): RegexNode {
    return { kind: 'chars', set: this.#flags.i ? ignoreCase(set) : set };
  }

  #repeated(atom: RegexNode): RegexNode | undefined {
    let node = atom;
    for (;;) {
      const start = this.#at;
      const count = this.#quantifier();
      if (count === undefined) return this.failure === undefined ? node : undefined;
      const [min, max] = count;
      if (min > MAX_COUNT || (max !== Infinity && max > MAX_COUNT)) {
        this.#at = start;
        return this.#fail(`a repeat count may be at most ${MAX_COUNT}`);
      }
      if (max < min) {
        this.#at = start;
        return this.#fail(`the range {${min},${max}} is empty`);
      }
      if (this.#peek() === '+') {
        return this.#fail('possessive repeats are not supported', 'leave the second `+` out');
      }
      this.#take('?'); // lazy: makes no difference to whether there is a match
      node = { kind: 'repeat', item: node, min, max };
    }
  }

  #quantifier(): readonly [number, number] | undefined {
    if (this.#take('*')) return [0, Infinity];
    if (this.#take('+')) return [1, Infinity];
    if (this.#take('?')) return [0, 1];
    const found = /^\{(\d{1,6})(?:(,)(\d{0,6}))?\}/.exec(
      this.#source.slice(this.#at, this.#at + 18),
    );
    if (found === null) return undefined;
    this.#at += found[0].length;
    const [, min, comma, max] = found;
    if (comma === undefined) return [Number(min), Number(min)];
    return [Number(min), max === '' || max === undefined ? Infinity : Number(max)];
  }

  #group(): RegexNode | undefined {
    const open = this.#at - 1;
    const outer = this.#flags;
    if (++this.#depth > MAX_DEPTH) return this.#fail('groups are nested too deeply');
    if (this.#take('?') && !this.#groupKind(open)) return undefined;
    if (this.#source[this.#at - 1] === ')' && this.#flags !== outer) {
      this.#depth--; // `(?i)`: the flags hold for the rest of the enclosing group
      return EMPTY;
    }
    const inner = this.#choice();
    if (inner === undefined) return undefined;
    if (!this.#take(')')) {
      this.#at = open;
      return this.#fail('a group is not closed', 'write `)`, or escape the parenthesis as `\\(`');
    }
    this.#depth--;
    this.#flags = outer;
    return inner;
  }

  /** What follows `(?`. Leaves the flags changed, and the position behind `:`, `>` or `)`. */
  #groupKind(open: number): boolean {
    const rest = this.#source.slice(this.#at, this.#at + 80);
    const name = /^P?<[A-Za-z_]\w*>/.exec(rest);
    if (name !== null) {
      this.#at += name[0].length;
      return true;
    }
    const flags = /^([ims]*)(?:-([ims]+))?([:)])/.exec(rest);
    if (flags === null) {
      this.#at = open;
      const looks = /^<?[=!]/.test(rest);
      this.#fail(
        looks
          ? 'lookaround is not supported: it cannot be matched in linear time'
          : 'this kind of group is not supported',
        looks ? 'put the condition into a selection of its own' : 'write `(?:…)`',
      );
      return false;
    }
    const [text, on = '', off = ''] = flags;
    this.#at += text.length;
    const { i, m, s } = this.#flags;
    const set = (flag: string, before: boolean) =>
      off.includes(flag) ? false : before || on.includes(flag);
    this.#flags = { i: set('i', i), m: set('m', m), s: set('s', s) };
    return true;
  }

  #escape(): RegexNode | undefined {
    const char = this.#peek();
    const assertions: Readonly<Record<string, Assertion>> = {
      b: 'word',
      B: 'notWord',
      A: 'start',
      z: 'end',
      Z: 'end',
    };
    const assertion = assertions[char];
    if (assertion !== undefined) {
      this.#at++;
      return { kind: 'assert', assertion };
    }
    if (/[1-9]/.test(char) || char === 'k' || char === 'g') {
      this.#at--;
      return this.#fail('back-references are not supported: they cannot be matched in linear time');
    }
    const set = this.#escapedSet();
    return set === undefined ? undefined : this.#chars(set);
  }

  /** The characters that an escape stands for, inside and outside of classes. */
  #escapedSet(): CharSet | undefined {
    const char = this.#peek();
    if (char === '') {
      this.#at--;
      return this.#fail('it ends with a backslash', 'write `\\\\` for a backslash');
    }
    this.#at++;
    switch (char) {
      case 'd':
        return DIGIT;
      case 'D':
        return complement(DIGIT);
      case 'w':
        return WORD;
      case 'W':
        return complement(WORD);
      case 's':
        return SPACE;
      case 'S':
        return complement(SPACE);
      case 'p':
      case 'P':
        this.#at -= 2;
        return this.#fail(
          'Unicode properties are not supported',
          'write the characters as a class',
        );
      case 'x':
      case 'u': {
        const found = /^(?:\{([0-9a-f]{1,4})\}|([0-9a-f]{2}(?:[0-9a-f]{2})?))/i.exec(
          this.#source.slice(this.#at, this.#at + 6),
        );
        const digits = found?.[1] ?? found?.[2]?.slice(0, char === 'x' ? 2 : 4);
        if (
          digits === undefined ||
          (char === 'u' && found?.[1] === undefined && digits.length < 4)
        ) {
          return single(char.charCodeAt(0));
        }
        this.#at += found?.[1] === undefined ? digits.length : digits.length + 2;
        return single(Number.parseInt(digits, 16));
      }
      default:
        return single(CONTROLS.get(char) ?? char.charCodeAt(0));
    }
  }

  #class(): RegexNode | undefined {
    const open = this.#at - 1;
    const negated = this.#take('^');
    const ranges: (readonly [number, number])[] = [];
    for (let first = true; first || this.#peek() !== ']'; first = false) {
      if (this.#at >= this.#source.length) {
        this.#at = open;
        return this.#fail(
          'a character class is not closed',
          'write `]`, or escape the bracket as `\\[`',
        );
      }
      const item = this.#classItem();
      if (item === undefined) return undefined;
      const from = unitOf(item);
      const isRange = this.#peek() === '-' && !/^(\]|)$/.test(this.#source.charAt(this.#at + 1));
      if (from === undefined || !isRange) {
        ranges.push(...item);
        continue;
      }
      this.#at++;
      const end = this.#classItem();
      if (end === undefined) return undefined;
      const to = unitOf(end);
      if (to === undefined) ranges.push([from, from], single(0x2d)[0] ?? [0x2d, 0x2d], ...end);
      else if (to < from) return this.#fail('the range in a character class runs backwards');
      else ranges.push([from, to]);
    }
    this.#at++;
    const set = charSet(ranges);
    const cased = this.#flags.i ? ignoreCase(set) : set;
    return { kind: 'chars', set: negated ? complement(cased) : cased };
  }

  #classItem(): CharSet | undefined {
    const posix = /^\[:(\w+):\]/.exec(this.#source.slice(this.#at, this.#at + 12));
    const named = POSIX.get(posix?.[1] ?? '');
    if (posix !== null && named !== undefined) {
      this.#at += posix[0].length;
      return named;
    }
    const char = this.#peek();
    this.#at++;
    if (char !== '\\') return single(char.charCodeAt(0));
    if (this.#peek() === 'b') {
      this.#at++;
      return single(0x08);
    }
    return this.#escapedSet();
  }

  #peek(): string {
    return this.#source.charAt(this.#at);
  }

  #take(char: string): boolean {
    if (this.#peek() !== char) return false;
    this.#at++;
    return true;
  }

  #fail(message: string, fix?: string): undefined {
    this.failure ??= { ok: false, message, at: this.#at, fix };
    return undefined;
  }
}

function single(unit: number): CharSet {
  return [[unit, unit]];
}

function unitOf(set: CharSet): number | undefined {
  const [only] = set;
  return set.length === 1 && only !== undefined && only[0] === only[1] ? only[0] : undefined;
}
