import type {
  ChangedLenses,
  LensChange,
  LensEvent,
  LensLife,
  LifeChange,
} from '../../core/contract/lens-life.ts';
import type { LensSummary } from '../../core/contract/lenses.ts';
import { changeLife, lifeAt, NEW_LIFE, reopenLife, shownLife } from '../../core/lens/life.ts';
import type { ChangedLife, KeptLife, LensBasis } from '../../core/lens/life.ts';
import type { TenantId } from '../stubs.ts';

/** Who changes lenses, and to what. */
export interface LensOrder {
  readonly ids: readonly string[];
  readonly change: LensChange;
  readonly comment?: string | undefined;
  /** The member's address. */
  readonly by: string;
  /** The address of the member whom the change names, if it names one. */
  readonly assignee?: string | undefined;
  /** Of a duplicate: the lens that has it. */
  readonly original?: { readonly id: string; readonly name: string } | undefined;
}

/** What was done with lives, by rows written. */
export interface Lived<T> {
  readonly answer: T;
  readonly rowsWritten: number;
}

/** A life in the database, with the change that made it so. */
interface LifeRow {
  readonly life: KeptLife;
  readonly change: string;
}

/** A lens and what is to become of it. */
interface Step extends ChangedLife {
  readonly id: string;
  readonly before: KeptLife;
}

const READ_LIVES = `
  SELECT id, life, change FROM lens_lives
  WHERE tenant_id = ?1 AND id IN (SELECT value FROM json_each(?2))`;

/** A life that somebody else changed meanwhile stays as it is. */
const WRITE_LIFE = `
  INSERT INTO lens_lives (tenant_id, id, status, snoozed_until, assignee, life, change, version)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
  ON CONFLICT DO UPDATE SET status = excluded.status, snoozed_until = excluded.snoozed_until,
    assignee = excluded.assignee, life = excluded.life, change = excluded.change,
    version = excluded.version
  WHERE lens_lives.version = excluded.version - 1`;

/** The history tells only of what was done. */
const WRITE_EVENT = `
  INSERT INTO lens_events (tenant_id, lens, at, id, change, what, by, text, before)
  SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 WHERE EXISTS (
    SELECT 1 FROM lens_lives WHERE tenant_id = ?1 AND id = ?2 AND change = ?5)`;

const WRITE_COMMENT = `
  INSERT INTO lens_events (tenant_id, lens, at, id, change, what, by, text)
  SELECT ?1, ?2, ?3, ?4, ?5, 'comment', ?6, ?7 WHERE EXISTS (
    SELECT 1 FROM lenses WHERE tenant_id = ?1 AND id = ?2)`;

/**
 * What analysts made of a tenant's lenses, in D1. Calls of one tenant must not overlap: a decision
 * rests on the lens as it is when it is written.
 */
export class LifeBook {
  readonly #db: D1Database;
  readonly #tenant: TenantId;

  constructor(db: D1Database, tenant: TenantId) {
    this.#db = db;
    this.#tenant = tenant;
  }

  /** Does what a member asks for. */
  async change(order: LensOrder, now: number): Promise<Lived<ChangedLenses>> {
    const change = crypto.randomUUID();
    const ids = [...new Set(order.ids)];
    const [rows, bases, undone] = await Promise.all([
      this.#read(ids),
      this.#readBases(ids),
      order.change.do === 'undo' ? this.#readBefore(ids, order.change.change) : undefined,
    ]);
    const skipped: string[] = [];
    const steps: Step[] = [];
    for (const id of ids) {
      const row = rows.get(id);
      const basis = bases.get(id);
      const before = lifeAt(row?.life ?? NEW_LIFE, now);
      if (basis === undefined) {
        skipped.push(id);
      } else if (order.change.do === 'undo') {
        const was = undone?.get(id);
        if (was === undefined || row?.change !== order.change.change) skipped.push(id);
        else steps.push({ id, before, ...undo(before, was) });
      } else {
        const changed = changeLife(
          before,
          order.change,
          basis,
          () => order.assignee ?? '',
          order.original,
        );
        if (changed !== undefined) steps.push({ id, before, ...changed });
      }
    }
    const { done, rowsWritten } = await this.#write(steps, change, order.by, now);
    await this.#tellOriginal(order, done, change, now);
    const told = order.comment === undefined ? [] : ids.filter((id) => bases.has(id));
    const comments = await this.#comment(told, order.comment ?? '', order.by, change, now);
    const changed = done.map(({ id, before, life }): LifeChange => {
      return { id, before: shownLife(before), after: shownLife(life) };
    });
    const lost = steps.filter((step) => !done.includes(step)).map(({ id }) => id);
    return {
      answer: { change, changed, skipped: [...skipped, ...lost] },
      rowsWritten: rowsWritten + comments,
    };
  }

  /** Tells the history of the lens that others were closed as duplicates of. */
  async #tellOriginal(
    { original, by }: LensOrder,
    done: readonly Step[],
    change: string,
    now: number,
  ): Promise<void> {
    if (original === undefined || done.length === 0) return;
    const ids = JSON.stringify(done.map(({ id }) => id));
    await this.#db
      .prepare(
        `INSERT INTO lens_events (tenant_id, lens, at, id, change, what, by, text)
         SELECT ?1, ?2, ?3, ?4, ?5, 'duplicate', ?6, group_concat(name, ', ') FROM lenses
         WHERE tenant_id = ?1 AND id IN (SELECT value FROM json_each(?7))`,
      )
      .bind(this.#tenant, original.id, now, crypto.randomUUID(), change, by, ids)
      .run();
  }

  /** Adds a comment; false when there is no such lens. */
  async comment(id: string, text: string, by: string, now: number): Promise<boolean> {
    return (await this.#comment([id], text, by, crypto.randomUUID(), now)) > 0;
  }

  /** Brings back what is put away and has changed too much, and says what became of all lenses. */
  async follow(
    lenses: readonly Omit<LensSummary, 'updatedAt'>[],
    now: number,
  ): Promise<Lived<ReadonlyMap<string, LensLife>>> {
    const rows = await this.#read(lenses.map(({ id }) => id));
    const steps: Step[] = [];
    for (const lens of lenses) {
      const row = rows.get(lens.id);
      if (row === undefined) continue;
      const titles = new Map(lens.analyzers.map(({ id, title }) => [id, title]));
      const changed = reopenLife(row.life, { ...basisOf(lens), titles });
      if (changed !== undefined) steps.push({ id: lens.id, before: row.life, ...changed });
    }
    const { done, rowsWritten } = await this.#write(steps, crypto.randomUUID(), null, now);
    const lives = new Map([...rows].map(([id, { life }]) => [id, shownLife(lifeAt(life, now))]));
    for (const { id, life } of done) lives.set(id, shownLife(life));
    return { answer: lives, rowsWritten };
  }

  /** The lives of lenses that have one. */
  async lives(ids: readonly string[], now: number): Promise<Record<string, LensLife>> {
    const rows = await this.#read(ids);
    return Object.fromEntries(
      ids.map((id) => {
        return [id, shownLife(lifeAt(rows.get(id)?.life ?? NEW_LIFE, now))];
      }),
    );
  }

  /** The lives of lenses as they are kept. */
  async kept(ids: readonly string[]): Promise<Map<string, KeptLife>> {
    return new Map([...(await this.#read(ids))].map(([id, { life }]) => [id, life]));
  }

  async #read(ids: readonly string[]): Promise<Map<string, LifeRow>> {
    if (ids.length === 0) return new Map();
    const { results } = await this.#db
      .prepare(READ_LIVES)
      .bind(this.#tenant, JSON.stringify(ids))
      .all<{ id: string; life: string; change: string }>();
    return new Map(
      results.map(({ id, life, change }) => [id, { life: JSON.parse(life) as KeptLife, change }]),
    );
  }

  /** What decisions on lenses rest on. */
  async #readBases(ids: readonly string[]): Promise<Map<string, LensBasis>> {
    const { results } = await this.#db
      .prepare(
        `SELECT id, summary FROM lenses
         WHERE tenant_id = ? AND score > 0 AND id IN (SELECT value FROM json_each(?))`,
      )
      .bind(this.#tenant, JSON.stringify(ids))
      .all<{ id: string; summary: string }>();
    return new Map(
      results.map(({ id, summary }) => [id, basisOf(JSON.parse(summary) as LensSummary)]),
    );
  }

  /** What lenses were before a change. */
  async #readBefore(ids: readonly string[], change: string): Promise<Map<string, KeptLife>> {
    const { results } = await this.#db
      .prepare(
        `SELECT lens, before FROM lens_events
         WHERE tenant_id = ? AND lens IN (SELECT value FROM json_each(?)) AND change = ?
           AND before IS NOT NULL`,
      )
      .bind(this.#tenant, JSON.stringify(ids), change)
      .all<{ lens: string; before: string }>();
    return new Map(results.map(({ lens, before }) => [lens, JSON.parse(before) as KeptLife]));
  }

  async #write(
    steps: readonly Step[],
    change: string,
    by: string | null,
    now: number,
  ): Promise<{ done: readonly Step[]; rowsWritten: number }> {
    if (steps.length === 0) return { done: [], rowsWritten: 0 };
    const write = this.#db.prepare(WRITE_LIFE);
    const tell = this.#db.prepare(WRITE_EVENT);
    const results = await this.#db.batch(
      steps.flatMap(({ id, life, before, what, text }) => [
        write.bind(
          this.#tenant,
          id,
          life.status,
          life.snooze?.until ?? null,
          life.assignee ?? null,
          JSON.stringify(life),
          change,
          life.version,
        ),
        tell.bind(
          this.#tenant,
          id,
          now,
          crypto.randomUUID(),
          change,
          what satisfies LensEvent['what'],
          by,
          text,
          JSON.stringify(before),
        ),
      ]),
    );
    return {
      done: steps.filter((_, index) => (results[2 * index]?.meta.changes ?? 0) > 0),
      rowsWritten: rowsOf(results),
    };
  }

  async #comment(
    ids: readonly string[],
    text: string,
    by: string,
    change: string,
    now: number,
  ): Promise<number> {
    if (ids.length === 0) return 0;
    const write = this.#db.prepare(WRITE_COMMENT);
    const results = await this.#db.batch(
      ids.map((id) => write.bind(this.#tenant, id, now, crypto.randomUUID(), change, by, text)),
    );
    return rowsOf(results);
  }
}

function undo(life: KeptLife, was: KeptLife): ChangedLife {
  return { life: { ...was, version: life.version + 1 }, what: 'undone', text: '' };
}

function basisOf({ score, analyzers }: Pick<LensSummary, 'score' | 'analyzers'>): LensBasis {
  return { score, analyzers: analyzers.map(({ id }) => id) };
}

function rowsOf(results: readonly D1Result[]): number {
  return results.reduce((sum, { meta }) => sum + meta.rows_written, 0);
}
