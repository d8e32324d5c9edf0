/** What a tenant may have; null is without a limit. */
export interface Plan {
  /** How it is called in the database and by the operator. */
  readonly name: string;
  /** Records a day (UTC), of all sources together. */
  readonly recordsPerDay: number | null;
  /** The most days that facts may be kept which no hit names. */
  readonly retentionDays: number | null;
  /** Members, and open invitations, together. */
  readonly seats: number | null;
}

/**
 * The plans, and all that they say: the only place. Which one a tenant has is the operator's word
 * (`PUT /operator/tenants/:id/plan`); without it, the deployment's (`DEFAULT_PLAN`), or the last.
 */
export const PLANS = [
  { name: 'trial', recordsPerDay: 1_000_000, retentionDays: 30, seats: 3 },
  { name: 'team', recordsPerDay: 50_000_000, retentionDays: 180, seats: 10 },
  { name: 'business', recordsPerDay: 1_000_000_000, retentionDays: 730, seats: 50 },
  { name: 'unlimited', recordsPerDay: null, retentionDays: null, seats: null },
] as const satisfies readonly Plan[];

const UNLIMITED: Plan = PLANS[3];

/**
 * The plan of a tenant. A name that is none, as after a plan was dropped, is as if nothing was said:
 * nobody is shut out by a mistake of ours.
 *
 * @param own what the operator said of the tenant
 * @param deployments what the deployment says of all
 */
export function planOf(own: string | null, deployments: string | undefined): Plan {
  return findPlan(own) ?? findPlan(deployments) ?? UNLIMITED;
}

function findPlan(name: string | null | undefined): Plan | undefined {
  return PLANS.find((plan) => plan.name === name);
}

/** How much of a limit is left; null without one. */
export function leftOf(limit: number | null, used: number): number | null {
  return limit === null ? null : Math.max(0, limit - used);
}
