import { textColumn } from './run-storage.ts';
import type { RunStorage } from './run-storage.ts';

/** The table with the store's few named values. */
export const STATE_TABLE = 'runs_state';

const JOURNAL = /^runs_journal_(\d+)$/;
const EXTENTS = /^runs_extents_(\d+)_(\d+)$/;

/** The journal of a memtable generation. */
export function journalTable(generation: number): string {
  return `runs_journal_${generation}`;
}

/** One of the tables with the extents of a run. */
export function extentTable(run: number, part: number): string {
  return `runs_extents_${run}_${part}`;
}

/** The tables that a store has. */
export interface TableList {
  /** Generations with a journal, ascending. */
  readonly journals: readonly number[];
  /**
   * For each run, finished or not, the tables that hold it, in order. Of a run of no more use
   * some may be gone.
   */
  readonly extents: ReadonlyMap<number, readonly string[]>;
}

/** Finds the store's tables: the catalogue of SQLite is the record of what exists. */
export function listTables(storage: RunStorage): TableList {
  const journals: number[] = [];
  const extents = new Map<number, { readonly name: string; readonly part: number }[]>();
  const sql = `SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, 1, 5) = 'runs_'`;
  for (const [column] of storage.exec(sql)) {
    const name = textColumn(column);
    const journal = JOURNAL.exec(name);
    if (journal !== null) journals.push(Number(journal[1]));
    const extent = EXTENTS.exec(name);
    if (extent === null) continue;
    const ofRun = extents.get(Number(extent[1])) ?? [];
    ofRun.push({ name, part: Number(extent[2]) });
    extents.set(Number(extent[1]), ofRun);
  }
  const inOrder = [...extents].map(([run, tables]): [number, string[]] => [
    run,
    tables.sort((a, b) => a.part - b.part).map(({ name }) => name),
  ]);
  return { journals: journals.sort((a, b) => a - b), extents: new Map(inOrder) };
}
