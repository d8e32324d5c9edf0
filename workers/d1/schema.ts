import { sql } from 'drizzle-orm';
import {
  index,
  integer,
  primaryKey,
  real,
  sqliteTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core';

/** Milliseconds since 1970. */
const at = (name: string) => integer(name, { mode: 'timestamp_ms' });

// The tables of the account library (better-auth), under the words of this service: its
// organization is a tenant. The names of the columns' keys are the library's.

export const users = sqliteTable('users', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  email: text('email').notNull().unique(),
  emailVerified: integer('email_verified', { mode: 'boolean' }).notNull().default(false),
  image: text('image'),
  createdAt: at('created_at').notNull(),
  updatedAt: at('updated_at').notNull(),
});

export const sessions = sqliteTable('sessions', {
  id: text('id').primaryKey(),
  token: text('token').notNull().unique(),
  userId: text('user_id')
    .notNull()
    .references(() => users.id, { onDelete: 'cascade' }),
  activeOrganizationId: text('active_tenant_id'),
  expiresAt: at('expires_at').notNull(),
  ipAddress: text('ip_address'),
  userAgent: text('user_agent'),
  createdAt: at('created_at').notNull(),
  updatedAt: at('updated_at').notNull(),
});

export const accounts = sqliteTable('accounts', {
  id: text('id').primaryKey(),
  accountId: text('account_id').notNull(),
  providerId: text('provider_id').notNull(),
  userId: text('user_id')
    .notNull()
    .references(() => users.id, { onDelete: 'cascade' }),
  accessToken: text('access_token'),
  refreshToken: text('refresh_token'),
  idToken: text('id_token'),
  accessTokenExpiresAt: at('access_token_expires_at'),
  refreshTokenExpiresAt: at('refresh_token_expires_at'),
  scope: text('scope'),
  password: text('password'),
  createdAt: at('created_at').notNull(),
  updatedAt: at('updated_at').notNull(),
});

export const verifications = sqliteTable('verifications', {
  id: text('id').primaryKey(),
  identifier: text('identifier').notNull(),
  value: text('value').notNull(),
  expiresAt: at('expires_at').notNull(),
  createdAt: at('created_at').notNull(),
  updatedAt: at('updated_at').notNull(),
});

export const tenants = sqliteTable('tenants', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  slug: text('slug').notNull().unique(),
  logo: text('logo'),
  metadata: text('metadata'),
  createdAt: at('created_at').notNull(),
});

export const members = sqliteTable(
  'members',
  {
    id: text('id').primaryKey(),
    organizationId: text('tenant_id')
      .notNull()
      .references(() => tenants.id, { onDelete: 'cascade' }),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    role: text('role').notNull(),
    createdAt: at('created_at').notNull(),
  },
  (table) => [uniqueIndex('members_by_user').on(table.userId, table.organizationId)],
);

export const invitations = sqliteTable('invitations', {
  id: text('id').primaryKey(),
  organizationId: text('tenant_id')
    .notNull()
    .references(() => tenants.id, { onDelete: 'cascade' }),
  email: text('email').notNull(),
  role: text('role'),
  status: text('status').notNull(),
  inviterId: text('inviter_id')
    .notNull()
    .references(() => users.id, { onDelete: 'cascade' }),
  expiresAt: at('expires_at').notNull(),
  createdAt: at('created_at'),
});

// The service's own tables. Every key begins with the tenant.

export const sources = sqliteTable(
  'sources',
  {
    tenantId: text('tenant_id').notNull(),
    id: text('id').notNull(),
    name: text('name').notNull(),
    createdAt: integer('created_at').notNull(),
    /** Bytes that the source may send a day; null for what every source may. */
    bytesPerDay: integer('bytes_per_day'),
    /** An access key of AWS that reads the source's objects of S3, sealed: see sealed-secret.ts. */
    awsAccess: text('aws_access'),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);

export const ingestTokens = sqliteTable(
  'ingest_tokens',
  {
    /** SHA-256 of the token, hex; the token itself is kept nowhere. */
    hash: text('hash').primaryKey(),
    tenantId: text('tenant_id').notNull(),
    sourceId: text('source_id').notNull(),
    id: text('id').notNull(),
    prefix: text('prefix').notNull(),
    lastFour: text('last_four').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [index('ingest_tokens_by_source').on(table.tenantId, table.sourceId)],
);

export const uploads = sqliteTable(
  'uploads',
  {
    tenantId: text('tenant_id').notNull(),
    /** The tenant's own count of uploads, from 1. */
    number: integer('number').notNull(),
    sourceId: text('source_id').notNull(),
    /** SHA-256 of the body as it was sent, hex: the same bytes are taken once. */
    hash: text('hash').notNull(),
    /** The name of its object in R2, below the tenant's; null where that is its hash. */
    object: text('object'),
    /** How its content is made up: a body as it was sent, or parts from several requests. */
    form: text('form', { enum: ['body', 'parts'] })
      .notNull()
      .default('body'),
    /** Content-Encoding of the stored body; empty for none. */
    encoding: text('encoding').notNull(),
    bytes: integer('bytes').notNull(),
    receivedAt: integer('received_at').notNull(),
    state: text('state', { enum: ['queued', 'done', 'failed'] }).notNull(),
    received: integer('received').notNull().default(0),
    accepted: integer('accepted').notNull().default(0),
    rejected: integer('rejected').notNull().default(0),
    ignored: integer('ignored').notNull().default(0),
    /** JSON: how many records each rule ignored. */
    ignoredBy: text('ignored_by').notNull().default('{}'),
    /** JSON: the first rejects. */
    rejects: text('rejects').notNull().default('[]'),
    /** JSON: what the upload cost, by Cloudflare's meters. */
    meters: text('meters').notNull().default('{}'),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.number] }),
    uniqueIndex('uploads_by_hash').on(table.tenantId, table.hash),
    // Small: only what is under way. The sweeper looks here for what the queue lost.
    index('uploads_queued')
      .on(table.receivedAt)
      .where(sql`state = 'queued'`),
    // Smaller still: what was given up, for the operator to look at.
    index('uploads_failed')
      .on(table.receivedAt)
      .where(sql`state = 'failed'`),
  ],
);

export const lenses = sqliteTable(
  'lenses',
  {
    tenantId: text('tenant_id').notNull(),
    /** The id of the entity's node. */
    id: text('id').notNull(),
    type: text('type').notNull(),
    name: text('name').notNull(),
    score: real('score').notNull(),
    /** JSON: the lens as lists show it; null when no hit counts any more. */
    summary: text('summary').notNull(),
    /** The tenant object's version of the lens; a row never goes back. */
    version: integer('version').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    index('lenses_by_score').on(table.tenantId, table.score),
  ],
);

/** The Sigma rules of a tenant: one row, which says where everything about them is kept. */
export const ruleSets = sqliteTable('rule_sets', {
  tenantId: text('tenant_id').primaryKey(),
  /** Rises with every change. */
  version: integer('version').notNull(),
  /** JSON: the packs, with the keys of their files and of what was read from them. */
  packs: text('packs').notNull(),
  /** The key of what matches records; empty when there is no rule. */
  matcherKey: text('matcher_key').notNull(),
  /** The key of what is shown of the rules; empty when there is none. */
  indexKey: text('index_key').notNull(),
  /** JSON: the states that members set, by rule. */
  settings: text('settings').notNull(),
  updatedAt: integer('updated_at').notNull(),
  /** The key of the tenant's own patterns; empty when there is none. */
  analyzersKey: text('analyzers_key').notNull().default(''),
});

/** The log formats that a tenant declared itself. */
export const mappings = sqliteTable(
  'mappings',
  {
    tenantId: text('tenant_id').notNull(),
    name: text('name').notNull(),
    /** The mapping as it was written, in YAML. */
    source: text('source').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.name] })],
);

/** What members did to patterns, by the version of the tenant's rules that it made. */
export const analyzerChanges = sqliteTable(
  'analyzer_changes',
  {
    tenantId: text('tenant_id').notNull(),
    analyzer: text('analyzer').notNull(),
    version: integer('version').notNull(),
    at: integer('at').notNull(),
    /** The member's address. */
    by: text('by').notNull(),
    action: text('action', { enum: ['saved', 'deleted', 'on', 'shadow', 'off'] }).notNull(),
    /** The text that was saved. */
    source: text('source'),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.analyzer, table.version] })],
);
