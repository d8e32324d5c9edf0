import { APIError } from 'better-auth/api';
import { Hono } from 'hono';
import type { Context } from 'hono';
import {
  beginTwoFactorRequest,
  bothFactorsRequest,
  confirmTwoFactorRequest,
} from '../../../core/contract/account.ts';
import type { TwoFactorSecret } from '../../../core/contract/account.ts';
import { endOtherSessions, takeCode } from '../../d1/two-factor.ts';
import { ApiError } from '../../errors.ts';
import { recheckLiveOf } from '../../tenancy/recheck-live.ts';
import type { ApiEnv } from '../api-env.ts';
import { countAttempt } from '../attempts.ts';
import { accounts, originOf } from '../auth.ts';
import { findPersonBy } from '../caller.ts';
import type { Person } from '../caller.ts';
import { copyCookies, withCookies } from '../cookies.ts';
import { signedIn } from '../may.ts';
import { notePersonal } from '../note-personal.ts';
import { readJson } from '../problem.ts';
import { checkCode } from '../second-factor.ts';
import { passwordFault, wantPassword } from '../want-password.ts';

/** Someone's second factor: set up by themselves, ended with both factors. */
export const twoFactorRoutes = new Hono<ApiEnv>()
  .post('/two-factor', signedIn, async (c) => {
    const { password } = await readJson(c, beginTwoFactorRequest);
    await countAttempt(c, twoFactorOf(c.get('person')));
    if (c.get('person').hasTwoFactor) throw isOnAlready();
    const begun = await accounts(c.env, originOf(c))
      .api.enableTwoFactor({ body: { password, method: 'totp' }, headers: c.req.raw.headers })
      .catch(passwordFault);
    if (begun.method !== 'totp') throw new Error('the account library set up something else');
    const { totpURI: uri, backupCodes } = begun;
    const secret = new URL(uri).searchParams.get('secret') ?? '';
    return c.json({ uri, secret, backupCodes } satisfies TwoFactorSecret, 201);
  })
  .post('/two-factor/confirm', signedIn, async (c) => {
    const { code } = await readJson(c, confirmTwoFactorRequest);
    const person = c.get('person');
    await countAttempt(c, twoFactorOf(person));
    if (person.hasTwoFactor) throw isOnAlready();
    const { headers } = await accounts(c.env, originOf(c))
      .api.verifyTOTP({ body: { code }, headers: c.req.raw.headers, returnHeaders: true })
      .catch((error: unknown) => {
        if (!(error instanceof APIError) || error.statusCode >= 500) throw error;
        throw new ApiError(403, 'account.wrong-code', 'The code is wrong.', {
          detail: 'Is the clock of the device right?',
        });
      });
    await takeCode(c.env.DB, person.id, code, Date.now());
    // Sessions from before were opened with the password alone.
    const { sessionId } = await findPersonBy(c, withCookies(headers));
    await endOtherSessions(c.env.DB, person.id, sessionId);
    copyCookies(headers, c.res.headers);
    await recheckLiveOf(c.env, person.id);
    await notePersonal(c, person, {});
    return c.body(null, 204);
  })
  .post('/two-factor/backup-codes', signedIn, async (c) => {
    const { password, code } = await readJson(c, bothFactorsRequest);
    await wantBoth(c, password, code);
    const { backupCodes } = await accounts(c.env, originOf(c)).api.generateBackupCodes({
      body: { password },
      headers: c.req.raw.headers,
    });
    await notePersonal(c, c.get('person'), {});
    return c.json({ backupCodes });
  })
  .post('/two-factor/end', signedIn, async (c) => {
    const { password, code } = await readJson(c, bothFactorsRequest);
    await wantBoth(c, password, code);
    const { headers } = await accounts(c.env, originOf(c)).api.disableTwoFactor({
      body: { password },
      headers: c.req.raw.headers,
      returnHeaders: true,
    });
    copyCookies(headers, c.res.headers);
    await recheckLiveOf(c.env, c.get('person').id);
    await notePersonal(c, c.get('person'), {});
    return c.body(null, 204);
  });

/** Throws the answer to someone who has not both factors at hand: a session alone may be stolen. */
async function wantBoth(c: Context<ApiEnv>, password: string, code: string): Promise<void> {
  const person = c.get('person');
  await countAttempt(c, twoFactorOf(person));
  if (!person.hasTwoFactor) {
    throw new ApiError(409, 'account.no-two-factor', 'Two-factor authentication is not set up.');
  }
  await wantPassword(c, password);
  await checkCode(c, person, code);
}

/** What attempts are counted by: apart from those to sign in, so that neither closes the other. */
function twoFactorOf({ email }: Person): string {
  return `two-factor ${email}`;
}

function isOnAlready(): ApiError {
  return new ApiError(
    409,
    'account.has-two-factor',
    'Two-factor authentication is set up already.',
  );
}
