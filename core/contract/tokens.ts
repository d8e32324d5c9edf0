import * as z from 'zod';
import { SCOPES } from './roles.ts';
import type { Scope } from './roles.ts';

/** The longest time for which a rotated token goes on to work. */
const MAX_GRACE_SECONDS = 30 * 86_400;

/** `POST …/rotate`: for how long the token that is replaced goes on to work. */
export const rotateRequest = z.strictObject({
  graceSeconds: z.int().min(0).max(MAX_GRACE_SECONDS),
});

/** `POST /api/api-tokens`. */
export const apiTokenRequest = z.strictObject({
  name: z.string().trim().min(1).max(80),
  scopes: z.array(z.enum(SCOPES)).min(1).max(SCOPES.length),
  expiresInDays: z.int().min(1).max(366).nullable(),
});

export type ApiTokenRequest = z.infer<typeof apiTokenRequest>;

/** A token as it may be shown again: never the token itself. */
export interface TokenSummary {
  readonly id: string;
  /** The first and last characters of the token, enough to recognise it. */
  readonly prefix: string;
  readonly lastFour: string;
  readonly createdAt: number;
  /** When it stops to work; null for never. */
  readonly expiresAt: number | null;
  /** When it was last used, to the hour; null for never. */
  readonly lastUsedAt: number | null;
}

/** A token of the API. */
export interface ApiTokenSummary extends TokenSummary {
  readonly name: string;
  readonly scopes: readonly Scope[];
}

/** The only time that a token is shown. */
export interface MadeToken<T extends TokenSummary = TokenSummary> {
  readonly summary: T;
  readonly token: string;
}
