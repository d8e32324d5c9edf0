import type { Exception } from '../../core/contract/exceptions.ts';
import { compileException } from '../../core/lens/exceptions.ts';
import type { CompiledException } from '../../core/lens/exceptions.ts';
import type { CountedSql } from '../counted-sql.ts';

/** A tenant's exceptions. */
export class ExceptionBook {
  readonly #sql: CountedSql;
  #all: readonly CompiledException[];

  constructor(sql: CountedSql) {
    this.#sql = sql;
    sql.exec(`CREATE TABLE IF NOT EXISTS exceptions (
      id TEXT PRIMARY KEY, ended INTEGER NOT NULL, body TEXT NOT NULL
    ) WITHOUT ROWID`);
    this.#all = this.#read();
  }

  /** All exceptions, the oldest first. */
  get all(): readonly CompiledException[] {
    return this.#all;
  }

  /** Reads all anew, after a transaction that was undone. */
  reload(): void {
    this.#all = this.#read();
  }

  add(exception: Exception): void {
    this.#sql.exec(
      'INSERT INTO exceptions (id, ended, body) VALUES (?, 0, ?)',
      exception.id,
      JSON.stringify(exception),
    );
    this.#all = this.#read();
  }

  /** Removes an exception; undefined when there is none of this id. */
  remove(id: string): Exception | undefined {
    const found = this.#all.find(({ exception }) => exception.id === id)?.exception;
    if (found === undefined) return undefined;
    this.#sql.exec('DELETE FROM exceptions WHERE id = ?', id);
    this.#all = this.#read();
    return found;
  }

  /** Those that have ended since the last call: what they kept out counts again. */
  takeEnded(now: number): readonly Exception[] {
    const open = new Set(
      this.#sql.rows<[id: string]>('SELECT id FROM exceptions WHERE ended = 0').map(([id]) => id),
    );
    const ended = this.#all
      .map(({ exception }) => exception)
      .filter(({ id, until }) => until !== undefined && until <= now && open.has(id));
    for (const { id } of ended) {
      this.#sql.exec('UPDATE exceptions SET ended = 1 WHERE id = ?', id);
    }
    return ended;
  }

  /** When the next exception ends, ms; undefined when none does. */
  nextEnd(now: number): number | undefined {
    const ends = this.#all.flatMap(({ exception: { until } }) =>
      until !== undefined && until > now ? [until] : [],
    );
    return ends.length === 0 ? undefined : Math.min(...ends);
  }

  #read(): CompiledException[] {
    return this.#sql
      .rows<[body: string]>('SELECT body FROM exceptions')
      .map(([body]) => compiled(JSON.parse(body) as Exception))
      .sort(({ exception: a }, { exception: b }) => a.at - b.at || (a.id < b.id ? -1 : 1));
  }
}

function compiled(exception: Exception): CompiledException {
  const read = compileException(exception);
  if ('message' in read) throw new Error(`a stored exception cannot be read: ${read.message}`);
  return read;
}
