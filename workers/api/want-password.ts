import { APIError } from 'better-auth/api';
import type { Context } from 'hono';
import { ApiError } from '../errors.ts';
import type { ApiEnv } from './api-env.ts';
import { accounts, originOf } from './auth.ts';

/** Throws the answer to someone signed in who does not know their password: a session may be stolen. */
export async function wantPassword(c: Context<ApiEnv>, password: string): Promise<void> {
  await accounts(c.env, originOf(c))
    .api.verifyPassword({ body: { password }, headers: c.req.raw.headers })
    .catch(passwordFault);
}

/** Throws the answer to a wrong password, of what the account library threw. */
export function passwordFault(error: unknown): never {
  if (!(error instanceof APIError) || error.statusCode >= 500) throw error;
  throw new ApiError(403, 'account.wrong-password', 'The password is wrong.');
}
