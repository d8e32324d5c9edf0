import type { CountedSql } from '../counted-sql.ts';

/**
 * What of the patterns that the shard's hits were found by was not as it comes with the service, so
 * that a shard which was away notices what changed. Writes nothing for a tenant that changed none.
 */
export class AppliedAnalyzers {
  readonly #sql: CountedSql;

  constructor(sql: CountedSql) {
    this.#sql = sql;
    sql.exec(`CREATE TABLE IF NOT EXISTS applied_analyzers (
      only INTEGER PRIMARY KEY CHECK (only = 1), differences TEXT NOT NULL
    )`);
  }

  /**
   * Notes what holds from now on.
   *
   * @param differences by analyzer, what is not as it comes with the service
   * @returns the analyzers whose hits are to be looked at again
   */
  apply(differences: Readonly<Record<string, string>>): ReadonlySet<string> {
    const before = this.#read();
    const now = new Map(Object.entries(differences));
    const changed = [...new Set([...before.keys(), ...now.keys()])].filter(
      (id) => before.get(id) !== now.get(id),
    );
    if (changed.length > 0) {
      this.#sql.exec(
        `INSERT INTO applied_analyzers (only, differences) VALUES (1, ?)
         ON CONFLICT DO UPDATE SET differences = excluded.differences`,
        JSON.stringify(differences),
      );
    }
    // Of what is off nothing is looked for, and its hits stay as they are.
    return new Set(changed.filter((id) => now.get(id) !== 'off'));
  }

  #read(): ReadonlyMap<string, string> {
    const [row] = this.#sql.rows<[differences: string]>(
      'SELECT differences FROM applied_analyzers',
    );
    return new Map(row && Object.entries(JSON.parse(row[0]) as Record<string, string>));
  }
}
