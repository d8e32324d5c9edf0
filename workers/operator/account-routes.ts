import { Hono } from 'hono';
import type { Context } from 'hono';
import { operatorAccountRequest } from '../../core/contract/operator.ts';
import type { ApiEnv } from '../api/api-env.ts';
import { originOf } from '../api/auth.ts';
import { noteOperator } from '../api/note-personal.ts';
import { readJson } from '../api/problem.ts';
import { resetLink } from '../api/reset-link.ts';
import { findUser } from '../d1/members.ts';
import { endTwoFactor } from '../d1/two-factor.ts';
import { dropReset, makeReset, RESET_LIFE_MS } from '../d1/password-resets.ts';
import { ApiError, notFound } from '../errors.ts';
import { recheckLiveOf } from '../tenancy/recheck-live.ts';
import { operator } from './operator.ts';

/** What the operator does for people who have lost what they sign in with. */
export const operatorAccountRoutes = new Hono<ApiEnv>()
  .post('/accounts/end-two-factor', operator, async (c) => {
    const user = await readUser(c);
    await endTwoFactor(c.env.DB, user.id);
    await recheckLiveOf(c.env, user.id);
    await noteOperator(c, user, {});
    return c.body(null, 204);
  })
  .post('/accounts/reset-link', operator, async (c) => {
    const user = await readUser(c);
    await dropReset(c.env.DB, user.id);
    const token = await makeReset(c.env.DB, user.id, Date.now());
    // Somebody asked for a link between the two: the operator asks again.
    if (token === undefined) throw new ApiError(409, 'operator.busy', 'One was made just now.');
    await noteOperator(c, user, {});
    const answer = { link: resetLink(originOf(c), token), expiresAt: Date.now() + RESET_LIFE_MS };
    return c.json(answer, 201);
  });

/** Whose account the operator means. Throws the answer when there is none. */
async function readUser(c: Context<ApiEnv>): Promise<{ id: string; email: string }> {
  const { email } = await readJson(c, operatorAccountRequest);
  const user = await findUser(c.env.DB, email);
  if (user === undefined) throw notFound('account');
  return user;
}
