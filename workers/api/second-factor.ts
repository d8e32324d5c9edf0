import { APIError } from 'better-auth/api';
import type { Context } from 'hono';
import { challengedUser, countWrongCode, isLocked, takeCode } from '../d1/two-factor.ts';
import { ApiError } from '../errors.ts';
import type { ApiEnv } from './api-env.ts';
import { accounts, LOCKOUT, originOf } from './auth.ts';
import type { Person } from './caller.ts';
import { readChallenge } from './cookies.ts';
import { noteFailure } from './note-personal.ts';

/** What an authenticator shows; any other code is a backup code. */
const OF_AUTHENTICATOR = /^\d{6}$/;

/** Someone who has signed in, with the cookies of their session. */
interface SignedIn {
  readonly user: { readonly id: string; readonly email: string };
  readonly headers: Headers;
}

/**
 * The second step of signing in. The account library counts wrong codes: five for one sign-in, ten in
 * a row for an account. A code works once (RFC 6238, 5.2), for which the library does not care.
 */
export async function takeSecondStep(c: Context<ApiEnv>, code: string): Promise<SignedIn> {
  const challenge = readChallenge(c.req.raw.headers);
  if (challenge === undefined) throw noChallenge();
  const guessed = await challengedUser(c.env.DB, challenge.id);
  const { api } = accounts(c.env, originOf(c));
  const options = { body: { code }, headers: challenge.headers, returnHeaders: true as const };
  const isTotp = OF_AUTHENTICATOR.test(code);
  const verified = await (isTotp ? api.verifyTOTP(options) : api.verifyBackupCode(options)).catch(
    async (error: unknown) => {
      if (!(error instanceof APIError) || error.statusCode >= 500) throw error;
      if (guessed !== undefined) await noteFailure(c, guessed, { outcome: 'wrong code' });
      throw refusalOf(error);
    },
  );
  const { user, token } = verified.response;
  if (isTotp && !(await takeCode(c.env.DB, user.id, code, Date.now()))) {
    await c.env.DB.prepare('DELETE FROM sessions WHERE token = ?').bind(token).run();
    await noteFailure(c, user, { outcome: 'code used before' });
    throw wrongCode();
  }
  return { user, headers: verified.headers };
}

/**
 * Checks a code of someone who is signed in, before what is worth both factors again. Throws the
 * answer to a wrong one; ten in a row close the second factor for a quarter of an hour, as they do
 * for someone who signs in.
 */
export async function checkCode(c: Context<ApiEnv>, person: Person, code: string): Promise<void> {
  if (await isLocked(c.env.DB, person.id, Date.now())) throw locked();
  const { api } = accounts(c.env, originOf(c));
  const { headers } = c.req.raw;
  const isTotp = OF_AUTHENTICATOR.test(code);
  try {
    await (isTotp
      ? api.verifyTOTP({ body: { code }, headers })
      : api.verifyBackupCode({ body: { code, disableSession: true }, headers }));
  } catch (error) {
    if (!(error instanceof APIError) || error.statusCode >= 500) throw error;
    await countWrongCode(c.env.DB, person.id, LOCKOUT, Date.now());
    throw wrongCode();
  }
  if (isTotp && !(await takeCode(c.env.DB, person.id, code, Date.now()))) throw wrongCode();
}

function refusalOf(error: APIError): ApiError {
  const reason = error.body?.code;
  if (reason === 'ACCOUNT_TEMPORARILY_LOCKED') return locked();
  if (reason === 'INVALID_CODE' || reason === 'INVALID_BACKUP_CODE') return wrongCode();
  return noChallenge();
}

function wrongCode(): ApiError {
  return new ApiError(403, 'account.wrong-code', 'The code is wrong, or was used before.');
}

function locked(): ApiError {
  return new ApiError(429, 'account.locked', 'Too many wrong codes.', {
    detail: 'The second step is closed for a quarter of an hour.',
    headers: { 'retry-after': String(LOCKOUT.durationSeconds) },
  });
}

function noChallenge(): ApiError {
  return new ApiError(401, 'account.no-challenge', 'Sign in with your password again.', {
    detail: 'The second step is open for ten minutes and five wrong codes.',
  });
}
