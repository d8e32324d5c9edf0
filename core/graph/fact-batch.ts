import type { Fact, Value } from './fact.ts';
import type { Ref } from './id.ts';
import type { PredicateTable } from './store.ts';

/** Numbers in a row of {@link FactBatch.rows}. */
const COLUMNS = 9;

/** How a row's object is to be read: an index into refs or texts, or the number itself. */
const REF = 0;
const TEXT = 1;
const NUMBER = 2;

/**
 * Facts in the form in which they travel between objects: every reference and text once, and rows
 * of numbers, which structured cloning copies as one block. The form never outlives a call; a
 * deploy may change it together with both of its ends.
 */
export interface FactBatch {
  readonly refs: readonly Ref[];
  readonly texts: readonly string[];
  /** subject, predicate, kind of object, object, scope, first, last, upload, record. */
  readonly rows: Float64Array;
}

/** Packs facts. */
export function packFacts(predicates: PredicateTable, facts: readonly Fact[]): FactBatch {
  const refs = new Numbering<Ref>();
  const texts = new Numbering<string>();
  const rows = new Float64Array(facts.length * COLUMNS);
  let at = 0;
  for (const fact of facts) {
    const [kind, object] = packObject(predicates, fact, refs, texts);
    rows[at++] = refs.numberOf(fact.subject);
    rows[at++] = predicates.code(fact.predicate);
    rows[at++] = kind;
    rows[at++] = object;
    rows[at++] = fact.scope;
    rows[at++] = fact.first;
    rows[at++] = fact.last;
    rows[at++] = fact.upload;
    rows[at++] = fact.record;
  }
  return { refs: refs.items, texts: texts.items, rows };
}

/** Unpacks what {@link packFacts} packed. */
export function unpackFacts(predicates: PredicateTable, batch: FactBatch): Fact[] {
  const { refs, texts, rows } = batch;
  const facts: Fact[] = [];
  for (let at = 0; at + COLUMNS <= rows.length; at += COLUMNS) {
    const number = (column: number): number => rows[at + column] ?? 0;
    const subject = refs[number(0)];
    const kind = number(2);
    const object: Value | undefined =
      kind === REF ? refs[number(3)] : kind === TEXT ? texts[number(3)] : number(3);
    if (subject === undefined || object === undefined) throw new Error('a fact batch is damaged');
    facts.push({
      subject,
      predicate: predicates.name(number(1)),
      object,
      scope: number(4),
      first: number(5),
      last: number(6),
      upload: number(7),
      record: number(8),
    });
  }
  return facts;
}

function packObject(
  predicates: PredicateTable,
  { predicate, object }: Fact,
  refs: Numbering<Ref>,
  texts: Numbering<string>,
): [kind: number, object: number] {
  const kind = predicates.kind(predicate);
  if (kind === 'edge') return [REF, refs.numberOf(object as Ref)];
  return typeof object === 'number' ? [NUMBER, object] : [TEXT, texts.numberOf(object)];
}

/** Gives each distinct text its place in a list. */
class Numbering<T extends string> {
  readonly items: T[] = [];
  readonly #numbers = new Map<T, number>();

  numberOf(item: T): number {
    const known = this.#numbers.get(item);
    if (known !== undefined) return known;
    const number = this.items.push(item) - 1;
    this.#numbers.set(item, number);
    return number;
  }
}
