import type { Context } from 'hono';
import type { ConfirmSignUpRequest } from '../../core/contract/account.ts';
import { sendMail } from '../../platform/mailer.ts';
import { findUser } from '../d1/members.ts';
import { findSignUp, keepSignUp, takeSignUp } from '../d1/sign-ups.ts';
import type { PendingSignUp } from '../d1/sign-ups.ts';
import { ApiError } from '../errors.ts';
import { log } from '../log.ts';
import type { ApiEnv } from './api-env.ts';
import { accounts, originOf } from './auth.ts';

interface AskedSignUp extends Omit<PendingSignUp, 'passwordHash'> {
  readonly password: string;
}

/**
 * Begins a sign-up whose address has to be confirmed. Whether the address has an account already
 * shows nowhere but in its mailbox: the password is hashed for both, and all else comes after the
 * answer.
 */
export async function askToConfirm(
  c: Context<ApiEnv>,
  { password, ...asked }: AskedSignUp,
): Promise<void> {
  const origin = originOf(c);
  const { password: hasher } = await accounts(c.env, origin).$context;
  const pending = { ...asked, passwordHash: await hasher.hash(password) };
  c.executionCtx.waitUntil(mailLink(c, pending, origin));
}

async function mailLink(c: Context<ApiEnv>, pending: PendingSignUp, origin: string): Promise<void> {
  const known = await findUser(c.env.DB, pending.email);
  const isKnown = known !== undefined;
  const now = Date.now();
  const token = await keepSignUp(c.env.DB, pending.email, isKnown ? undefined : pending, now);
  if (token === undefined) return;
  const { state, answer } = await sendMail(c.env, {
    to: pending.email,
    subject: isKnown ? 'You have an account at Grapnel' : 'Confirm your address for Grapnel',
    text: (isKnown ? knownText(origin) : newText(origin, token)).join('\n\n'),
  });
  if (state !== 'sent') log('sign-up.not-mailed', { requestId: c.get('requestId'), answer });
}

function newText(origin: string, token: string): string[] {
  return [
    'Somebody, hopefully you, wants an account at Grapnel with this address.',
    'This link makes it, with the password that was chosen. It works once, for an hour:',
    // In the fragment, which browsers send to nobody: it is in no log and in no Referer.
    `${origin}/confirm-sign-up#${token}`,
    'If it was not you, do nothing: without the link there is no account.',
  ];
}

function knownText(origin: string): string[] {
  return [
    'Somebody, hopefully you, wanted a new account at Grapnel with this address. You have one already.',
    `To sign in: ${origin}/sign-in`,
    `If you have forgotten your password: ${origin}/reset-password`,
    'If it was not you, do nothing: nothing has changed.',
  ];
}

/**
 * Makes the account that a link confirms, with a session. The password is asked for again: so nobody
 * opens, by a click on a stranger's link, an account of which the stranger knows the password.
 *
 * @param check throws when it cannot be made now; the link stays good then
 * @returns whose account it is, and the headers that set the session's cookie
 */
export async function confirmSignUp(
  c: Context<ApiEnv>,
  { token, password }: ConfirmSignUpRequest,
  check: (pending: PendingSignUp) => Promise<void>,
) {
  const pending = await findSignUp(c.env.DB, token, Date.now());
  if (pending === undefined) throw noSignUp();
  const { email, passwordHash } = pending;
  const { api, $context } = accounts(c.env, originOf(c), pending.region);
  const { password: hasher } = await $context;
  if (!(await hasher.verify({ hash: passwordHash, password }))) {
    throw new ApiError(403, 'account.wrong-password', 'That is not the password that was chosen.', {
      detail: 'If you did not sign up yourself, leave the link be.',
    });
  }
  await check(pending);
  if (!(await takeSignUp(c.env.DB, token))) throw noSignUp();
  // By an invitation, or another link; who has this one may know.
  if ((await findUser(c.env.DB, email)) !== undefined) {
    throw new ApiError(409, 'account.exists', 'This address has an account already.', {
      detail: 'Sign in instead.',
    });
  }
  const { headers, response } = await api.openConfirmed({
    body: { email, passwordHash },
    headers: c.req.raw.headers,
    returnHeaders: true,
  });
  return { user: { id: response.id, email }, headers, pending };
}

function noSignUp(): ApiError {
  return new ApiError(403, 'account.no-sign-up', 'The link does not work any more.', {
    detail: 'It works once, for an hour. Sign up again for another one.',
  });
}
