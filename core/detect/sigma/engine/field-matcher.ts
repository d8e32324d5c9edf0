import { ValueForms, regexOf, valueTest } from '../match-value.ts';
import type { ValueTest } from '../match-value.ts';
import type { Match, RegexMatch, TextMatch } from '../rule.ts';
import { LiteralSet } from './literal-set.ts';
import type { Literal } from './literal-set.ts';
import { LiteralSample } from './literal-sample.ts';
import { isIndexed, literalPart } from './literal-part.ts';
import type { Predicates } from './predicates.ts';
import { estimateRarity } from './rarity.ts';
import { NOTHING, ValueClass } from './value-class.ts';
import { WideLiterals, isWide } from './wide-literals.ts';
import type { WideLiteral } from './wide-literals.ts';

/** Units of the longest value that is remembered; longer ones hardly ever come again. */
const MAX_REMEMBERED_UNITS = 1024;
/** Values in one of the two generations of the memory of a field. */
const MAX_REMEMBERED = 8192;
/** Places for values that have just been seen; a power of two. */
const RECENT = 256;
/** Classes of a field; an attacker can make more, and then all of them are made anew. */
const MAX_CLASSES = 20_000;

/** Sets of fewer literals have few false alarms whatever their marks. */
const WORTH_LEARNING = 100;

const NO_PREDICATES: readonly number[] = [];

/** What happens when a literal has been found: a predicate holds, or is worth testing. */
interface Finding {
  readonly predicate: number;
  readonly verify: ValueTest | undefined;
}

/**
 * All predicates of one field, decided together for a value: equality by one lookup, literals by
 * one pass over the text, what has no literal one by one. What was decided is remembered by value.
 */
export class FieldMatcher {
  readonly #equals = new Map<string, readonly number[]>();
  #literals: LiteralSet;
  #sample: LiteralSample | undefined;
  readonly #findings: readonly (readonly Finding[])[];
  readonly #wide: WideLiterals;
  /** Tests that are made on every value although no index helps: see {@link promote}. */
  readonly #promoted = new Map<number, ValueTest>();
  readonly #predicates: Predicates;
  readonly #classes = new Map<string, ValueClass>();
  /** The last value of each place, see {@link placeOf}. */
  readonly #recentTexts: (string | undefined)[] = [];
  readonly #recentClasses: (ValueClass | undefined)[] = [];
  #young = new Map<string, ValueClass>();
  #old = new Map<string, ValueClass>();
  #longestEqual = 0;
  readonly #hits: number[] = [];
  /** The class of a field that is not there. */
  readonly absent: ValueClass;
  /** The class of a field that is there, and null. */
  readonly nullClass: ValueClass;
  readonly #present: readonly number[];

  constructor(predicates: Predicates, ids: readonly number[]) {
    const index = new MatcherIndex();
    const ofKind = (kind: Match['kind']) => ids.filter((id) => predicates.match(id).kind === kind);
    this.#present = ofKind('exists');
    const nulls = ofKind('null');
    for (const id of ids) index.add(id, predicates.match(id));
    this.absent = this.#intern(nulls);
    this.nullClass = this.#intern([...nulls, ...this.#present]);
    this.#predicates = predicates;
    this.#wide = new WideLiterals(index.wide);
    for (const [text, found] of index.equals) {
      this.#equals.set(text, found);
      this.#longestEqual = Math.max(this.#longestEqual, text.length);
    }
    const literals = [...index.literals.values()];
    this.#findings = literals.map(({ findings }) => findings);
    const wanted = literals.map(({ literal }) => literal);
    const rarity = estimateRarity(wanted.map(({ text }) => text));
    this.#literals = new LiteralSet(wanted, rarity);
    if (wanted.length >= WORTH_LEARNING) this.#sample = new LiteralSample(wanted, rarity);
  }

  /** Forgets every remembered value, as a stream of ever new values would make it. */
  forget(): void {
    this.#recentTexts.length = 0;
    this.#recentClasses.length = 0;
    this.#young = new Map();
    this.#old = new Map();
    this.#classes.clear();
    this.#literals.forget();
  }

  /**
   * Makes classes tell of a predicate that is not indexed, because some rule has no better witness.
   * All other such predicates are left to those that ask for them.
   */
  promote(predicate: number): void {
    const match = this.#predicates.match(predicate);
    if (isIndexed(match) || this.#promoted.has(predicate)) return;
    this.#promoted.set(predicate, valueTest(match));
    this.forget();
  }

  /** The class of any value that a record can hold. */
  classify(value: unknown): ValueClass {
    if (typeof value === 'string') return this.classifyText(value);
    if (value === undefined) return this.absent;
    if (value === null) return this.nullClass;
    if (typeof value === 'number' || typeof value === 'boolean')
      return this.#decide(new ValueForms(value));
    return Array.isArray(value) ? this.#classifyList(value) : this.absent;
  }

  classifyText(text: string): ValueClass {
    if (text.length > MAX_REMEMBERED_UNITS) return this.#decide(new ValueForms(text));
    const place = placeOf(text);
    if (this.#recentTexts[place] === text) return this.#recentClasses[place] ?? NOTHING;
    const found = this.#remembered(text);
    this.#recentTexts[place] = text;
    this.#recentClasses[place] = found;
    return found;
  }

  #remembered(text: string): ValueClass {
    const young = this.#young.get(text);
    if (young !== undefined) return young;
    let found = this.#old.get(text);
    found ??= this.#decide(new ValueForms(text));
    if (this.#young.size >= MAX_REMEMBERED) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(text, found);
    return found;
  }

  /** A list holds what one of its elements holds. */
  #classifyList(values: readonly unknown[]): ValueClass {
    const all = new Set<number>(this.#present);
    for (const value of values) {
      const isScalar =
        typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
      if (!isScalar) continue;
      for (const id of this.classify(value).predicates) all.add(id);
    }
    return this.#intern([...all]);
  }

  #decide(value: ValueForms): ValueClass {
    const holding = [...this.#present];
    // A key as long as this would be hashed by all of its text, and no literal is that long.
    if (value.text.length <= this.#longestEqual) holding.push(...this.#equalTo(value.lower));
    const hits = this.#hits;
    hits.length = 0;
    const isAscii = this.#literals.find(value, hits);
    if (this.#sample !== undefined) this.#learnFrom(this.#sample, value);
    if (!isAscii) this.#wide.find(value.lower, holding);
    for (const hit of hits) {
      for (const { predicate, verify } of this.#findings[hit] ?? []) {
        if (verify === undefined || verify(value)) holding.push(predicate);
      }
    }
    for (const [predicate, test] of this.#promoted) if (test(value)) holding.push(predicate);
    return this.#intern(holding);
  }

  /** Marks are chosen anew once enough text has shown which characters are rare in this field. */
  #learnFrom(sample: LiteralSample, { lower }: ValueForms): void {
    sample.add(lower);
    if (!sample.isFull) return;
    this.#literals = sample.learned();
    this.#sample = undefined;
  }

  #equalTo(lower: string): readonly number[] {
    return this.#equals.get(lower) ?? NO_PREDICATES;
  }

  #intern(holding: number[]): ValueClass {
    if (holding.length === 0) return NOTHING;
    const sorted = holding.length === 1 ? holding : [...new Set(holding)].sort((a, b) => a - b);
    const key = sorted.join(',');
    const known = this.#classes.get(key);
    if (known !== undefined) return known;
    if (this.#classes.size >= MAX_CLASSES) this.forget();
    const made = new ValueClass(sorted);
    this.#classes.set(key, made);
    return made;
  }
}

/**
 * A place for a text among {@link RECENT}, from its length and a few of its units. Values come
 * again soon, and to compare a text with the last of its place is several times cheaper than to
 * hash all of it, which each new string needs once.
 */
function placeOf(text: string): number {
  const { length } = text;
  const middle = text.charCodeAt(length >> 1);
  const late = text.charCodeAt(length > 5 ? length - 5 : 0);
  return (length + 31 * middle + 17 * late + 7 * text.charCodeAt(length - 1)) & (RECENT - 1);
}

/** Sorts indexed matches by how they can be decided; leaves out the others. */
class MatcherIndex {
  readonly equals = new Map<string, number[]>();
  readonly literals = new Map<string, { literal: Literal; findings: Finding[] }>();
  readonly wide: WideLiteral[] = [];

  add(predicate: number, match: Match): void {
    if (!isIndexed(match)) return;
    switch (match.kind) {
      case 'equals':
        if (match.cased === true || match.dash === true) this.#addText(predicate, match);
        else this.#addEquals(match.text, predicate);
        return;
      case 'startswith':
      case 'endswith':
      case 'contains':
        return this.#addText(predicate, match);
      case 'glob': {
        const text = (literalPart(match) ?? '').toLowerCase();
        const dash = match.dash === true;
        return this.#put(predicate, { text, position: 'contains', dash }, valueTest(match));
      }
      case 'regex':
        return this.#addRegex(predicate, match);
      default:
    }
  }

  #addEquals(text: string, predicate: number): void {
    const known = this.equals.get(text);
    if (known === undefined) this.equals.set(text, [predicate]);
    else known.push(predicate);
  }

  #addText(predicate: number, match: Exclude<TextMatch, { kind: 'glob' }>): void {
    const dash = match.dash === true;
    const { text, kind } = match;
    if (match.cased !== true && isWide(text)) {
      this.wide.push({ text, position: kind, dash, id: predicate });
      return;
    }
    // In lower case a text outside of ASCII may have another length, so its place is not certain.
    if (match.cased === true) {
      const literal: Literal = { text: text.toLowerCase(), position: 'contains', dash };
      this.#put(predicate, literal, valueTest(match));
    } else this.#put(predicate, { text, position: kind, dash }, undefined);
  }

  /** The mark is looked for with all other literals; only then the rest, and the expression. */
  #addRegex(predicate: number, match: RegexMatch): void {
    const regex = regexOf(match.source, match.flags);
    const [mark, ...rest] = regex?.required ?? [];
    if (regex === undefined || mark === undefined) return;
    const test: ValueTest = ({ lower, text }) =>
      rest.every((some) => some.some((one) => lower.includes(one))) && regex.test(text);
    for (const text of mark)
      this.#put(predicate, { text, position: 'contains', dash: false }, test);
  }

  #put(predicate: number, literal: Literal, verify: ValueTest | undefined): void {
    const key = `${literal.position}${literal.dash ? 'd' : ''}\0${literal.text}`;
    const known = this.literals.get(key);
    const finding = { predicate, verify };
    if (known === undefined) this.literals.set(key, { literal, findings: [finding] });
    else known.findings.push(finding);
  }
}
