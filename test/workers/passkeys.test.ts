import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { AuditEntry } from '../../core/contract/audit.ts';
import type {
  PasskeyChallenge,
  PasskeyCreation,
  PasskeySummary,
} from '../../core/contract/passkeys.ts';
import { tenantStub } from '../../durable-objects/stubs.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';
import { setPassword } from '../../workers/d1/password-resets.ts';
import { deleteTenantRows } from '../../workers/d1/tenant-tables.ts';
import { join, PASSWORD, request, signUp, withCookie } from './member.ts';
import type { Member } from './member.ts';
import { base64url, PasskeyDevice } from './passkey-device.ts';
import type { Twist } from './passkey-device.ts';
import { totp } from './totp.ts';

afterEach(() => vi.useRealTimers());

const FIVE_MINUTES_MS = 5 * 60_000;

async function begin(member: Member): Promise<PasskeyCreation> {
  const begun = await member.post('/api/passkeys/begin', { password: PASSWORD });
  expect(begun.status).toBe(200);
  return await begun.json();
}

/** Registers a passkey. @returns its id */
async function register(member: Member, device: PasskeyDevice, name = 'laptop'): Promise<string> {
  const credential = await device.create(await begin(member));
  const added = await member.post('/api/passkeys', { name, credential });
  expect(added.status).toBe(201);
  return (await added.json<PasskeySummary>()).id;
}

/** A member with a passkey. */
async function withPasskey(member: Member) {
  const device = await PasskeyDevice.make();
  const id = await register(member, device);
  return { member, device, id };
}

async function challenge(): Promise<PasskeyChallenge> {
  return await (await request('/api/sign-in/passkey/begin', { method: 'POST' })).json();
}

function finish(credential: unknown): Promise<Response> {
  return request('/api/sign-in/passkey', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ credential }),
  });
}

async function signIn(device: PasskeyDevice, twist?: Twist): Promise<Response> {
  return await finish(await device.sign(await challenge(), twist));
}

function sessionOf(member: Member, answer: Response): Member {
  const set = answer.headers.getSetCookie().map((text) => text.split(';', 1)[0] ?? '');
  return withCookie(member, set.join('; '));
}

async function codeOf(answer: Response): Promise<[number, string]> {
  return [answer.status, (await answer.json<{ code: string }>()).code];
}

async function listOf(member: Member): Promise<PasskeySummary[]> {
  const answer = await member.get('/api/passkeys');
  return (await answer.json<{ passkeys: PasskeySummary[] }>()).passkeys;
}

async function auditOf(member: Member): Promise<AuditEntry[]> {
  return (await (await member.get('/api/audit')).json<{ entries: AuditEntry[] }>()).entries;
}

const REFUSED = [401, 'account.wrong-passkey'];

describe('a passkey', () => {
  test('is registered, signs in without an address, is listed with its use, and removed', async () => {
    const { member, device, id } = await withPasskey(await signUp('Acme'));
    expect(await listOf(member)).toMatchObject([{ id, name: 'laptop', usedAt: null }]);
    const entered = await signIn(device);
    expect(await entered.clone().json()).toMatchObject({
      user: { email: member.email },
      tenant: { id: member.tenantId },
      role: 'owner',
    });
    const session = sessionOf(member, entered);
    expect((await session.get('/api/session')).status).toBe(200);
    expect((await listOf(session))[0]?.usedAt).toBeGreaterThan(0);
    expect((await member.send(`/api/passkeys/${id}`, { method: 'DELETE' })).status).toBe(204);
    expect(await listOf(member)).toEqual([]);
    // The device may be lost: what it opened ends with it.
    expect((await session.get('/api/session')).status).toBe(401);
    expect(await codeOf(await signIn(device))).toEqual(REFUSED);
    const noted = (await auditOf(member)).map(({ action, detail }) => [action, detail]);
    expect(noted.toReversed()).toEqual([
      ['POST /api/passkeys', { passkey: 'laptop' }],
      ['POST /api/sign-in/passkey', { outcome: 'signed in', passkey: 'laptop' }],
      ['DELETE /api/passkeys/:id', { passkey: 'laptop' }],
    ]);
  });

  test('is made with the password alone, and with a code where signing in takes one', async () => {
    const member = await signUp('Acme');
    const wrong = await member.post('/api/passkeys/begin', { password: 'wrong' });
    expect(await codeOf(wrong)).toEqual([403, 'account.wrong-password']);
    const begun = await member.post('/api/two-factor', { password: PASSWORD });
    const { secret } = await begun.json<{ secret: string }>();
    const confirmed = await member.post('/api/two-factor/confirm', {
      code: await totp(secret, -1),
    });
    const guarded = sessionOf(member, confirmed);
    const ask = (code?: string) =>
      guarded.post('/api/passkeys/begin', { password: PASSWORD, code });
    expect(await codeOf(await ask())).toEqual([403, 'account.wants-code']);
    expect(await codeOf(await ask('000000'))).toEqual([403, 'account.wrong-code']);
    const options = await (await ask(await totp(secret))).json<PasskeyCreation>();
    const device = await PasskeyDevice.make();
    const credential = await device.create(options);
    expect((await guarded.post('/api/passkeys', { name: 'phone', credential })).status).toBe(201);
    // It is both factors: no code is asked for.
    expect((await signIn(device)).status).toBe(200);
  });

  test('is two factors: it satisfies who requires them', async () => {
    const owner = await withPasskey(await signUp('Acme'));
    const { member: analyst, device } = await withPasskey(await join(owner.member, 'analyst'));
    expect(
      (await owner.member.put('/api/organisation/two-factor', { required: true })).status,
    ).toBe(409);
    const opened = sessionOf(owner.member, await signIn(owner.device));
    expect((await opened.put('/api/organisation/two-factor', { required: true })).status).toBe(204);
    // A password alone is held back, the owner's too.
    for (const held of [owner.member, analyst]) {
      expect(await codeOf(await held.get('/api/session'))).toEqual([
        403,
        'api.two-factor-required',
      ]);
    }
    const entered = await signIn(device);
    expect(await entered.clone().json()).toMatchObject({ tenant: { id: analyst.tenantId } });
    const session = sessionOf(analyst, entered);
    expect((await session.get('/api/lenses')).status).toBe(200);
    const { webSocket } = await session.get('/api/live', { upgrade: 'websocket' });
    let closed: number | undefined;
    webSocket?.accept();
    webSocket?.addEventListener('close', ({ code }) => (closed = code));
    const heard = new Promise((resolve) => webSocket?.addEventListener('message', resolve));
    const tenant = tenantStub(env, analyst.tenantId as TenantId);
    await tenant.recheckListeners();
    await tenant.announceUpload(1, 'done');
    await heard;
    expect(closed).toBeUndefined();
  });

  test('stays when a password is reset, and goes with the account', async () => {
    const { member, device } = await withPasskey(await signUp('Acme'));
    const session = sessionOf(member, await signIn(device));
    const user = await env.DB.prepare('SELECT id FROM users WHERE email = ?')
      .bind(member.email)
      .first<string>('id');
    await setPassword(env.DB, user ?? '', 'a hash', Date.now());
    expect((await session.get('/api/session')).status).toBe(401);
    expect((await signIn(device)).status).toBe(200);
    await deleteTenantRows(env.DB, member.tenantId as TenantId);
    expect(
      await env.DB.prepare(
        'SELECT count(*) AS n FROM passkeys p JOIN users u ON u.id = p.user_id WHERE u.email = ?',
      )
        .bind(member.email)
        .first('n'),
    ).toBe(0);
    expect(await codeOf(await signIn(device))).toEqual(REFUSED);
  });

  test('is one of twenty at most, and known once', async () => {
    const { member, device } = await withPasskey(await signUp('Acme'));
    const again = await device.create(await begin(member));
    const twice = await member.post('/api/passkeys', { name: 'again', credential: again });
    expect(await codeOf(twice)).toEqual([409, 'account.passkey-exists']);
    const spare = await begin(member);
    expect(spare.excludeCredentials).toHaveLength(1);
    await env.DB.prepare(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 19)
       INSERT INTO passkeys (id, user_id, name, credential_id, public_key, counter, transports, created_at)
       SELECT 'many' || i, (SELECT id FROM users WHERE email = ?), 'n', 'c' || i, '', 0, '[]', 0 FROM n`,
    )
      .bind(member.email)
      .run();
    const more = await member.post('/api/passkeys/begin', { password: PASSWORD });
    expect(await codeOf(more)).toEqual([409, 'account.too-many-passkeys']);
    const credential = await (await PasskeyDevice.make()).create(spare);
    const late = await member.post('/api/passkeys', { name: 'one more', credential });
    expect(await codeOf(late)).toEqual([409, 'account.too-many-passkeys']);
  });
});

describe('attacks on signing in with a passkey', () => {
  test('by one that nobody has', async () => {
    const { device: own } = await withPasskey(await signUp('Acme'));
    const stranger = await PasskeyDevice.make();
    expect(await codeOf(await signIn(stranger, { userHandle: 'aaaa' }))).toEqual(REFUSED);
    expect((await signIn(own)).status).toBe(200);
  });

  test('at another origin, for another host, without verifying the user', async () => {
    const { member, device } = await withPasskey(await signUp('Acme'));
    const twists: Twist[] = [
      { origin: 'https://grapnel.example.evil.example' },
      { origin: 'http://grapnel.example' },
      { rpId: 'evil.example' },
      { isUnverified: true },
    ];
    for (const twist of twists) expect(await codeOf(await signIn(device, twist))).toEqual(REFUSED);
    const [first] = await auditOf(member);
    expect(first?.detail).toMatchObject({ outcome: 'passkey refused', passkey: 'laptop' });
  });

  test('by what has been signed before, also at the same time, or too late', async () => {
    const { device } = await withPasskey(await signUp('Acme'));
    const signed = await device.sign(await challenge());
    const answers = await Promise.all([finish(signed), finish(signed), finish(signed)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403, 403]);
    expect(await codeOf(await finish(signed))).toEqual([403, 'account.passkey-late']);
    const late = await device.sign(await challenge());
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + FIVE_MINUTES_MS });
    expect(await codeOf(await finish(late))).toEqual([403, 'account.passkey-late']);
  });

  test('by a challenge of one’s own, or one to make a passkey', async () => {
    const { member, device } = await withPasskey(await signUp('Acme'));
    const options = await challenge();
    const own = await device.sign({ ...options, challenge: base64url(new Uint8Array(32)) });
    expect(await codeOf(await finish(own))).toEqual([403, 'account.passkey-late']);
    const { challenge: toMake } = await begin(member);
    const other = await device.sign({ ...options, challenge: toMake });
    expect(await codeOf(await finish(other))).toEqual([403, 'account.passkey-late']);
  });

  test('with another account’s credential, or in another account’s name', async () => {
    const { device: mine } = await withPasskey(await signUp('Acme'));
    const { device: theirs } = await withPasskey(await signUp('Other'));
    const { id, rawId, response } = await theirs.sign(await challenge());
    const signed = await mine.sign(await challenge());
    // My signature under the id of their credential, with my name and with theirs.
    expect(await codeOf(await finish({ ...signed, id, rawId }))).toEqual(REFUSED);
    const { userHandle } = response;
    const again = await mine.sign(await challenge(), { userHandle });
    expect(await codeOf(await finish({ ...again, id, rawId }))).toEqual(REFUSED);
    // My own passkey, in their name.
    expect(await codeOf(await signIn(mine, { userHandle }))).toEqual(REFUSED);
  });

  test('with a signature, or what was signed, changed by one bit', async () => {
    const { device } = await withPasskey(await signUp('Acme'));
    for (const part of ['signature', 'authenticatorData'] as const) {
      const signed = await device.sign(await challenge());
      const text = signed.response[part];
      // The last byte of r and s, or of the counter: the lowest bit that base64url has whole.
      const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) =>
        char.charCodeAt(0),
      );
      bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
      const response = { ...signed.response, [part]: base64url(bytes) };
      expect(await codeOf(await finish({ ...signed, response }))).toEqual(REFUSED);
      expect((await finish(await device.sign(await challenge()))).status).toBe(200);
    }
  });

  test('with a copy of the device, whose counter is behind', async () => {
    const { device } = await withPasskey(await signUp('Acme'));
    expect((await signIn(device, { counter: 9 })).status).toBe(200);
    for (const counter of [9, 3, 0]) {
      expect(await codeOf(await signIn(device, { counter }))).toEqual(REFUSED);
    }
    expect((await signIn(device, { counter: 10 })).status).toBe(200);
  });

  test('with what is no credential', async () => {
    const { device } = await withPasskey(await signUp('Acme'));
    const signed = await device.sign(await challenge());
    const garbage = base64url(crypto.getRandomValues(new Uint8Array(60)));
    for (const part of ['clientDataJSON', 'authenticatorData', 'signature'] as const) {
      const response = { ...signed.response, [part]: garbage };
      expect((await finish({ ...signed, response })).status).toBeOneOf([401, 403]);
    }
    const long = { ...signed.response, signature: 'a'.repeat(5_000) };
    expect((await finish({ ...signed, response: long })).status).toBe(400);
    expect((await finish({})).status).toBe(400);
  });
});

describe('attacks on registering a passkey', () => {
  test('with someone else’s challenge, twice with one, or with one to sign in', async () => {
    const [member, other] = [await signUp('Acme'), await signUp('Other')];
    const device = await PasskeyDevice.make();
    const options = await begin(other);
    const add = async (made: PasskeyCreation, twist?: Twist) =>
      await codeOf(
        await member.post('/api/passkeys', {
          name: 'mine',
          credential: await device.create(made, twist),
        }),
      );
    const late = [403, 'account.passkey-late'];
    expect(await add(options)).toEqual(late);
    const { challenge: toSignIn } = await challenge();
    expect(await add({ ...options, challenge: toSignIn })).toEqual(late);
    const mine = await begin(member);
    expect(await add(mine, { origin: 'https://evil.example' })).toEqual([
      422,
      'account.passkey-invalid',
    ]);
    expect(await add(mine)).toEqual(late);
    expect(await listOf(member)).toEqual([]);
  });

  test('at another host, unverified, or with certificates', async () => {
    const member = await signUp('Acme');
    const device = await PasskeyDevice.make();
    // {"x5c": [h'00']}: nothing of it is read.
    const statement = [0xa1, 0x63, 0x78, 0x35, 0x63, 0x81, 0x41, 0x00];
    const twists: Twist[] = [
      { rpId: 'evil.example' },
      { isUnverified: true },
      { format: 'packed', statement },
      { format: 'tpm', statement },
      { format: 'none', statement },
    ];
    for (const twist of twists) {
      const credential = await device.create(await begin(member), twist);
      const answer = await member.post('/api/passkeys', { name: 'mine', credential });
      const { code, detail } = await answer.json<{ code: string; detail: string }>();
      expect([answer.status, code]).toEqual([422, 'account.passkey-invalid']);
      const isRead = twist.format === undefined || twist.format === 'none';
      expect(detail === 'no certificates were asked for').toBe(!isRead);
    }
    expect(await listOf(member)).toEqual([]);
  });

  test('in a session that single sign-on opened', async () => {
    const member = await signUp('Acme');
    const options = await begin(member);
    await env.DB.prepare(
      'UPDATE sessions SET only_tenant_id = ?1 WHERE user_id = (SELECT id FROM users WHERE email = ?2)',
    )
      .bind(member.tenantId, member.email)
      .run();
    const credential = await (await PasskeyDevice.make()).create(options);
    const answers = [
      await member.get('/api/passkeys'),
      await member.post('/api/passkeys/begin', { password: PASSWORD }),
      await member.post('/api/passkeys', { name: 'mine', credential }),
      await member.send('/api/passkeys/any', { method: 'DELETE' }),
    ];
    for (const answer of answers) expect(await codeOf(answer)).toEqual([403, 'account.by-sso']);
  });

  test('by guessing the password', async () => {
    const member = await signUp('Acme');
    const statuses = new Set<number>();
    // Across the end of a minute, the limit of ten begins anew once.
    for (let guess = 0; guess < 21; guess += 1) {
      const answer = await member.post('/api/passkeys/begin', { password: `guess ${guess}` });
      statuses.add(answer.status);
    }
    expect([...statuses].sort()).toEqual([403, 429]);
  });
});
