import type { Plan } from '../../core/contract/plans.ts';

/** How long facts are kept unless the deployment, or the tenant for itself, says otherwise. */
const DEFAULT_DAYS = 365;

/** How long a deployment keeps facts. Throws when it says something else than a number of days. */
export function deploymentDays(env: Env): number {
  const days = Number(env.RETENTION_DAYS ?? DEFAULT_DAYS);
  if (days > 0) return days;
  throw new Error(`RETENTION_DAYS is ${env.RETENTION_DAYS}, which is no number of days`);
}

/** How long facts are kept which no hit names: what was said, and never more than the plan lets. */
export function keptDays(own: number | null, deployment: number, plan: Plan): number {
  return Math.min(own ?? deployment, plan.retentionDays ?? Infinity);
}
