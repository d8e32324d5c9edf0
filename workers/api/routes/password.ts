import { APIError } from 'better-auth/api';
import { Hono } from 'hono';
import type { Context } from 'hono';
import {
  changePasswordRequest,
  resetRequest,
  setPasswordRequest,
} from '../../../core/contract/account.ts';
import type { WaysIn } from '../../../core/contract/account.ts';
import { findUser, findUserById } from '../../d1/members.ts';
import { changePassword, makeReset, setPassword, takeReset } from '../../d1/password-resets.ts';
import { ApiError } from '../../errors.ts';
import { log } from '../../log.ts';
import { canSendMail, sendMail } from '../../../platform/mailer.ts';
import { recheckLiveOf } from '../../tenancy/recheck-live.ts';
import { regionsOf } from '../../tenancy/regions.ts';
import type { ApiEnv } from '../api-env.ts';
import { countAttempt } from '../attempts.ts';
import { accounts, originOf } from '../auth.ts';
import { anyone } from '../declaration.ts';
import { signedIn } from '../may.ts';
import { noteFailure, notePersonal } from '../note-personal.ts';
import { readJson } from '../problem.ts';
import { resetLink } from '../reset-link.ts';

/** A new password for who has forgotten theirs, by a link that is mailed. */
export const passwordRoutes = new Hono<ApiEnv>()
  .get('/ways-in', anyone, (c) => {
    const ways: WaysIn = { passwordReset: canSendMail(c.env), regions: regionsOf(c.env) };
    return c.json(ways);
  })
  .put('/password', signedIn, async (c) => {
    const { old, password } = await readJson(c, changePasswordRequest);
    const person = c.get('person');
    await countAttempt(c, `password ${person.email}`);
    const { api, $context } = accounts(c.env, originOf(c));
    await api
      .verifyPassword({ body: { password: old }, headers: c.req.raw.headers })
      .catch(async (error: unknown) => {
        if (!(error instanceof APIError) || error.statusCode >= 500) throw error;
        await noteFailure(c, person, { outcome: 'wrong password' });
        throw new ApiError(403, 'account.wrong-password', 'The old password is wrong.');
      });
    const { password: hasher } = await $context;
    const hash = await hasher.hash(password);
    await changePassword(c.env.DB, person.id, hash, person.sessionId, Date.now());
    await recheckLiveOf(c.env, person.id);
    await notePersonal(c, person, {});
    return c.body(null, 204);
  })
  .post('/password-reset', anyone, async (c) => {
    const { email } = await readJson(c, resetRequest);
    await countAttempt(c, `reset ${email}`);
    if (!canSendMail(c.env)) {
      throw new ApiError(503, 'account.no-mailer', 'This service sends no mail.', {
        detail: 'Ask whoever runs it for a link to set a new password.',
      });
    }
    // After the answer: neither what it says nor how long it takes tells who has an account.
    c.executionCtx.waitUntil(mailLink(c, email, originOf(c)));
    return c.body(null, 202);
  })
  .post('/password-reset/use', anyone, async (c) => {
    const { token, password } = await readJson(c, setPasswordRequest);
    await countAttempt(c, `reset ${token.split('.', 1)[0]}`);
    const now = Date.now();
    const user = await takeReset(c.env.DB, token, now);
    if (user === undefined) {
      throw new ApiError(403, 'account.no-reset', 'The link does not work any more.', {
        detail: 'It works once, for half an hour. Ask for another one.',
      });
    }
    const { password: hasher } = await accounts(c.env, originOf(c)).$context;
    await setPassword(c.env.DB, user, await hasher.hash(password), now);
    await recheckLiveOf(c.env, user);
    const person = await findUserById(c.env.DB, user);
    if (person !== undefined) await notePersonal(c, person, {});
    return c.body(null, 204);
  });

async function mailLink(c: Context<ApiEnv>, email: string, origin: string): Promise<void> {
  const user = await findUser(c.env.DB, email);
  if (user === undefined) return;
  const token = await makeReset(c.env.DB, user.id, Date.now());
  if (token === undefined) return;
  await notePersonal(c, user, {});
  const { state, answer } = await sendMail(c.env, {
    to: user.email,
    subject: 'Set a new password for Grapnel',
    text: [
      'Somebody, hopefully you, asked for a new password for your account at Grapnel.',
      'This link sets one. It works once, for half an hour:',
      resetLink(origin, token),
      'If it was not you, do nothing: your password stays as it is.',
    ].join('\n\n'),
  });
  if (state !== 'sent') log('password-reset.not-mailed', { requestId: c.get('requestId'), answer });
}
