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
import { users } from './account-schema.ts';

export * from './account-schema.ts';

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
    /** An access key of AWS that reads the source's objects of S3, sealed: see platform/sealed-secret.ts. */
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
    /** When it stops to work, of one that was rotated; null for never. */
    expiresAt: integer('expires_at'),
    /** When it was last used, to the hour: noting every use would cost a row for each. */
    lastUsedAt: integer('last_used_at'),
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
  /** JSON: the tenant's lists of indicators, with the keys of what is on them. */
  indicators: text('indicators').notNull().default('[]'),
  /** The key of the lists of values that rules name; empty when there is none. */
  listsKey: text('lists_key').notNull().default(''),
  /** JSON: the analyzers that were stopped for being over their budget, with why. */
  stopped: text('stopped').notNull().default('{}'),
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

// Who may do what, and who did.

export const apiTokens = sqliteTable(
  'api_tokens',
  {
    /** SHA-256 of the token, hex; the token itself is kept nowhere. */
    hash: text('hash').primaryKey(),
    tenantId: text('tenant_id').notNull(),
    id: text('id').notNull(),
    name: text('name').notNull(),
    /** JSON: what it may do. */
    scopes: text('scopes').notNull(),
    prefix: text('prefix').notNull(),
    lastFour: text('last_four').notNull(),
    createdAt: integer('created_at').notNull(),
    expiresAt: integer('expires_at'),
    lastUsedAt: integer('last_used_at'),
  },
  (table) => [index('api_tokens_by_tenant').on(table.tenantId, table.id)],
);

/** Every change, and every read of evidence. Rows are only ever added: triggers see to it. */
export const auditLog = sqliteTable(
  'audit_log',
  {
    tenantId: text('tenant_id').notNull(),
    /** The tenant's own count of entries, from 1, without gaps. */
    number: integer('number').notNull(),
    at: integer('at').notNull(),
    actorKind: text('actor_kind', { enum: ['member', 'token', 'operator', 'service'] }).notNull(),
    actorId: text('actor_id').notNull(),
    /** The member's address or the token's name at that time. */
    actorName: text('actor_name').notNull(),
    /** The route, as it is declared. */
    action: text('action').notNull(),
    /** The path that was called. */
    target: text('target').notNull(),
    /** JSON: what was changed to what; never a secret. */
    detail: text('detail').notNull(),
    requestId: text('request_id').notNull(),
    address: text('address').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.number] })],
);

/** What a tenant has set for itself. */
export const tenantSettings = sqliteTable('tenant_settings', {
  tenantId: text('tenant_id').primaryKey(),
  /** Days that facts are kept which no hit names; null for the deployment's. */
  retentionDays: integer('retention_days'),
  /** Whether members must have two-factor authentication. */
  requiresTwoFactor: integer('requires_two_factor', { mode: 'boolean' }).notNull().default(false),
  /** The name of its plan, as the operator set it; null for the deployment's. */
  plan: text('plan'),
});

// What analysts make of lenses.

export const lensLives = sqliteTable(
  'lens_lives',
  {
    tenantId: text('tenant_id').notNull(),
    /** The lens's id. A lens that nobody has touched has no row. */
    id: text('id').notNull(),
    status: text('status', { enum: ['new', 'reviewing', 'closed', 'snoozed'] }).notNull(),
    /** Of a snoozed lens: when it comes back, ms; null when only growth brings it back. */
    snoozedUntil: integer('snoozed_until'),
    assignee: text('assignee'),
    /** JSON: the life as it is kept; the columns above and the tags in it are for filters. */
    life: text('life').notNull(),
    /** The change that made it so. */
    change: text('change').notNull(),
    version: integer('version').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);

/** The history of lenses. Rows are only added. */
export const lensEvents = sqliteTable(
  'lens_events',
  {
    tenantId: text('tenant_id').notNull(),
    lens: text('lens').notNull(),
    at: integer('at').notNull(),
    id: text('id').notNull(),
    /** The change that it tells of; several lenses may have been changed at once. */
    change: text('change').notNull(),
    what: text('what').notNull(),
    /** The member's address; null for the service. */
    by: text('by'),
    text: text('text').notNull(),
    /** JSON: the life as it was before; null of a comment. */
    before: text('before'),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.lens, table.at, table.id] })],
);

/** Tenants that are being erased: a row is gone when nothing of the tenant is left. */
export const erasures = sqliteTable('erasures', {
  tenantId: text('tenant_id').primaryKey(),
  startedAt: integer('started_at').notNull(),
  /** JSON: the shards and sources that the tenant had, whose objects are to be erased. */
  objects: text('objects').notNull(),
});

/** How the hourly synthetic attacks came through: a row for each hour of the day, so never more than 24. */
export const canaryRuns = sqliteTable('canary_runs', {
  /** UTC, 0 to 23. */
  hour: integer('hour').primaryKey(),
  sentAt: integer('sent_at').notNull(),
  /** From its upload to its lens; null of one that is in none. */
  latencyMs: integer('latency_ms'),
});

// Investigations: analysts' own lenses.

export const investigations = sqliteTable(
  'investigations',
  {
    tenantId: text('tenant_id').notNull(),
    id: text('id').notNull(),
    title: text('title').notNull(),
    status: text('status', { enum: ['open', 'closed'] }).notNull(),
    assignee: text('assignee'),
    /** JSON: the ids of the users who work on it. */
    members: text('members').notNull(),
    /** The lens that it was made from. */
    lens: text('lens'),
    writeUp: text('write_up').notNull(),
    /** Rises with each change of the write-up. */
    writeUpVersion: integer('write_up_version').notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);

/** The nodes of investigations, which retention keeps. */
export const investigationNodes = sqliteTable(
  'investigation_nodes',
  {
    tenantId: text('tenant_id').notNull(),
    investigation: text('investigation').notNull(),
    node: text('node').notNull(),
    type: text('type').notNull(),
    /** What it was called when it was taken in. */
    label: text('label').notNull(),
    how: text('how', { enum: ['pinned', 'expanded'] }).notNull(),
    /** Of one that was expanded: from which node. */
    fromNode: text('from_node'),
    by: text('by').notNull(),
    at: integer('at').notNull(),
    note: text('note').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.investigation, table.node] })],
);

/** The history of investigations. Rows are only added. */
export const investigationEvents = sqliteTable(
  'investigation_events',
  {
    tenantId: text('tenant_id').notNull(),
    investigation: text('investigation').notNull(),
    at: integer('at').notNull(),
    id: text('id').notNull(),
    what: text('what').notNull(),
    by: text('by').notNull(),
    text: text('text').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.investigation, table.at, table.id] })],
);

/** What screens show, by name. */
export const savedViews = sqliteTable(
  'saved_views',
  {
    tenantId: text('tenant_id').notNull(),
    id: text('id').notNull(),
    name: text('name').notNull(),
    /** The user whose own it is; null for everybody's. */
    owner: text('owner'),
    /** JSON: the screen (without it, the list of lenses), and the query of its address. */
    query: text('query').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);

// Two-factor authentication: the account library's table, and what it does not keep.

/** Codes that were taken, until they would not be taken any more: each works once. */
export const usedCodes = sqliteTable(
  'used_codes',
  {
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    code: text('code').notNull(),
    usedAt: integer('used_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.userId, table.code] })],
);

/** Links to set a new password, until they are used, replaced or too old. */
export const passwordResets = sqliteTable('password_resets', {
  /** One at a time: a new link makes the one before void. */
  userId: text('user_id')
    .primaryKey()
    .references(() => users.id, { onDelete: 'cascade' }),
  /** SHA-256 of the link's token, hex; the token itself is kept nowhere. */
  hash: text('hash').notNull(),
  expiresAt: integer('expires_at').notNull(),
});

/** What a source has sent and cost on a day: what its uploads say, added up. */
export const usageDays = sqliteTable(
  'usage_days',
  {
    tenantId: text('tenant_id').notNull(),
    /** Days since 1970, UTC. */
    day: integer('day').notNull(),
    sourceId: text('source_id').notNull(),
    uploads: integer('uploads').notNull(),
    /** As they were sent. */
    bytes: integer('bytes').notNull(),
    received: integer('received').notNull(),
    workerRequests: integer('worker_requests').notNull(),
    doRequests: integer('do_requests').notNull(),
    doRowsWritten: integer('do_rows_written').notNull(),
    doRowsRead: integer('do_rows_read').notNull(),
    d1RowsWritten: integer('d1_rows_written').notNull(),
    r2ClassA: integer('r2_class_a').notNull(),
    r2ClassB: integer('r2_class_b').notNull(),
    queueOperations: integer('queue_operations').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.day, table.sourceId] })],
);

/** Up to which upload, by its number, a tenant's usage is added up. */
export const usageMarks = sqliteTable('usage_marks', {
  tenantId: text('tenant_id').primaryKey(),
  number: integer('number').notNull(),
});

/** Which kinds of records each source sent while its tenant had rules: what rules can be fed by. */
export const sourceKinds = sqliteTable(
  'source_kinds',
  {
    tenantId: text('tenant_id').notNull(),
    sourceId: text('source_id').notNull(),
    /** JSON: an array of texts, as core/detect/sigma/record-kind.ts makes them. */
    kinds: text('kinds').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.sourceId] })],
);

// Single sign-on of a tenant, by OpenID Connect.

export const ssoSettings = sqliteTable('sso_settings', {
  tenantId: text('tenant_id').primaryKey(),
  /** The identity provider: below it is its discovery document. */
  issuer: text('issuer').notNull(),
  clientId: text('client_id').notNull(),
  /** The client's secret, sealed: see platform/sealed-secret.ts. */
  clientSecret: text('client_secret').notNull(),
  /** What those are who come by it for the first time; never owner. */
  role: text('role', { enum: ['viewer', 'analyst', 'admin'] }).notNull(),
  /** Whether members who are no owners must come by it. */
  required: integer('required', { mode: 'boolean' }).notNull().default(false),
});

/** The domains of e-mail addresses whose people may come by single sign-on. */
export const ssoDomains = sqliteTable(
  'sso_domains',
  {
    tenantId: text('tenant_id').notNull(),
    domain: text('domain').notNull(),
    /** When a record of the DNS showed that it is the tenant's; null: it counts for nothing yet. */
    provenAt: integer('proven_at'),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.domain] }),
    uniqueIndex('sso_domains_proven')
      .on(table.domain)
      .where(sql`proven_at IS NOT NULL`),
  ],
);

/** Who is who at a tenant's identity provider. */
export const ssoPeople = sqliteTable(
  'sso_people',
  {
    tenantId: text('tenant_id').notNull(),
    /** What the provider calls them: its `sub`. */
    subject: text('subject').notNull(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.subject] }),
    uniqueIndex('sso_people_by_user').on(table.userId, table.tenantId),
  ],
);

/** Sign-ins that were begun at a provider, until they come back, once, or are too old. */
export const ssoSignIns = sqliteTable('sso_sign_ins', {
  /** SHA-256 of its state, hex. */
  id: text('id').primaryKey(),
  expiresAt: integer('expires_at').notNull(),
});

/** Passkeys of people (WebAuthn credentials). */
export const passkeys = sqliteTable(
  'passkeys',
  {
    /** SHA-256 of its credential's id, hex. */
    id: text('id').primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    /** Base64url, as its public key is, which is COSE. */
    credentialId: text('credential_id').notNull(),
    publicKey: text('public_key').notNull(),
    /** How often it has signed; 0 where it does not count. */
    counter: integer('counter').notNull(),
    /** How browsers reach it: a JSON array. */
    transports: text('transports').notNull(),
    createdAt: integer('created_at').notNull(),
    usedAt: integer('used_at'),
  },
  (table) => [index('passkeys_by_user').on(table.userId)],
);

/** What passkeys are to sign, until they have, once, or it is too old. */
export const passkeyChallenges = sqliteTable('passkey_challenges', {
  /** SHA-256 of it, hex. */
  id: text('id').primaryKey(),
  /** Who makes a passkey; null for who signs in with one. */
  userId: text('user_id'),
  expiresAt: integer('expires_at').notNull(),
});
