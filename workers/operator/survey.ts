import type { Alert, CanaryStatus } from '../../core/contract/operator.ts';
import type { Meters } from '../../core/contract/sources.ts';
import type { ShardSummary } from '../../core/contract/shards.ts';
import { tenantStub } from '../../durable-objects/stubs.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';
import { readBacklog } from '../d1/dead-letters.ts';
import type { Backlog } from '../d1/dead-letters.ts';
import { listTenantIds } from '../d1/members.ts';
import { lastUploads, readTenantMetrics } from '../d1/tenant-metrics.ts';
import type { TenantMetrics } from '../d1/tenant-metrics.ts';
import { logError } from '../log.ts';
import { backlogAlerts, canaryAlerts, lagOf, tenantAlerts } from './alerts.ts';
import { readCanary } from './canary.ts';
import type { Gauge } from './open-metrics.ts';

const DAY_MS = 86_400_000;

/** So many tenants are looked at in one answer; what is beyond is counted, and said. */
export const MAX_TENANTS = 200;

interface TenantSurvey {
  readonly tenant: TenantId;
  readonly metrics: TenantMetrics;
  readonly shards: readonly ShardSummary[];
  readonly sources: readonly { readonly source: string; readonly lastAt: number }[];
}

/** How a deployment does. */
export interface Survey {
  readonly now: number;
  readonly backlog: Backlog;
  readonly canary: CanaryStatus | null;
  readonly tenants: readonly TenantSurvey[];
  readonly tenantCount: number;
  /** Tenants that could not be looked at. */
  readonly failed: number;
}

/** Looks at all tenants, from what is written anyway. One that fails does not hide the others. */
export async function survey(env: Env, now: number): Promise<Survey> {
  const [backlog, ids, canary] = await Promise.all([
    readBacklog(env.DB),
    listTenantIds(env.DB),
    readCanary(env.DB, now),
  ]);
  const tenants: TenantSurvey[] = [];
  let failed = 0;
  for (const tenant of ids.slice(0, MAX_TENANTS)) {
    try {
      const [metrics, shards, sources] = await Promise.all([
        readTenantMetrics(env.DB, tenant, now - DAY_MS),
        tenantStub(env, tenant).describeShards(),
        lastUploads(env.DB, tenant),
      ]);
      tenants.push({ tenant, metrics, shards, sources });
    } catch (error) {
      failed += 1;
      logError('survey.failed', error, { tenant });
    }
  }
  return { now, backlog, canary, tenants, tenantCount: ids.length, failed };
}

export function alertsOf({ backlog, canary, tenants, now }: Survey): Alert[] {
  return [
    ...backlogAlerts(backlog, now),
    ...canaryAlerts(canary, now),
    ...tenants.flatMap(({ tenant, shards, sources }) => tenantAlerts(tenant, shards, sources, now)),
  ];
}

export function gaugesOf(found: Survey): Gauge[] {
  const { backlog, canary, tenants, now } = found;
  const stages = ['received', 'accepted', 'rejected', 'ignored'] as const;
  const shards = (name: string, help: string, value: (shard: ShardSummary) => number): Gauge => ({
    name,
    help,
    samples: tenants.flatMap(({ tenant, shards: all }) =>
      all.map((shard) => ({ labels: { tenant, shard: shard.shard }, value: value(shard) })),
    ),
  });
  return [
    single('grapnel_tenants', 'Tenants.', found.tenantCount),
    single(
      'grapnel_tenants_not_surveyed',
      'Tenants of which nothing is said below.',
      found.tenantCount - tenants.length,
    ),
    single('grapnel_alerts', 'What an operator should look at.', alertsOf(found).length),
    single('grapnel_uploads_queued', 'Uploads that are not in the graph yet.', backlog.queued),
    single('grapnel_uploads_failed', 'Uploads that were given up.', backlog.failed),
    single(
      'grapnel_lag_seconds',
      'How long the oldest queued upload has waited.',
      lagOf(backlog, now) / 1_000,
    ),
    ...(canary === null ? [] : canaryGauges(canary, now)),
    {
      name: 'grapnel_uploads_last_day',
      help: 'Uploads of the last 24 hours.',
      samples: tenants.map(({ tenant, metrics }) => ({
        labels: { tenant },
        value: metrics.uploads,
      })),
    },
    {
      name: 'grapnel_records_last_day',
      help: 'Records of the last 24 hours by what became of them.',
      samples: tenants.flatMap(({ tenant, metrics }) =>
        stages.map((stage) => ({ labels: { tenant, stage }, value: metrics[stage] })),
      ),
    },
    {
      name: 'grapnel_billed_operations_last_day',
      help: 'What the uploads of the last 24 hours cost, by meter.',
      samples: tenants.flatMap(({ tenant, metrics: { meters } }) =>
        Object.entries(meters as Readonly<Record<keyof Meters, number>>).map(([meter, value]) => ({
          labels: { tenant, meter },
          value,
        })),
      ),
    },
    shards('grapnel_shard_bytes', 'Size of a shard’s database.', ({ bytes }) => bytes),
    shards(
      'grapnel_shard_full_ratio',
      'Of the size at which it takes no new assets.',
      (shard) => shard.bytes / shard.fullAtBytes,
    ),
    shards('grapnel_shard_facts', 'Facts in a shard.', ({ facts }) => facts),
    shards(
      'grapnel_shard_facts_per_minute',
      'Facts of the last whole minute.',
      ({ factsPerMinute }) => factsPerMinute,
    ),
    shards(
      'grapnel_shard_open_entries',
      'Entries still to be merged.',
      ({ openEntries }) => openEntries,
    ),
  ];
}

function canaryGauges({ sentAt, state, latencySeconds }: CanaryStatus, now: number): Gauge[] {
  const age = (now - sentAt) / 1_000;
  const gauges = [
    single('grapnel_canary_age_seconds', 'How long ago the last synthetic attack was sent.', age),
    single('grapnel_canary_failed', '1 when it is in no lens.', state === 'failed' ? 1 : 0),
  ];
  if (latencySeconds === null) return gauges;
  const help = 'From the upload of the last synthetic attack to its lens.';
  return [...gauges, single('grapnel_canary_latency_seconds', help, latencySeconds)];
}

function single(name: string, help: string, value: number): Gauge {
  return { name, help, samples: [{ labels: {}, value }] };
}
