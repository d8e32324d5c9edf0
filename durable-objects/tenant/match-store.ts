import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { packMatches, unpackMatches } from '../../core/detect/sigma/correlate/packed-matches.ts';
import type { LoggedMatch } from '../../core/detect/sigma/correlate/logged-match.ts';
import type { CountedSql } from '../counted-sql.ts';

/** What of a log was let go, as it is kept. */
export interface LetGone {
  readonly dropped: number;
  /** Episodes that were no hits for lack of room. */
  readonly leftOut: number;
  readonly cuts: Readonly<Record<string, number>>;
}

/** Rows of new matches before they are put together: each upload that matches adds one. */
const MAX_ROWS = 64;

/** Matches of one row: some hundred kB as they are packed. */
const MATCHES_PER_ROW = 5_000;

/**
 * The matches that correlations build on, packed: one row has all of one upload's that are news
 * (law 8), and now and then the rows are put together.
 */
export class MatchStore {
  readonly #sql: CountedSql;
  #rows: number;
  #stored = 0;

  constructor(sql: CountedSql) {
    this.#sql = sql;
    sql.exec(`CREATE TABLE IF NOT EXISTS rule_matches (
      number INTEGER PRIMARY KEY, matches BLOB NOT NULL
    )`);
    sql.exec(`CREATE TABLE IF NOT EXISTS matches_let_go (
      only INTEGER PRIMARY KEY CHECK (only = 1), state TEXT NOT NULL
    )`);
    this.#rows = sql.rows<[count: number]>('SELECT count(*) FROM rule_matches')[0]?.[0] ?? 0;
  }

  /** All matches, in no order. */
  read(): LoggedMatch[] {
    const rows = this.#sql.rows<[matches: Uint8Array]>('SELECT matches FROM rule_matches');
    const matches = rows.flatMap(([packed]) => {
      return unpackMatches(new TextDecoder().decode(inflateRawSync(packed)));
    });
    this.#stored = matches.length;
    return matches;
  }

  readLetGone(): LetGone {
    const [row] = this.#sql.rows<[state: string]>('SELECT state FROM matches_let_go');
    return row === undefined
      ? { dropped: 0, leftOut: 0, cuts: {} }
      : (JSON.parse(row[0]) as LetGone);
  }

  writeLetGone(state: LetGone): void {
    this.#sql.exec(
      `INSERT INTO matches_let_go (only, state) VALUES (1, ?)
       ON CONFLICT DO UPDATE SET state = excluded.state`,
      JSON.stringify(state),
    );
  }

  /** Whether so many rows are there that they should be put together, or much of them is let go. */
  isCluttered(kept: number): boolean {
    return this.#rows > MAX_ROWS || this.#stored > 2 * kept + MATCHES_PER_ROW;
  }

  append(matches: readonly LoggedMatch[]): void {
    if (matches.length === 0) return;
    for (let from = 0; from < matches.length; from += MATCHES_PER_ROW) {
      this.#insert(matches.slice(from, from + MATCHES_PER_ROW));
    }
    this.#stored += matches.length;
  }

  /** Writes all matches anew, in as few rows as they fit into. */
  replace(matches: readonly LoggedMatch[]): void {
    this.#sql.exec('DELETE FROM rule_matches');
    this.#rows = 0;
    this.#stored = 0;
    this.append(matches);
  }

  #insert(matches: readonly LoggedMatch[]): void {
    const packed = deflateRawSync(packMatches(matches), { level: 1 });
    this.#sql.exec('INSERT INTO rule_matches (matches) VALUES (?)', packed);
    this.#rows += 1;
  }
}
