import { ALWAYS, merge } from '../../core/graph/fact.ts';
import type { Fact, Value } from '../../core/graph/fact.ts';
import type { Ref } from '../../core/graph/id.ts';
import type { Change, FactPage, FactStore, Page, PredicateTable } from '../../core/graph/store.ts';
import type { CountedSql } from '../counted-sql.ts';

type Row = [
  subject: Ref,
  predicate: number,
  object: Value,
  scope: number,
  first: number,
  last: number,
  upload: number,
  record: number,
];

const COLUMNS = 'subject, predicate, object, scope, first, last, upload, record';

/** Facts as rows of SQLite, one row a fact and order. */
export class SqlFactStore implements FactStore {
  readonly #sql: CountedSql;
  readonly #predicates: PredicateTable;

  constructor(sql: CountedSql, predicates: PredicateTable) {
    this.#sql = sql;
    this.#predicates = predicates;
    sql.exec(`CREATE TABLE IF NOT EXISTS facts (
      subject TEXT, predicate INTEGER, object, scope INTEGER,
      first INTEGER, last INTEGER, upload INTEGER, record INTEGER, indexed INTEGER,
      PRIMARY KEY (subject, predicate, object, scope)
    ) WITHOUT ROWID`);
    sql.exec(`CREATE INDEX IF NOT EXISTS facts_by_object
      ON facts (predicate, object, subject, scope) WHERE indexed = 1`);
  }

  append(facts: readonly Fact[]): readonly Change[] {
    const changes: Change[] = [];
    for (const fact of facts) {
      const before = this.#find(fact);
      const after = before === undefined ? fact : merge(before, fact);
      if (after === before) continue;
      this.#write(after);
      if (before === undefined) changes.push({ fact: after, isNew: true });
      else if (after.first < before.first || (after.scope !== ALWAYS && after.last > before.last)) {
        changes.push({ fact: after, isNew: false });
      }
    }
    return changes;
  }

  facts(subject: Ref, predicate?: string): readonly Fact[] {
    const code = predicate === undefined ? null : this.#predicates.code(predicate);
    return this.#select(
      `WHERE subject = ? ${code === null ? '' : 'AND predicate = ?'}
       ORDER BY predicate, object, scope`,
      code === null ? [subject] : [subject, code],
    );
  }

  subjects(predicate: string, object: Value, page: Page = {}): FactPage {
    if (!this.#predicates.isIndexed(predicate)) throw new Error(`${predicate} is not indexed`);
    const [subject = '', scope = '0'] = (page.after ?? ' -9007199254740991').split(' ');
    const limit = page.limit ?? Number.MAX_SAFE_INTEGER - 1;
    const facts = this.#select(
      `WHERE indexed = 1 AND predicate = ? AND object = ? AND (subject, scope) > (?, ?)
       ORDER BY subject, scope LIMIT ?`,
      [this.#predicates.code(predicate), object, subject, Number(scope), limit + 1],
    ).map((fact) => ({ ...fact, upload: 0, record: 0 }));
    if (facts.length <= limit) return { facts };
    const kept = facts.slice(0, limit);
    const end = kept.at(-1);
    return { facts: kept, next: end && `${end.subject} ${end.scope}` };
  }

  *scan(): Iterable<Fact> {
    yield* this.#select('ORDER BY subject, predicate, object, scope', []);
  }

  #find({ subject, predicate, object, scope }: Fact): Fact | undefined {
    return this.#select('WHERE subject = ? AND predicate = ? AND object = ? AND scope = ?', [
      subject,
      this.#predicates.code(predicate),
      object,
      scope,
    ])[0];
  }

  #write(fact: Fact): void {
    this.#sql.exec(
      `INSERT INTO facts (${COLUMNS}, indexed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET
         first = excluded.first, last = excluded.last,
         upload = excluded.upload, record = excluded.record`,
      fact.subject,
      this.#predicates.code(fact.predicate),
      fact.object,
      fact.scope,
      fact.first,
      fact.last,
      fact.upload,
      fact.record,
      this.#predicates.isIndexed(fact.predicate) ? 1 : 0,
    );
  }

  #select(clause: string, bindings: Value[]): Fact[] {
    return this.#sql.rows<Row>(`SELECT ${COLUMNS} FROM facts ${clause}`, ...bindings).map((row) => {
      const [subject, code, object, scope, first, last, upload, record] = row;
      const predicate = this.#predicates.name(code);
      return { subject, predicate, object, scope, first, last, upload, record };
    });
  }
}
