import type { TenantId } from '../../durable-objects/stubs.ts';
import { countSeats } from '../d1/usage.ts';
import { findPlan } from '../d1/tenant-plans.ts';
import { ApiError } from '../errors.ts';

/** Throws the answer when a tenant's plan has no seat for one more invitation. */
export async function wantSeatToInvite(env: Env, tenant: TenantId, now: number): Promise<void> {
  const { members, invited } = await countSeats(env.DB, tenant, now);
  await wantSeat(env, tenant, members + invited);
}

/** Throws the answer when a plan has no seat for one more member, as after it became smaller. */
export async function wantSeatToJoin(env: Env, tenant: TenantId, now: number): Promise<void> {
  await wantSeat(env, tenant, (await countSeats(env.DB, tenant, now)).members);
}

async function wantSeat(env: Env, tenant: TenantId, used: number): Promise<void> {
  const { seats } = await findPlan(env, tenant);
  if (seats === null || used < seats) return;
  throw new ApiError(409, 'members.no-seat', 'The plan has no seat left.', {
    detail: `It has ${seats}. Open invitations take one each.`,
  });
}
