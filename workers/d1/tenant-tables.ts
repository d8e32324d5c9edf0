import { getTableConfig } from 'drizzle-orm/sqlite-core';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { TenantId } from '../../durable-objects/stubs.ts';
import * as schema from './schema.ts';

/** A table with rows of tenants. */
interface TenantTable {
  readonly name: string;
  /** The columns that tell the rows of one tenant apart. */
  readonly key: readonly string[];
}

/** Where it is noted that a tenant is being erased: it goes last. */
const ERASURES = 'erasures';

/** Columns that are never told, not even to their tenant. */
const SECRETS: ReadonlySet<string> = new Set(['hash', 'aws_access', 'client_secret']);

/** Tables where a hash is no secret: of content, not of a token. */
const HASH_OF_CONTENT: ReadonlySet<string> = new Set(['uploads']);

const ROWS_PER_READ = 500;

/** Every table that has rows of tenants, as the schema has them: a new one is found by itself. */
export function tenantTables(): TenantTable[] {
  return Object.values(schema)
    .map((table) => getTableConfig(table as SQLiteTable))
    .filter(({ name, columns }) => name !== ERASURES && columns.some(isTenant))
    .map(({ name, columns, primaryKeys }) => {
      const ofColumns = columns.filter(({ primary }) => primary);
      const ofTable = primaryKeys.flatMap((key) => key.columns);
      const key = [...ofColumns, ...ofTable].filter((column) => !isTenant(column));
      return { name, key: key.map((column) => column.name) };
    });
}

/** The rows of a tenant in a table, without secrets, a part at a time. */
export async function* readTenantRows(
  db: D1Database,
  tenant: TenantId,
  { name, key }: TenantTable,
): AsyncGenerator<Record<string, unknown>[]> {
  // Names of tables and columns are the schema's own.
  const columns = key.join(', ');
  const marks = key.map(() => '?').join(', ');
  const order = key.length === 0 ? '' : `ORDER BY ${columns}`;
  let after: unknown[] | undefined;
  for (;;) {
    const from = after === undefined ? '' : `AND (${columns}) > (${marks})`;
    const { results } = await db
      .prepare(`SELECT * FROM ${name} WHERE tenant_id = ? ${from} ${order} LIMIT ${ROWS_PER_READ}`)
      .bind(tenant, ...(after ?? []))
      .all();
    if (results.length > 0) yield results.map((row) => withoutSecrets(name, row));
    const last = results.at(-1);
    if (last === undefined || results.length < ROWS_PER_READ) return;
    after = key.map((column) => last[column]);
  }
}

/** A tenant's own row, and who its members are: their tables are not by tenant. */
export async function readTenantItself(
  db: D1Database,
  tenant: TenantId,
): Promise<{ readonly table: string; readonly row: unknown }[]> {
  const [itself, people] = await db.batch([
    db.prepare('SELECT id, name, created_at FROM tenants WHERE id = ?').bind(tenant),
    db
      .prepare(
        `SELECT u.id, u.email FROM members m JOIN users u ON u.id = m.user_id
         WHERE m.tenant_id = ? ORDER BY u.id`,
      )
      .bind(tenant),
  ]);
  return [
    ...(itself?.results ?? []).map((row) => ({ table: 'tenants', row })),
    ...(people?.results ?? []).map((row) => ({ table: 'users', row })),
  ];
}

/**
 * Tables that the export and the erasure do not find by a column of the tenant, with what becomes of
 * them. A test holds that every table is either here or among {@link tenantTables}.
 */
export const TABLES_OF_NO_TENANT: Readonly<Record<string, string>> = {
  tenants: 'exported and erased by its id',
  users: 'members are exported with their addresses; erased with the last organisation',
  sessions: 'secrets of people; end with the user',
  accounts: 'hashes of passwords; end with the user',
  verifications: 'sign-ins and sign-ups under way, for minutes',
  two_factors: 'secrets of people; end with the user',
  used_codes: 'codes of two minutes; end with the user',
  password_resets: 'hashes of links; end with the user',
  sso_sign_ins: 'hashes, for ten minutes',
  passkeys: 'public keys of people; end with the user',
  passkey_challenges: 'hashes, for five minutes',
  canary_runs: 'times of the synthetic attack, a row for each hour of the day',
  erasures: 'what is being erased; its row goes last',
};

/**
 * Deletes every row of a tenant, and the accounts of people who belong to no other.
 *
 * @returns how many rows there were
 */
export async function deleteTenantRows(db: D1Database, tenant: TenantId): Promise<number> {
  const { results: users } = await db
    .prepare('SELECT user_id AS id FROM members WHERE tenant_id = ?')
    .bind(tenant)
    .all<{ id: string }>();
  // The tenant first: its audit log can be deleted only then.
  const deleted = await db.batch([
    db.prepare('DELETE FROM tenants WHERE id = ?').bind(tenant),
    db
      .prepare('UPDATE sessions SET active_tenant_id = NULL WHERE active_tenant_id = ?')
      .bind(tenant),
    db.prepare('DELETE FROM sessions WHERE only_tenant_id = ?').bind(tenant),
    ...tenantTables().map(({ name }) =>
      db.prepare(`DELETE FROM ${name} WHERE tenant_id = ?`).bind(tenant),
    ),
    ...users.map(({ id }) =>
      db
        .prepare(
          'DELETE FROM users WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM members WHERE user_id = ?1)',
        )
        .bind(id),
    ),
  ]);
  return deleted.reduce((sum, { meta }) => sum + meta.changes, 0);
}

function isTenant({ name }: { readonly name: string }): boolean {
  return name === 'tenant_id';
}

function withoutSecrets(table: string, row: Record<string, unknown>): Record<string, unknown> {
  const kept = Object.entries(row).filter(
    ([column]) => !SECRETS.has(column) || (column === 'hash' && HASH_OF_CONTENT.has(table)),
  );
  return Object.fromEntries(kept);
}
