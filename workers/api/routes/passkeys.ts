import { Hono } from 'hono';
import type { Context } from 'hono';
import {
  beginPasskeyRequest,
  MAX_PASSKEYS,
  passkeyRequest,
  passkeySignInRequest,
} from '../../../core/contract/passkeys.ts';
import type { MadeCredential, SignedCredential } from '../../../core/contract/passkeys.ts';
import {
  addPasskey,
  findPasskey,
  keepChallenge,
  listCredentials,
  listPasskeys,
  noteUse,
  removePasskey,
  takeChallenge,
} from '../../d1/passkeys.ts';
import type { Passkey } from '../../d1/passkeys.ts';
import { ApiError, notFound } from '../../errors.ts';
import { recheckLiveOf } from '../../tenancy/recheck-live.ts';
import type { ApiEnv } from '../api-env.ts';
import { countAttempt } from '../attempts.ts';
import { accounts, originOf } from '../auth.ts';
import { anyone } from '../declaration.ts';
import { signedIn } from '../may.ts';
import { noteFailure, notePersonal } from '../note-personal.ts';
import {
  challengeOf,
  checkMade,
  checkSigned,
  creationOf,
  newChallenge,
  PasskeyFault,
  signedChallenge,
} from '../passkey-ceremony.ts';
import { readJson } from '../problem.ts';
import { checkCode } from '../second-factor.ts';
import { wantPassword } from '../want-password.ts';
import { comeIn } from './account.ts';

/**
 * Someone's passkeys, and the way in by one. It counts as two factors: the device, and what it asks of
 * its owner. So making one takes all that signing in takes.
 */
export const passkeyRoutes = new Hono<ApiEnv>()
  .get('/passkeys', signedIn, async (c) => {
    const passkeys = await listPasskeys(c.env.DB, c.get('person').id);
    return c.json({ passkeys });
  })
  .post('/passkeys/begin', signedIn, async (c) => {
    const { password, code } = await readJson(c, beginPasskeyRequest);
    const person = c.get('person');
    await countAttempt(c, `passkey ${person.email}`);
    await wantPassword(c, password);
    if (person.hasTwoFactor) {
      if (code === undefined) {
        throw new ApiError(403, 'account.wants-code', 'A code of your authenticator is needed.');
      }
      await checkCode(c, person, code);
    }
    const known = await listCredentials(c.env.DB, person.id);
    if (known.length >= MAX_PASSKEYS) throw tooMany();
    const challenge = newChallenge();
    await keepChallenge(c.env.DB, challenge, person.id, Date.now());
    return c.json(creationOf(originOf(c), challenge, person, known));
  })
  .post('/passkeys', signedIn, async (c) => {
    const { name, credential } = await readJson(c, passkeyRequest);
    const person = c.get('person');
    await countAttempt(c, undefined);
    const now = Date.now();
    const made = await takeMade(c, person.id, credential, now);
    const id = await addPasskey(c.env.DB, person.id, name, made, now);
    if (id === undefined) {
      const { length } = await listCredentials(c.env.DB, person.id);
      if (length >= MAX_PASSKEYS) throw tooMany();
      throw new ApiError(409, 'account.passkey-exists', 'This passkey is known already.');
    }
    await notePersonal(c, person, { passkey: name });
    return c.json({ id, name, createdAt: now, usedAt: null }, 201);
  })
  .delete('/passkeys/:id', signedIn, async (c) => {
    const person = c.get('person');
    const id = c.req.param('id');
    const name = await removePasskey(c.env.DB, person.id, id, person.sessionId);
    if (name === undefined) throw notFound('passkey');
    await recheckLiveOf(c.env, person.id);
    await notePersonal(c, person, { passkey: name });
    return c.body(null, 204);
  })
  .post('/sign-in/passkey/begin', anyone, async (c) => {
    await countAttempt(c, undefined);
    const challenge = newChallenge();
    await keepChallenge(c.env.DB, challenge, undefined, Date.now());
    return c.json(challengeOf(originOf(c), challenge));
  })
  .post('/sign-in/passkey', anyone, async (c) => {
    const { credential } = await readJson(c, passkeySignInRequest);
    await countAttempt(c, undefined);
    const passkey = await takeSigned(c, credential, Date.now());
    const opened = await accounts(c.env, originOf(c)).api.openSession({
      body: { userId: passkey.userId, passkeyId: passkey.id },
      headers: c.req.raw.headers,
      returnHeaders: true,
    });
    const { userId, email, name } = passkey;
    return await comeIn(c, { id: userId, email }, opened.headers, { passkey: name });
  });

/** The passkey that someone has just made. Throws the answer to what is none. */
async function takeMade(
  c: Context<ApiEnv>,
  userId: string,
  credential: MadeCredential,
  now: number,
) {
  try {
    const challenge = signedChallenge(credential);
    if (!(await takeChallenge(c.env.DB, challenge, userId, now))) throw tooLate();
    return await checkMade(originOf(c), challenge, credential);
  } catch (error) {
    if (!(error instanceof PasskeyFault)) throw error;
    throw new ApiError(422, 'account.passkey-invalid', 'The passkey cannot be used.', {
      detail: error.message.slice(0, 300),
    });
  }
}

/**
 * The passkey that has just signed. Throws the same answer to any other, whether it is known or not;
 * why is in the audit log of whose it is.
 */
async function takeSigned(
  c: Context<ApiEnv>,
  credential: SignedCredential,
  now: number,
): Promise<Passkey> {
  const passkey = await findPasskey(c.env.DB, credential.id);
  try {
    const challenge = signedChallenge(credential);
    if (!(await takeChallenge(c.env.DB, challenge, undefined, now))) throw tooLate();
    if (passkey === undefined) throw new PasskeyFault('nobody has it');
    const counter = await checkSigned(originOf(c), challenge, credential, passkey);
    if (await noteUse(c.env.DB, passkey.id, counter, now)) return passkey;
    throw new PasskeyFault('the counter is not ahead');
  } catch (error) {
    if (!(error instanceof PasskeyFault)) throw error;
    if (passkey !== undefined) {
      const reason = error.message.slice(0, 300);
      const detail = { outcome: 'passkey refused', passkey: passkey.name, reason };
      await noteFailure(c, { id: passkey.userId, email: passkey.email }, detail);
    }
    throw new ApiError(401, 'account.wrong-passkey', 'This passkey opens nothing here.', {
      detail: 'It was removed, or is of another address. Sign in with your password.',
    });
  }
}

function tooLate(): ApiError {
  return new ApiError(403, 'account.passkey-late', 'It took too long.', {
    detail: 'Begin again: it is open for five minutes, once.',
  });
}

function tooMany(): ApiError {
  return new ApiError(409, 'account.too-many-passkeys', 'There are too many passkeys.', {
    detail: `At most ${MAX_PASSKEYS}: remove one that you do not use.`,
  });
}
