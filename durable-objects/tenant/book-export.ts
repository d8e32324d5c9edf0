import type { CountedSql } from '../counted-sql.ts';
import { shownChannel } from './sealed-channel.ts';
import type { StoredChannel } from './sealed-channel.ts';

/** Rows in one answer. */
const ROWS_AT_ONCE = 500;

/** Some rows, without secrets, and where the next ones begin; undefined after the last. */
export interface ExportPage {
  /** JSON: `{"table","row"}`. */
  readonly lines: readonly string[];
  readonly next: ExportCursor | undefined;
}

/** A place in the export: behind a row of a table. */
export interface ExportCursor {
  readonly table: number;
  readonly after: string;
}

/** A table of which members have written something that is nowhere else; each has the key `id`. */
interface ExportedTable {
  readonly name: string;
  readonly columns: string;
  readonly read: (...columns: readonly string[]) => object;
}

const EXPORTED: readonly ExportedTable[] = [
  {
    name: 'exceptions',
    columns: 'ended, body',
    read: (ended, body) => ({ ...parsed(body), hasEnded: Number(ended) === 1 }),
  },
  { name: 'asset_groups', columns: 'body', read: parsed },
  {
    name: 'channels',
    columns: 'body',
    read: (body) => ({ ...shownChannel(parsed(body) as unknown as StoredChannel) }),
  },
  {
    name: 'notices',
    columns: 'channel, state, attempts, at, answer, body',
    read: (channel, state, attempts, at, answer, body) => ({
      channel,
      state,
      attempts,
      at,
      answer,
      notice: parsed(body),
    }),
  },
];

/** The tables of a tenant's object that the export leaves out, with why. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  assets: 'where each asset is kept: the service’s own matter',
  hits: 'follow from the graph and the analyzers; lenses are rows of the database',
  lens_hits: 'which hits a lens has: follow from the hits',
  lenses: 'how far lenses are written to the database, which has them',
  rules: 'which version of the rules hits are scored by',
  parts: 'half matches that wait for their other half in another shard',
  joined_hits: 'follow from the parts',
  episodes: 'follow from the matches of correlations',
  rule_matches: 'matches that correlations still count: follow from the records',
  matches_let_go: 'how far such matches were let go',
  exception_hits: 'follow from the exceptions and the graph',
  exception_checks: 'how far exceptions were looked at',
  group_settling: 'how far a change of groups has come',
};

/** What is exported of a tenant's object, and what is not: between them, every table that it has. */
export const TABLES_OF_TENANT = {
  exported: EXPORTED.map(({ name }) => name),
  leftOut: LEFT_OUT,
} as const;

/** The next rows of what members have written that only the tenant's object has. */
export function exportBooks(sql: CountedSql, { table, after }: ExportCursor): ExportPage {
  const exported = EXPORTED[table];
  if (exported === undefined) return { lines: [], next: undefined };
  const { name, columns, read } = exported;
  // Names of tables and columns are written above.
  const found = sql.rows<string[]>(
    `SELECT id, ${columns} FROM ${name} WHERE id > ? ORDER BY id LIMIT ${ROWS_AT_ONCE}`,
    after,
  );
  const lines = found.map(([id, ...rest]) =>
    JSON.stringify({ table: name, row: { id, ...read(...rest) } }),
  );
  const last = found.at(-1)?.[0];
  const next =
    last === undefined || found.length < ROWS_AT_ONCE
      ? { table: table + 1, after: '' }
      : { table, after: last };
  return { lines, next: next.table < EXPORTED.length ? next : undefined };
}

function parsed(body = ''): Record<string, unknown> {
  return JSON.parse(body) as Record<string, unknown>;
}
