import type { LensSummary } from '../../core/contract/lenses.ts';
import type { TenantId } from '../stubs.ts';
import type { ChangedLens } from './lens-book.ts';

/** One statement writes a lens's row, and never goes back to an older version of it. */
const WRITE_LENS = `
  INSERT INTO lenses (tenant_id, id, type, name, score, summary, version, updated_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET type = excluded.type, name = excluded.name, score = excluded.score,
    summary = excluded.summary, version = excluded.version, updated_at = excluded.updated_at
  WHERE excluded.version > lenses.version`;

/** Brings the rows of lenses in D1 up to date. @returns how many rows were written */
export async function writeLenses(
  db: D1Database,
  tenant: TenantId,
  changed: readonly ChangedLens[],
  now: number,
): Promise<number> {
  if (changed.length === 0) return 0;
  const write = db.prepare(WRITE_LENS);
  const results = await db.batch(
    changed.map(({ id, version, lens }) => {
      // A lens without hits stays as an empty row: a late older write must not bring it back.
      if (lens === undefined) return write.bind(tenant, id, '', '', 0, 'null', version, now);
      const summary: LensSummary = { ...lens.summary, updatedAt: now };
      const { type, name, score } = summary;
      return write.bind(tenant, id, type, name, score, JSON.stringify(summary), version, now);
    }),
  );
  return results.reduce((sum, { meta }) => sum + meta.rows_written, 0);
}
