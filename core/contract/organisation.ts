import * as z from 'zod';
import type { Region } from './regions.ts';

/** `POST /api/organisation/erase`: the name says that it is meant. */
export const eraseRequest = z.strictObject({ name: z.string().max(80) });

/** `PUT /api/organisation/retention`; null is what the service has. */
export const retentionRequest = z.strictObject({
  days: z.int().min(1).max(3_650).nullable(),
});

/** `PUT /api/organisation/two-factor`: whether every member must have it. */
export const requireTwoFactorRequest = z.strictObject({ required: z.boolean() });

/** `GET /api/organisation`. */
export interface Organisation {
  readonly id: string;
  readonly name: string;
  /** Days that facts are kept which no hit names; null for what the service has. */
  readonly retentionDays: number | null;
  readonly region: Region;
  /** Whether members must have two-factor authentication. */
  readonly requiresTwoFactor: boolean;
}
