import { APIError } from 'better-auth/api';
import { Hono } from 'hono';
import type { Context } from 'hono';
import {
  confirmSignUpRequest,
  secondStepRequest,
  signInRequest,
  signUpRequest,
} from '../../../core/contract/account.ts';
import type { Account, MailStep, NextStep, SignInAnswer } from '../../../core/contract/account.ts';
import { canSendMail } from '../../../platform/mailer.ts';
import { findMembership, findUser } from '../../d1/members.ts';
import type { PendingSignUp } from '../../d1/sign-ups.ts';
import type { SessionScope } from '../../d1/members.ts';
import { findInvitingTenant } from '../../d1/organisation.ts';
import { ApiError, notFound } from '../../errors.ts';
import { randomHex } from '../../hex.ts';
import { recheckLiveOf } from '../../tenancy/recheck-live.ts';
import { wantRegion } from '../../tenancy/regions.ts';
import { wantSeatToJoin } from '../../tenancy/seats.ts';
import { countAttempt } from '../attempts.ts';
import { accounts, originOf } from '../auth.ts';
import type { ApiEnv } from '../api-env.ts';
import { copyCookies, onlyChallenge, withCookies } from '../cookies.ts';
import { anyone } from '../declaration.ts';
import { invitationOf } from '../invitation-code.ts';
import { may, signedInAnyhow } from '../may.ts';
import { noteFailure, notePersonal } from '../note-personal.ts';
import { readJson } from '../problem.ts';
import { takeSecondStep } from '../second-factor.ts';
import { askToConfirm, confirmSignUp } from '../sign-up-by-mail.ts';
import { acceptInvitation } from './own-account.ts';

/** Accounts and sessions. Open to anyone, except for what asks who is signed in. */
export const accountRoutes = new Hono<ApiEnv>()
  .post('/sign-up', anyone, async (c) => {
    const {
      email,
      password,
      organisation,
      invitation,
      region = 'none',
    } = await readJson(c, signUpRequest);
    await countAttempt(c, undefined);
    if ((organisation === undefined) === (invitation === undefined)) {
      throw new ApiError(400, 'account.no-organisation', 'Name an organisation, or an invitation.');
    }
    wantRegion(c.env, region);
    if (invitation !== undefined) await checkInvitation(c, invitation, email);
    if (canSendMail(c.env)) {
      await askToConfirm(c, { email, password, organisation, region, invitation });
      return c.json({ next: 'mail' } satisfies MailStep, 202);
    }
    const { api } = accounts(c.env, originOf(c), organisation === undefined ? 'none' : region);
    const signedUp = await api
      .signUpEmail({
        body: { email, password, name: email },
        headers: c.req.raw.headers,
        returnHeaders: true,
      })
      .catch((error: unknown) => {
        if (!(error instanceof APIError) || error.statusCode >= 500) throw error;
        throw new ApiError(409, 'account.exists', 'This e-mail address cannot be signed up.', {
          detail: 'It may have an account already: sign in instead.',
        });
      });
    const { user } = signedUp.response;
    return await settleIn(c, user, signedUp.headers, { organisation, region, invitation });
  })
  .post('/sign-up/confirm', anyone, async (c) => {
    const request = await readJson(c, confirmSignUpRequest);
    await countAttempt(c, `sign-up ${request.token}`);
    const { user, headers, pending } = await confirmSignUp(c, request, async (asked) => {
      if (asked.invitation !== undefined) await checkInvitation(c, asked.invitation, asked.email);
    });
    return await settleIn(c, user, headers, pending);
  })
  .post('/sign-in', anyone, async (c) => {
    const { email, password, invitation } = await readJson(c, signInRequest);
    await countAttempt(c, email);
    const signedIn = await accounts(c.env, originOf(c))
      .api.signInEmail({
        body: { email, password },
        headers: c.req.raw.headers,
        returnHeaders: true,
      })
      .catch((error: unknown) => {
        if (!(error instanceof APIError) || error.statusCode >= 500) throw error;
        c.executionCtx.waitUntil(noteWrongPassword(c, email));
        throw new ApiError(
          401,
          'account.wrong-password',
          'The e-mail address or password is wrong.',
        );
      });
    // The library has ended the session already, and asks for the second step.
    if ('twoFactorRedirect' in signedIn.response) {
      copyCookies(onlyChallenge(signedIn.headers), c.res.headers);
      return c.json({ next: 'code' } satisfies NextStep, 202);
    }
    return await comeIn(c, signedIn.response.user, signedIn.headers, { invitation });
  })
  .post('/sign-in/code', anyone, async (c) => {
    const { code, invitation } = await readJson(c, secondStepRequest);
    await countAttempt(c, undefined);
    const { user, headers } = await takeSecondStep(c, code);
    return await comeIn(c, user, headers, { invitation });
  })
  .post('/sign-out', signedInAnyhow, async (c) => {
    const { headers } = await accounts(c.env, originOf(c)).api.signOut({
      headers: c.req.raw.headers,
      returnHeaders: true,
    });
    copyCookies(headers, c.res.headers);
    await recheckLiveOf(c.env, c.get('person').id);
    await notePersonal(c, c.get('person'), {});
    return c.body(null, 204);
  })
  .get('/account', signedInAnyhow, (c) => {
    const { id, email, hasTwoFactor, onlyTenant } = c.get('person');
    const isBySso = onlyTenant !== undefined;
    return c.json({ user: { id, email }, hasTwoFactor, isBySso } satisfies Account);
  })
  .get('/session', may('viewer'), (c) => c.json(c.get('session')));

/** Gives a new account the organisation that it was made for, and lets its owner in. */
async function settleIn(
  c: Context<ApiEnv>,
  user: { readonly id: string; readonly email: string },
  headers: Headers,
  {
    organisation,
    region,
    invitation,
  }: Pick<PendingSignUp, 'organisation' | 'region' | 'invitation'>,
): Promise<Response> {
  if (organisation !== undefined) {
    await accounts(c.env, originOf(c), region).api.createOrganization({
      body: { name: organisation, slug: randomHex(12), userId: user.id },
    });
  }
  if (invitation !== undefined) await acceptInvitation(c, invitation, user, withCookies(headers));
  copyCookies(headers, c.res.headers);
  return c.json(await entered(c.env, user, {}), 201);
}

/** Notes it after the answer, whose time does not tell whether there is such an account. */
async function noteWrongPassword(c: Context<ApiEnv>, email: string): Promise<void> {
  const guessed = await findUser(c.env.DB, email);
  if (guessed !== undefined) await noteFailure(c, guessed, { outcome: 'wrong password' });
}

/** With what somebody has signed in: an invitation to accept, the name of a passkey. */
interface CameWith {
  readonly invitation?: string | undefined;
  readonly passkey?: string;
}

/** Lets in someone who has signed in with all that it takes. */
export async function comeIn(
  c: Context<ApiEnv>,
  user: { readonly id: string; readonly email: string },
  headers: Headers,
  { invitation, passkey }: CameWith,
): Promise<Response> {
  const joined =
    invitation === undefined
      ? undefined
      : await acceptInvitation(c, invitation, user, withCookies(headers));
  const by = passkey === undefined ? {} : { passkey };
  await notePersonal(c, user, { outcome: 'signed in', ...by });
  copyCookies(headers, c.res.headers);
  const scope = { preferred: joined, isByPasskey: passkey !== undefined };
  return c.json(await entered(c.env, user, scope));
}

/** The session of someone who has come in, or what they have to do before they have one. */
async function entered(
  env: Env,
  { id, email }: { readonly id: string; readonly email: string },
  scope: SessionScope,
): Promise<SignInAnswer> {
  const membership = await findMembership(env.DB, id, scope);
  if (membership === undefined) return { next: 'organisation' };
  const { role, heldBy, ...tenant } = membership;
  if (heldBy !== undefined) return { next: heldBy };
  return { user: { id, email }, tenant, role };
}

/**
 * Throws the answer to who has no such invitation, or whom there is no seat for: before there is an
 * account without a tenant.
 */
async function checkInvitation(c: Context<ApiEnv>, code: string, email: string): Promise<void> {
  const id = await invitationOf(c.env, code);
  const tenant = id && (await findInvitingTenant(c.env.DB, id, email, Date.now()));
  if (!tenant) throw notFound('invitation');
  await wantSeatToJoin(c.env, tenant, Date.now());
}
