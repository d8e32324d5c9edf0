import type { RecordCounts, Reject, Upload } from '../../core/contract/sources.ts';
import type { UploadForm } from '../../core/parse/parts.ts';
import type { UploadReading } from '../../core/parse/read-upload.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';
import type { ContentEncoding } from '../content-encoding.ts';
import { MeterCount } from '../pipeline/meters.ts';

/** What the ingest path knows of an upload. */
export interface NewUpload {
  readonly tenant: TenantId;
  readonly sourceId: string;
  /** Of the content and its encoding: the same bytes are taken once. */
  readonly hash: string;
  /** The name of its object in R2, below the tenant's. */
  readonly object: string;
  readonly form: UploadForm;
  readonly encoding: ContentEncoding;
  readonly bytes: number;
  readonly receivedAt: number;
}

/** An upload as the pipeline needs it. */
export interface StoredUpload {
  readonly number: number;
  readonly sourceId: string;
  /** The name of its object in R2, below the tenant's. */
  readonly object: string;
  readonly form: UploadForm;
  readonly encoding: ContentEncoding;
  readonly state: Upload['state'];
  /** When it was first received, ms since 1970. */
  readonly receivedAt: number;
  /** The name of the source that it came from. */
  readonly sourceName: string;
  /** What it has cost so far: more than nothing when it is processed again. */
  readonly meters: MeterCount;
}

interface UploadRow {
  number: number;
  source_id: string;
  received_at: number;
  state: Upload['state'];
  bytes: number;
  received: number;
  accepted: number;
  rejected: number;
  ignored: number;
  ignored_by: string;
  rejects: string;
  meters: string;
}

/**
 * Registers an upload under the tenant's next number, once for the same bytes. The object that it
 * names is in R2 already.
 *
 * @returns its number, whether it is new, and its state
 */
export async function registerUpload(
  db: D1Database,
  upload: NewUpload,
): Promise<{ number: number; isNew: boolean; state: Upload['state'] }> {
  const { tenant, sourceId, hash, object, form, encoding, bytes, receivedAt } = upload;
  const [inserted, found] = await db.batch<{ number: number; state: Upload['state'] }>([
    db
      .prepare(
        `INSERT INTO uploads
           (tenant_id, number, source_id, hash, object, form, encoding, bytes, received_at, state)
         SELECT ?1, coalesce(max(number), 0) + 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'queued'
         FROM uploads WHERE tenant_id = ?1
         ON CONFLICT (tenant_id, hash) DO NOTHING`,
      )
      .bind(tenant, sourceId, hash, object, form, encoding, bytes, receivedAt),
    db
      .prepare('SELECT number, state FROM uploads WHERE tenant_id = ? AND hash = ?')
      .bind(tenant, hash),
  ]);
  const [row] = found?.results ?? [];
  if (row === undefined || inserted === undefined) throw new Error('an upload was not registered');
  return { ...row, isNew: inserted.meta.changes > 0 };
}

/** One upload of a tenant; undefined when there is none of this number. */
export async function findUpload(
  db: D1Database,
  tenant: TenantId,
  number: number,
): Promise<StoredUpload | undefined> {
  const row = await db
    .prepare(
      `SELECT u.source_id AS sourceId, coalesce(u.object, u.hash) AS object, u.form, u.encoding,
         u.state, u.received_at AS receivedAt, u.meters, s.name AS sourceName
       FROM uploads u JOIN sources s ON s.id = u.source_id AND s.tenant_id = u.tenant_id
       WHERE u.tenant_id = ? AND u.number = ?`,
    )
    .bind(tenant, number)
    .first<Omit<StoredUpload, 'number' | 'meters'> & { meters: string }>();
  if (row === null) return undefined;
  const meters = new MeterCount();
  meters.add(JSON.parse(row.meters) as Partial<Upload['meters']>);
  return { number, ...row, meters };
}

/**
 * Uploads of a tenant that came before a time and are under way no more, in order. The latest of all
 * is never one of them: the next number goes by it.
 *
 * @param before ms since 1970
 * @param after the number to go on after
 */
export async function listUploadsBefore(
  db: D1Database,
  tenant: TenantId,
  before: number,
  after: number,
  limit: number,
): Promise<{ readonly number: number; readonly object: string }[]> {
  const { results } = await db
    .prepare(
      `SELECT number, coalesce(object, hash) AS object FROM uploads
       WHERE tenant_id = ?1 AND number > ?2 AND received_at < ?3 AND state <> 'queued'
         AND number < (SELECT max(number) FROM uploads WHERE tenant_id = ?1)
       ORDER BY number LIMIT ?4`,
    )
    .bind(tenant, after, before, limit)
    .all<{ number: number; object: string }>();
  return results;
}

/** Deletes uploads' rows. */
export async function deleteUploads(
  db: D1Database,
  tenant: TenantId,
  numbers: readonly number[],
): Promise<void> {
  await db
    .prepare(
      `DELETE FROM uploads
       WHERE tenant_id = ? AND number IN (SELECT value FROM json_each(?))`,
    )
    .bind(tenant, JSON.stringify(numbers))
    .run();
}

/** Whether a tenant had an upload of a number, and has it no more. */
export async function wasDropped(
  db: D1Database,
  tenant: TenantId,
  number: number,
): Promise<boolean> {
  const latest = await db
    .prepare('SELECT max(number) AS latest FROM uploads WHERE tenant_id = ?')
    .bind(tenant)
    .first<number>('latest');
  return number >= 1 && number < (latest ?? 0);
}

/**
 * Notes what became of an upload's records.
 *
 * @param contentBytes the size of the content, of an upload that was registered before it had any
 */
export async function finishUpload(
  db: D1Database,
  tenant: TenantId,
  upload: StoredUpload,
  reading: Pick<UploadReading, 'records' | 'rejects' | 'ignoredBy'>,
  contentBytes: number,
): Promise<void> {
  const { received, accepted, rejected, ignored } = reading.records;
  await db
    .prepare(
      `UPDATE uploads SET state = 'done', received = ?, accepted = ?, rejected = ?, ignored = ?,
         ignored_by = ?, rejects = ?, meters = ?, bytes = iif(bytes = 0, ?, bytes) WHERE tenant_id = ? AND number = ?`,
    )
    .bind(
      received,
      accepted,
      rejected,
      ignored,
      JSON.stringify(reading.ignoredBy),
      JSON.stringify(reading.rejects),
      JSON.stringify(upload.meters.total),
      contentBytes,
      tenant,
      upload.number,
    )
    .run();
}

/** Notes that an upload could not be processed, however often it was tried. */
export async function failUpload(db: D1Database, tenant: TenantId, number: number): Promise<void> {
  await db
    .prepare(
      `UPDATE uploads SET state = 'failed' WHERE tenant_id = ? AND number = ? AND state = 'queued'`,
    )
    .bind(tenant, number)
    .run();
}

/**
 * Marks an upload as to be processed again: what it says is read anew, and nothing changes that was
 * right before (law 1).
 *
 * @returns whether the tenant has such an upload
 */
export async function requeueUpload(
  db: D1Database,
  tenant: TenantId,
  number: number,
): Promise<boolean> {
  const { meta } = await db
    .prepare(`UPDATE uploads SET state = 'queued' WHERE tenant_id = ? AND number = ?`)
    .bind(tenant, number)
    .run();
  return meta.changes > 0;
}

/** Marks the uploads of a source that have rejects, from a number on. @returns their numbers */
export async function requeueRejected(
  db: D1Database,
  tenant: TenantId,
  sourceId: string,
  from: number,
  limit: number,
): Promise<number[]> {
  const { results } = await db
    .prepare(
      `UPDATE uploads SET state = 'queued' WHERE tenant_id = ?1 AND number IN (
         SELECT number FROM uploads WHERE tenant_id = ?1 AND number >= ?2 AND source_id = ?3
           AND (rejected > 0 OR state = 'failed') ORDER BY number DESC LIMIT ?4)
       RETURNING number`,
    )
    .bind(tenant, from, sourceId, limit)
    .all<{ number: number }>();
  return results.map(({ number }) => number);
}

/** Uploads that were received before a time and are not done: the queue may have lost them. */
export async function overdueUploads(
  db: D1Database,
  receivedBefore: number,
  limit: number,
): Promise<{ tenant: TenantId; number: number }[]> {
  const { results } = await db
    .prepare(
      `SELECT tenant_id AS tenant, number FROM uploads
       WHERE state = 'queued' AND received_at < ? ORDER BY received_at LIMIT ?`,
    )
    .bind(receivedBefore, limit)
    .all<{ tenant: TenantId; number: number }>();
  return results;
}

/** A tenant's uploads, newest first. */
export async function listUploads(
  db: D1Database,
  tenant: TenantId,
  before: number,
  limit: number,
): Promise<Upload[]> {
  const { results } = await db
    .prepare(
      'SELECT * FROM uploads WHERE tenant_id = ? AND number < ? ORDER BY number DESC LIMIT ?',
    )
    .bind(tenant, before, limit)
    .all<UploadRow>();
  return results.map((row) => ({
    number: row.number,
    sourceId: row.source_id,
    receivedAt: row.received_at,
    state: row.state,
    bytes: row.bytes,
    records: countsOf(row),
    ignoredBy: JSON.parse(row.ignored_by) as Record<string, number>,
    rejects: JSON.parse(row.rejects) as Reject[],
    meters: { ...new MeterCount().total, ...(JSON.parse(row.meters) as Partial<Upload['meters']>) },
  }));
}

function countsOf({ received, accepted, rejected, ignored }: UploadRow): RecordCounts {
  return { received, accepted, rejected, ignored };
}
