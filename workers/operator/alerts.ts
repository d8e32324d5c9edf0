import type { Alert, CanaryStatus } from '../../core/contract/operator.ts';
import type { ShardSummary } from '../../core/contract/shards.ts';
import type { Backlog } from '../d1/dead-letters.ts';

/** An upload is in the graph within seconds; the sweeper queues it again after five minutes. */
export const LAG_LIMIT_MS = 2 * 60_000;

/** A source that sent before and then says nothing for so long is told of. */
const SILENT_MS = 86_400_000;

/** A source that has been silent for so long was given up: it is not told of for ever. */
const FORGOTTEN_MS = 30 * 86_400_000;

/** A canary is sent each hour; when two were not, something is wrong. */
const CANARY_MISSED_MS = 2.5 * 3_600_000;

/** A shard is told of before it takes no new assets. */
const NEAR_LIMIT = 0.8;

/** How long the oldest waiting upload has waited, in ms. */
export function lagOf({ oldestQueuedAt }: Backlog, now: number): number {
  return oldestQueuedAt === null ? 0 : Math.max(0, now - oldestQueuedAt);
}

/** What is wrong with the backlog of all tenants. */
export function backlogAlerts(backlog: Backlog, now: number): Alert[] {
  const alerts: Alert[] = [];
  const lag = lagOf(backlog, now);
  if (lag > LAG_LIMIT_MS) {
    alerts.push({
      kind: 'lag',
      message: `the oldest of ${backlog.queued} waiting uploads has waited ${Math.round(lag / 1_000)} s`,
    });
  }
  if (backlog.failed > 0) {
    alerts.push({
      kind: 'dead-letters',
      message: `${backlog.failed} uploads were given up: see /operator/dead-letters`,
    });
  }
  return alerts;
}

/** What is wrong when a synthetic attack does not come through, or none is sent any more. */
export function canaryAlerts(canary: CanaryStatus | null, now: number): Alert[] {
  if (canary === null) return [];
  const minutes = Math.round((now - canary.sentAt) / 60_000);
  if (canary.state === 'failed') {
    const message = `the canary of ${minutes} min ago is in no lens`;
    return [{ kind: 'canary', message }];
  }
  if (now - canary.sentAt <= CANARY_MISSED_MS) return [];
  return [{ kind: 'canary', message: `no canary was sent for ${minutes} min` }];
}

/** What is wrong with one tenant. */
export function tenantAlerts(
  tenant: string,
  shards: readonly ShardSummary[],
  sources: readonly { readonly source: string; readonly lastAt: number }[],
  now: number,
): Alert[] {
  const full = shards
    .filter(({ bytes, fullAtBytes }) => bytes >= fullAtBytes * NEAR_LIMIT)
    .map(({ shard, bytes, fullAtBytes }): Alert => {
      const share = Math.round((bytes / fullAtBytes) * 100);
      return { kind: 'shard-near-limit', tenant, message: `shard ${shard} is ${share} % full` };
    });
  const silent = sources
    .filter(({ lastAt }) => now - lastAt > SILENT_MS && now - lastAt < FORGOTTEN_MS)
    .map(({ source, lastAt }): Alert => {
      const hours = Math.round((now - lastAt) / 3_600_000);
      return {
        kind: 'silent-source',
        tenant,
        message: `source ${source} is silent for ${hours} h`,
      };
    });
  return [...full, ...silent];
}
