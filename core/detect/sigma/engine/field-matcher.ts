import { ValueForms, regexOf, valueTest } from '../match-value.ts';
import type { ValueTest } from '../match-value.ts';
import type { Match } from '../rule.ts';
import { LiteralSet, MIN_LITERAL } from './literal-set.ts';
import type { Literal } from './literal-set.ts';
import { literalPart } from './literal-part.ts';
import type { Predicates } from './predicates.ts';
import { estimateRarity } from './rarity.ts';
import { ValueClass } from './value-class.ts';

/** Units of the longest value that is remembered; longer ones hardly ever come again. */
const MAX_REMEMBERED_UNITS = 512;
/** Values in one of the two generations of the memory of a field. */
const MAX_REMEMBERED = 8192;
/** Classes of a field; an attacker can make more, and then all of them are made anew. */
const MAX_CLASSES = 20_000;

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
  readonly #literals: LiteralSet;
  readonly #findings: readonly (readonly Finding[])[];
  readonly #others: readonly { readonly predicate: number; readonly test: ValueTest }[];
  readonly #classes = new Map<string, ValueClass>();
  #young = new Map<string, ValueClass>();
  #old = new Map<string, ValueClass>();
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
    this.#others = index.others;
    for (const [text, found] of index.equals) this.#equals.set(text, found);
    const literals = [...index.literals.values()];
    this.#findings = literals.map(({ findings }) => findings);
    const rarity = estimateRarity(literals.map(({ literal }) => literal.text));
    this.#literals = new LiteralSet(
      literals.map(({ literal }) => literal),
      rarity,
    );
  }

  /** Forgets every remembered value, as a stream of ever new values would make it. */
  forget(): void {
    this.#young = new Map();
    this.#old = new Map();
    this.#classes.clear();
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
    const { lower } = value;
    const holding: number[] = [...this.#present, ...(this.#equals.get(lower) ?? [])];
    const hits = this.#hits;
    hits.length = 0;
    this.#literals.find(lower, hits);
    for (const hit of hits) {
      for (const { predicate, verify } of this.#findings[hit] ?? []) {
        if (verify === undefined || verify(value)) holding.push(predicate);
      }
    }
    for (const { predicate, test } of this.#others) if (test(value)) holding.push(predicate);
    return this.#intern(holding);
  }

  #intern(holding: number[]): ValueClass {
    const sorted = [...new Set(holding)].sort((a, b) => a - b);
    const key = sorted.join(',');
    const known = this.#classes.get(key);
    if (known !== undefined) return known;
    if (this.#classes.size >= MAX_CLASSES) this.forget();
    const made = new ValueClass(sorted);
    this.#classes.set(key, made);
    return made;
  }
}

/** Sorts matches by how they can be decided. */
class MatcherIndex {
  readonly equals = new Map<string, number[]>();
  readonly literals = new Map<string, { literal: Literal; findings: Finding[] }>();
  readonly others: { predicate: number; test: ValueTest }[] = [];

  add(predicate: number, match: Match): void {
    switch (match.kind) {
      case 'exists':
      case 'null':
      case 'fieldref':
        return;
      case 'equals':
        if (match.cased !== true && match.dash !== true)
          return this.#addEquals(match.text, predicate);
        return this.#addLiteral(predicate, match, match.text, 'equals', valueTest(match));
      case 'startswith':
      case 'endswith':
      case 'contains':
        return this.#addLiteral(
          predicate,
          match,
          match.text,
          match.kind,
          match.cased === true ? valueTest(match) : undefined,
        );
      case 'glob':
        return this.#addLiteral(
          predicate,
          match,
          literalPart(match) ?? '',
          'contains',
          valueTest(match),
        );
      case 'regex':
        return this.#addRegex(predicate, match);
      default:
        this.others.push({ predicate, test: valueTest(match) });
    }
  }

  #addEquals(text: string, predicate: number): void {
    const known = this.equals.get(text);
    if (known === undefined) this.equals.set(text, [predicate]);
    else known.push(predicate);
  }

  #addLiteral(
    predicate: number,
    match: Match,
    text: string,
    position: Literal['position'],
    verify: ValueTest | undefined,
  ): void {
    const cased = 'cased' in match && match.cased === true;
    // In lower case a text outside of ASCII may have another length, so its place is not certain.
    const unsure = cased && position !== 'contains';
    const dash = 'dash' in match && match.dash === true;
    this.#put(
      predicate,
      cased ? text.toLowerCase() : text,
      unsure ? 'contains' : position,
      dash,
      verify,
      match,
    );
  }

  #addRegex(predicate: number, match: Match & { kind: 'regex' }): void {
    const literals = regexOf(match.source, match.flags)?.literals;
    const test = valueTest(match);
    if (literals === undefined) {
      this.others.push({ predicate, test });
      return;
    }
    if (literals.some((text) => text.length < MIN_LITERAL)) {
      const guarded: ValueTest = (value) =>
        literals.some((text) => value.lower.includes(text)) && test(value);
      this.others.push({ predicate, test: guarded });
      return;
    }
    for (const text of literals) this.#put(predicate, text, 'contains', false, test, match);
  }

  #put(
    predicate: number,
    text: string,
    position: Literal['position'],
    dash: boolean,
    verify: ValueTest | undefined,
    match: Match,
  ): void {
    if (text.length < MIN_LITERAL) {
      this.others.push({ predicate, test: valueTest(match) });
      return;
    }
    const key = `${position}${dash ? 'd' : ''}\0${text}`;
    const known = this.literals.get(key);
    const finding = { predicate, verify };
    if (known === undefined)
      this.literals.set(key, { literal: { text, position, dash }, findings: [finding] });
    else known.findings.push(finding);
  }
}
