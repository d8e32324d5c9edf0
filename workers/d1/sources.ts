import type { CreatedSource, Source } from '../../core/contract/sources.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';
import { randomHex } from '../hex.ts';
import { USE_NOTED_MS, newToken } from './secret-tokens.ts';

const DAY_MS = 86_400_000;

/** Whose uploads a token brings. */
export interface TokenOwner {
  readonly tenant: TenantId;
  readonly sourceId: string;
  /** What the source may send a day, uncompressed; null for what every source may. */
  readonly bytesPerDay: number | null;
  /** The name of the tenant's plan; null for the deployment's. */
  readonly plan: string | null;
  /** Records of all sources of the tenant on `day`, as far as they are added up. */
  readonly recordsToday: number;
  /** Days since 1970, UTC. */
  readonly day: number;
}

/** Creates a source with its first ingest token. */
export async function createSource(
  db: D1Database,
  tenant: TenantId,
  name: string,
  now: number,
): Promise<CreatedSource> {
  const { token, hash, summary } = await newToken('ingest', now);
  const sourceId = randomHex(8);
  await db.batch([
    db
      .prepare('INSERT INTO sources (tenant_id, id, name, created_at) VALUES (?, ?, ?, ?)')
      .bind(tenant, sourceId, name, now),
    db
      .prepare(
        `INSERT INTO ingest_tokens (hash, tenant_id, source_id, id, prefix, last_four, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
      )
      .bind(hash, tenant, sourceId, summary.id, summary.prefix, summary.lastFour, now),
  ]);
  const records = { received: 0, accepted: 0, rejected: 0, ignored: 0 };
  const source = {
    id: sourceId,
    name,
    createdAt: now,
    lastSeenAt: null,
    records,
    tokens: [summary],
  };
  return { source, token };
}

/** The sources of a tenant with what came through each, oldest first. */
export async function listSources(db: D1Database, tenant: TenantId): Promise<Source[]> {
  const [sources, tokens, totals] = await db.batch<Record<string, string | number | null>>([
    db
      .prepare(
        'SELECT id, name, created_at FROM sources WHERE tenant_id = ? ORDER BY created_at, id',
      )
      .bind(tenant),
    db.prepare('SELECT * FROM ingest_tokens WHERE tenant_id = ? ORDER BY created_at').bind(tenant),
    db
      .prepare(
        `SELECT source_id, max(received_at) AS last_seen, sum(received) AS received,
           sum(accepted) AS accepted, sum(rejected) AS rejected, sum(ignored) AS ignored
         FROM uploads WHERE tenant_id = ? GROUP BY source_id`,
      )
      .bind(tenant),
  ]);
  return (sources?.results ?? []).map((row) => {
    const total = totals?.results.find(({ source_id }) => source_id === row.id);
    return {
      id: String(row.id),
      name: String(row.name),
      createdAt: Number(row.created_at),
      lastSeenAt: total === undefined ? null : Number(total.last_seen),
      records: {
        received: Number(total?.received ?? 0),
        accepted: Number(total?.accepted ?? 0),
        rejected: Number(total?.rejected ?? 0),
        ignored: Number(total?.ignored ?? 0),
      },
      tokens: (tokens?.results ?? [])
        .filter(({ source_id }) => source_id === row.id)
        .map((token) => ({
          id: String(token.id),
          prefix: String(token.prefix),
          lastFour: String(token.last_four),
          createdAt: Number(token.created_at),
          expiresAt: token.expires_at === null ? null : Number(token.expires_at),
          lastUsedAt: token.last_used_at === null ? null : Number(token.last_used_at),
        })),
    };
  });
}

/** Whose token this is; undefined when nobody's, or when it has expired. Notes its use. */
export async function findTokenOwner(
  db: D1Database,
  tokenHash: string,
  now: number,
): Promise<TokenOwner | undefined> {
  const day = Math.floor(now / DAY_MS);
  const row = await db
    .prepare(
      `SELECT t.tenant_id AS tenant, t.source_id AS sourceId, s.bytes_per_day AS bytesPerDay,
         t.last_used_at AS lastUsedAt, ?3 AS day,
         (SELECT plan FROM tenant_settings WHERE tenant_id = t.tenant_id) AS plan,
         coalesce((SELECT sum(received) FROM usage_days
           WHERE tenant_id = t.tenant_id AND day = ?3), 0) AS recordsToday
       FROM ingest_tokens t JOIN sources s ON s.tenant_id = t.tenant_id AND s.id = t.source_id
       WHERE t.hash = ?1 AND (t.expires_at IS NULL OR t.expires_at > ?2)`,
    )
    .bind(tokenHash, now, day)
    .first<TokenOwner & { lastUsedAt: number | null }>();
  if (row === null) return undefined;
  const { lastUsedAt, ...owner } = row;
  if ((lastUsedAt ?? 0) < now - USE_NOTED_MS) {
    await db
      .prepare('UPDATE ingest_tokens SET last_used_at = ? WHERE hash = ?')
      .bind(now, tokenHash)
      .run();
  }
  return owner;
}

/** The sources of a tenant by name, oldest first. */
export async function listSourceNames(
  db: D1Database,
  tenant: TenantId,
): Promise<{ readonly id: string; readonly name: string }[]> {
  const { results } = await db
    .prepare('SELECT id, name FROM sources WHERE tenant_id = ? ORDER BY created_at, id')
    .bind(tenant)
    .all<{ id: string; name: string }>();
  return results;
}
