import type { Exception } from '../../core/contract/exceptions.ts';
import { hasScope } from '../../core/lens/exception-scope.ts';
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
    // The hits for which what an exception asks of the graph was found to hold.
    sql.exec(`CREATE TABLE IF NOT EXISTS exception_hits (
      exception TEXT, hit TEXT, PRIMARY KEY (exception, hit)
    ) WITHOUT ROWID`);
    // How far the hits of an analyzer have been looked at for it, and when that goes on.
    sql.exec(`CREATE TABLE IF NOT EXISTS exception_checks (
      exception TEXT PRIMARY KEY, after TEXT NOT NULL, due INTEGER NOT NULL
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
    if (hasScope(exception)) {
      this.#sql.exec(
        `INSERT INTO exception_checks (exception, after, due) VALUES (?, '', ?)`,
        exception.id,
        exception.at,
      );
    }
    this.#all = this.#read();
  }

  /** Exceptions that ask something of the graph, of an analyzer. */
  scopedFor(analyzer: string): readonly CompiledException[] {
    return this.#all.filter(
      ({ exception, scope }) => scope !== undefined && exception.analyzer === analyzer,
    );
  }

  /** Notes for which hits an exception's scope holds, and for which not. @returns whether it is new */
  hold(id: string, hits: readonly { readonly hit: string; readonly holds: boolean }[]): boolean {
    const held = this.#all.find(({ exception }) => exception.id === id)?.held ?? new Set<string>();
    const changed = hits.filter(({ hit, holds }) => held.has(hit) !== holds);
    for (const { hit, holds } of changed) {
      this.#sql.exec(
        holds
          ? 'INSERT INTO exception_hits (exception, hit) VALUES (?, ?) ON CONFLICT DO NOTHING'
          : 'DELETE FROM exception_hits WHERE exception = ? AND hit = ?',
        id,
        hit,
      );
    }
    if (changed.length > 0) this.#all = this.#read();
    return changed.length > 0;
  }

  /** An exception whose analyzer's hits are to be looked at now, and from where. */
  dueCheck(
    now: number,
  ): { readonly compiled: CompiledException; readonly after: string } | undefined {
    const [row] = this.#sql.rows<[exception: string, after: string]>(
      'SELECT exception, after FROM exception_checks WHERE due <= ? ORDER BY due, exception LIMIT 1',
      now,
    );
    const compiled = this.#all.find(({ exception }) => exception.id === row?.[0]);
    return row && compiled && { compiled, after: row[1] };
  }

  /** Notes how far an exception's analyzer's hits were looked at, and when that goes on. */
  checkedUpTo(id: string, after: string, due: number): void {
    this.#sql.exec(
      'UPDATE exception_checks SET after = ?, due = ? WHERE exception = ?',
      after,
      due,
      id,
    );
  }

  /** When hits are looked at next, ms; undefined when no exception asks for it. */
  nextCheck(): number | undefined {
    const [row] = this.#sql.rows<[due: number | null]>('SELECT min(due) FROM exception_checks');
    return row?.[0] ?? undefined;
  }

  /** Removes an exception; undefined when there is none of this id. */
  remove(id: string): Exception | undefined {
    const found = this.#all.find(({ exception }) => exception.id === id)?.exception;
    if (found === undefined) return undefined;
    this.#sql.exec('DELETE FROM exceptions WHERE id = ?', id);
    if (hasScope(found)) {
      this.#sql.exec('DELETE FROM exception_hits WHERE exception = ?', id);
      this.#sql.exec('DELETE FROM exception_checks WHERE exception = ?', id);
    }
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
      .map(([body]) => this.#compiled(JSON.parse(body) as Exception))
      .sort(({ exception: a }, { exception: b }) => a.at - b.at || (a.id < b.id ? -1 : 1));
  }

  #compiled(exception: Exception): CompiledException {
    const read = compileException(exception);
    if ('message' in read) throw new Error(`a stored exception cannot be read: ${read.message}`);
    if (read.scope === undefined) return read;
    const held = this.#sql.rows<[hit: string]>(
      'SELECT hit FROM exception_hits WHERE exception = ?',
      exception.id,
    );
    return { ...read, held: new Set(held.map(([hit]) => hit)) };
  }
}
