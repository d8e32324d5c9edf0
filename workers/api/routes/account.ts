import { APIError } from 'better-auth/api';
import { Hono } from 'hono';
import type { Context } from 'hono';
import { signInRequest, signUpRequest } from '../../../core/contract/account.ts';
import type { Session } from '../../../core/contract/account.ts';
import { findMembership } from '../../d1/members.ts';
import { ApiError, notFound } from '../../errors.ts';
import { randomHex } from '../../hex.ts';
import { countAttempt } from '../attempts.ts';
import { accounts, originOf } from '../auth.ts';
import type { ApiEnv } from '../api-env.ts';
import { anyone } from '../declaration.ts';
import { may, signedIn } from '../may.ts';
import { readJson } from '../problem.ts';
import { acceptInvitation, readInvitation } from './own-account.ts';

/** Accounts and sessions. Open to anyone, except for what asks who is signed in. */
export const accountRoutes = new Hono<ApiEnv>()
  .post('/sign-up', anyone, async (c) => {
    const { email, password, organisation, invitation } = await readJson(c, signUpRequest);
    await countAttempt(c, undefined);
    if ((organisation === undefined) === (invitation === undefined)) {
      throw new ApiError(400, 'account.no-organisation', 'Name an organisation, or an invitation.');
    }
    if (invitation !== undefined) await checkInvitation(c, invitation, email);
    const { api } = accounts(c.env, originOf(c));
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
    if (organisation !== undefined) {
      await api.createOrganization({
        body: { name: organisation, slug: randomHex(12), userId: user.id },
      });
    }
    if (invitation !== undefined) {
      await acceptInvitation(c, invitation, user, withCookies(signedUp.headers));
    }
    const membership = await findMembership(c.env.DB, user.id, undefined);
    if (membership === undefined) throw new Error('who signed up has no tenant');
    copyCookies(signedUp.headers, c.res.headers);
    const { role, ...tenant } = membership;
    const session: Session = { user: { id: user.id, email: user.email }, tenant, role };
    return c.json(session, 201);
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
        throw new ApiError(
          401,
          'account.wrong-password',
          'The e-mail address or password is wrong.',
        );
      });
    const { user } = signedIn.response;
    const joined =
      invitation === undefined
        ? undefined
        : await acceptInvitation(c, invitation, user, withCookies(signedIn.headers));
    const membership = await findMembership(c.env.DB, user.id, joined);
    if (membership === undefined)
      throw new ApiError(403, 'api.no-tenant', 'You belong to no organisation.');
    copyCookies(signedIn.headers, c.res.headers);
    const { role, ...tenant } = membership;
    const session: Session = { user: { id: user.id, email: user.email }, tenant, role };
    return c.json(session);
  })
  .post('/sign-out', signedIn, async (c) => {
    const { headers } = await accounts(c.env, originOf(c)).api.signOut({
      headers: c.req.raw.headers,
      returnHeaders: true,
    });
    copyCookies(headers, c.res.headers);
    return c.body(null, 204);
  })
  .get('/session', may('viewer'), (c) => c.json(c.get('session')));

function copyCookies(from: Headers, to: Headers): void {
  for (const cookie of from.getSetCookie()) to.append('set-cookie', cookie);
}

/** Throws the answer to who has no such invitation: before there is an account without a tenant. */
async function checkInvitation(c: Context<ApiEnv>, code: string, email: string): Promise<void> {
  const { email: invited } = await readInvitation(c, code);
  if (invited !== email.toLowerCase()) throw notFound('invitation');
}

/** The headers of a request that has the cookies which were just set. */
function withCookies(set: Headers): Headers {
  const cookies = set.getSetCookie().map((text) => text.split(';', 1)[0]);
  return new Headers({ cookie: cookies.join('; ') });
}
