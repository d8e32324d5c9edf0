import type { Fact, Value } from '../fact.ts';
import type { Ref } from '../id.ts';
import type { PredicateTable } from '../store.ts';
import { copyBytes } from './bytes.ts';
import type { Entry } from './entry.ts';
import {
  BY_OBJECT,
  BY_SUBJECT,
  LONG_UTF16_TAG,
  LONG_UTF8_TAG,
  NUMBER_TAG,
  OBJECT_AT,
  PREDICATE_AT,
  REF_TAG,
  SUBJECT_AT,
  UTF16_TAG,
  UTF8_TAG,
  VALUE_AT,
  objectEnd,
  readEscaped,
  scopeOf,
  subjectAt,
  writeEscaped,
} from './keys.ts';
import { readFloat, writeFloat, writeWhole } from './ordered-numbers.ts';
import { readRef, writeRef } from './ref-bytes.ts';
import { TEXT_HASH_BYTES, TextBytes, decodeText } from './text-bytes.ts';
import type { LongText } from './text-bytes.ts';

/** Finds the bytes of a long text by its hash, which begins at a place of a key. */
export type TextOf = (key: Uint8Array, hashAt: number) => Uint8Array;

interface Predicate {
  readonly name: string;
  readonly code: number;
  readonly isEdge: boolean;
  readonly isIndexed: boolean;
}

/** Turns facts into entries and back: the only place that knows both. */
export class FactCodec {
  readonly #table: PredicateTable;
  readonly #byName = new Map<string, Predicate>();
  readonly #byCode = new Map<number, Predicate>();
  readonly #text = new TextBytes();

  constructor(table: PredicateTable) {
    this.#table = table;
  }

  /** Puts a fact into an entry, by subject. Returns the text that the key names by its hash. */
  encode(fact: Fact, entry: Entry): LongText | undefined {
    const predicate = this.#named(fact.predicate);
    entry.key[0] = BY_SUBJECT;
    writeRef(fact.subject, entry.key, SUBJECT_AT);
    writeCode(predicate, entry.key, PREDICATE_AT);
    const long = this.#putObject(predicate, fact.object, entry, OBJECT_AT);
    entry.length = writeWhole(fact.scope, entry.key, entry.length);
    entry.first = fact.first;
    entry.last = fact.last;
    entry.upload = fact.upload;
    entry.record = fact.record;
    return long;
  }

  /** Puts what the keys of a subject's facts begin with into an entry. */
  putSubjectPrefix(entry: Entry, subject: Ref, predicate?: string): void {
    entry.key[0] = BY_SUBJECT;
    entry.length = writeRef(subject, entry.key, SUBJECT_AT);
    if (predicate === undefined) return;
    entry.length = writeCode(this.#named(predicate), entry.key, PREDICATE_AT);
  }

  /** Puts what the keys by object begin with into an entry. */
  putObjectPrefix(entry: Entry, predicate: string, object: Value): void {
    const known = this.#named(predicate);
    if (!known.isIndexed) throw new Error(`${predicate} is not indexed`);
    entry.key[0] = BY_OBJECT;
    this.#putObject(known, object, entry, writeCode(known, entry.key, 1));
  }

  /** Puts what the keys by object of all facts of a predicate begin with into an entry. */
  putPredicatePrefix(entry: Entry, predicate: string): void {
    const known = this.#named(predicate);
    if (!known.isIndexed) throw new Error(`${predicate} is not indexed`);
    entry.key[0] = BY_OBJECT;
    entry.length = writeCode(known, entry.key, 1);
  }

  /** The object of an entry by object. */
  decodeObject(entry: Entry, textOf: TextOf): Value {
    return readObject(entry.key, VALUE_AT, textOf);
  }

  /** Makes of a prefix by object the key of one fact. */
  putObjectKey(entry: Entry, prefix: Entry, subject: Ref, scope: number): void {
    copyBytes(prefix.key, 0, prefix.length, entry.key, 0);
    entry.length = writeRef(subject, entry.key, prefix.length);
    entry.length = writeWhole(scope, entry.key, entry.length);
  }

  /** Whether the predicate of a key by subject is kept by object too. */
  isIndexed(entry: Entry): boolean {
    return this.#coded(entry, PREDICATE_AT).isIndexed;
  }

  /**
   * The fact of an entry by subject.
   *
   * @param subject where it is known: facts that are remembered together then share it
   */
  decode(entry: Entry, textOf: TextOf, subject = readRef(entry.key, SUBJECT_AT)): Fact {
    return {
      subject,
      predicate: this.#coded(entry, PREDICATE_AT).name,
      object: readObject(entry.key, OBJECT_AT, textOf),
      scope: scopeOf(entry),
      first: entry.first,
      last: entry.last,
      upload: entry.upload,
      record: entry.record,
    };
  }

  /** The fact of an entry by object, without evidence. */
  decodeByObject(entry: Entry, predicate: string, object: Value): Fact {
    const subject = readRef(entry.key, subjectAt(entry));
    const { first, last } = entry;
    return { subject, predicate, object, scope: scopeOf(entry), first, last, upload: 0, record: 0 };
  }

  #putObject(predicate: Predicate, object: Value, entry: Entry, at: number): LongText | undefined {
    const { key } = entry;
    if (predicate.isEdge) {
      key[at] = REF_TAG;
      entry.length = writeRef(String(object), key, at + 1);
      return undefined;
    }
    if (typeof object === 'number') {
      key[at] = NUMBER_TAG;
      entry.length = writeFloat(object, key, at + 1);
      return undefined;
    }
    if (this.#text.encodeShort(object)) {
      key[at] = object.isWellFormed() ? UTF8_TAG : UTF16_TAG;
      entry.length = writeEscaped(this.#text.bytes, this.#text.length, key, at + 1);
      return undefined;
    }
    const long = this.#text.encodeLong(object);
    key[at] = object.isWellFormed() ? LONG_UTF8_TAG : LONG_UTF16_TAG;
    copyBytes(long.hash, 0, TEXT_HASH_BYTES, key, at + 1);
    entry.length = at + 1 + TEXT_HASH_BYTES;
    return long;
  }

  #named(name: string): Predicate {
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    const predicate = {
      name,
      code: this.#table.code(name),
      isEdge: this.#table.kind(name) === 'edge',
      isIndexed: this.#table.isIndexed(name),
    };
    this.#byName.set(name, predicate);
    this.#byCode.set(predicate.code, predicate);
    return predicate;
  }

  #coded(entry: Entry, at: number): Predicate {
    const code = (entry.key[at] ?? 0) * 256 + (entry.key[at + 1] ?? 0);
    return this.#byCode.get(code) ?? this.#named(this.#table.name(code));
  }
}

function writeCode(predicate: Predicate, to: Uint8Array, at: number): number {
  to[at] = predicate.code >> 8;
  to[at + 1] = predicate.code & 0xff;
  return at + 2;
}

function readObject(key: Uint8Array, at: number, textOf: TextOf): Value {
  switch (key[at]) {
    case NUMBER_TAG:
      return readFloat(key, at + 1);
    case REF_TAG:
      return readRef(key, at + 1);
    case UTF8_TAG:
    case UTF16_TAG:
      return decodeText(readEscaped(key, at + 1, objectEnd(key, at)), key[at] === UTF8_TAG);
    case LONG_UTF8_TAG:
    case LONG_UTF16_TAG:
      return decodeText(textOf(key, at + 1), key[at] === LONG_UTF8_TAG);
    default:
      throw new Error('a stored object is of no known kind');
  }
}
