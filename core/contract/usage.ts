import * as z from 'zod';
import { PLANS } from './plans.ts';
import type { Plan } from './plans.ts';

/** `GET /api/usage`. */
export const usageParameters = z.strictObject({
  /** How many days, up to today (UTC). */
  days: z.coerce.number().int().min(1).max(366).default(30),
});

/** `PUT /operator/tenants/:id/plan`; null is the deployment's. */
export const setPlanRequest = z.strictObject({
  plan: z
    .string()
    .refine((name) => PLANS.some((plan) => plan.name === name), 'There is no such plan')
    .nullable(),
});

/** What a source sent on a day, and what that cost. */
export interface UsageDay {
  /** UTC, as `2026-11-24`. */
  readonly day: string;
  readonly source: string;
  readonly uploads: number;
  readonly records: number;
  /** As they were sent: compressed, where the sender does that. */
  readonly bytes: number;
  /** Rows that were written to databases: most of the cost. */
  readonly rowsWritten: number;
  /** By list prices, of the operations that are metered: without storage and processor time. */
  readonly dollars: number;
}

/** `GET /api/usage`. */
export interface Usage {
  readonly plan: Plan;
  /** Of today (UTC). */
  readonly today: { readonly records: number; readonly left: number | null };
  readonly seats: { readonly used: number; readonly left: number | null };
  /** Days that facts are kept, as it is now. */
  readonly retentionDays: number;
  readonly sources: readonly { readonly id: string; readonly name: string }[];
  /** Oldest first; days on which a source sent nothing are left out. */
  readonly days: readonly UsageDay[];
}

/** `GET /operator/tenants`. */
export interface OperatorTenant {
  readonly id: string;
  readonly name: string;
  /** What the operator said; null for the deployment's. */
  readonly plan: string | null;
  readonly members: number;
  readonly recordsToday: number;
}
