import { Hono } from 'hono';
import { leftOf } from '../../../core/contract/plans.ts';
import { priceOf } from '../../../core/contract/prices.ts';
import { usageParameters } from '../../../core/contract/usage.ts';
import type { Usage, UsageDay } from '../../../core/contract/usage.ts';
import { listSourceNames } from '../../d1/sources.ts';
import { findPlan } from '../../d1/tenant-plans.ts';
import { findRetentionDays } from '../../d1/tenant-settings.ts';
import { countSeats, readUsage } from '../../d1/usage.ts';
import type { MeteredDay } from '../../d1/usage.ts';
import { deploymentDays, keptDays } from '../../tenancy/kept-days.ts';
import type { ApiEnv } from '../api-env.ts';
import { may } from '../may.ts';
import { readQuery } from '../problem.ts';

const DAY_MS = 86_400_000;

/** What a tenant has sent, what it cost, and what its plan leaves. */
export const usageRoutes = new Hono<ApiEnv>().get('/usage', may('viewer', 'read'), async (c) => {
  const { days } = readQuery(c, usageParameters);
  const tenant = c.get('tenant');
  const now = Date.now();
  const today = Math.floor(now / DAY_MS);
  const [plan, metered, sources, seats, own] = await Promise.all([
    findPlan(c.env, tenant),
    readUsage(c.env.DB, tenant, today - days + 1),
    listSourceNames(c.env.DB, tenant),
    countSeats(c.env.DB, tenant, now),
    findRetentionDays(c.env.DB, tenant),
  ]);
  const records = metered
    .filter(({ day }) => day === today)
    .reduce((sum, { received }) => sum + received, 0);
  const used = seats.members + seats.invited;
  const usage: Usage = {
    plan,
    today: { records, left: leftOf(plan.recordsPerDay, records) },
    seats: { used, left: leftOf(plan.seats, used) },
    retentionDays: keptDays(own, deploymentDays(c.env), plan),
    sources,
    days: metered.map(usageDay),
  };
  return c.json(usage);
});

function usageDay({ day, source, uploads, bytes, received, meters }: MeteredDay): UsageDay {
  return {
    day: new Date(day * DAY_MS).toISOString().slice(0, 10),
    source,
    uploads,
    records: received,
    bytes,
    rowsWritten: meters.doRowsWritten + meters.d1RowsWritten,
    dollars: priceOf(meters),
  };
}
