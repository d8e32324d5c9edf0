import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, inject, test, vi } from 'vitest';
import type { SsoAnswer } from '../../core/contract/sso.ts';
import type { AuditEntry } from '../../core/contract/audit.ts';
import { app } from '../../workers/api/app.ts';
import { join, PASSWORD, signUp } from './member.ts';
import type { Member } from './member.ts';

const ORIGIN = 'https://grapnel.example';

/** The TXT records that the DNS has. */
let records: Map<string, string>;
/** What the provider's discovery document says besides, and all that was asked outside. */
let discovered: object;
let asked: string[];

beforeEach(() => {
  records = new Map();
  discovered = {};
  asked = [];
  const real = globalThis.fetch;
  // Of the world outside only the DNS is played; the provider runs, and may be made to lie.
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const { href, host, searchParams } = new URL(input instanceof Request ? input.url : input);
    asked.push(href);
    if (href.includes('/.well-known/')) {
      const said = await (await real(href, init)).json<object>();
      return Response.json({ ...said, ...discovered });
    }
    if (host !== 'cloudflare-dns.com') return await real(href, init);
    const text = records.get(searchParams.get('name') ?? '');
    return Response.json({ Answer: text === undefined ? [] : [{ type: 16, data: `"${text}"` }] });
  });
});
afterEach(() => vi.restoreAllMocks());

/** Calls the Worker of a deployment that lets providers be on this machine. */
async function call(
  path: string,
  { cookie = '', method = 'GET', body, local = '1' }: Partial<Call> = {},
): Promise<Response> {
  const context = createExecutionContext();
  const answer = await app.fetch(
    new Request(path.startsWith('/') ? ORIGIN + path : path, {
      method,
      headers: { cookie, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
    { ...env, LOCAL_ISSUERS: local },
    context,
  );
  await waitOnExecutionContext(context);
  return answer;
}

interface Call {
  readonly cookie: string;
  readonly method: string;
  readonly body: unknown;
  readonly local: string;
}

const newDomain = (): string => `${crypto.randomUUID()}.example`;

const settingsOf = (domain: string, more: object = {}) => ({
  issuer: inject('issuer'),
  clientId: 'grapnel',
  clientSecret: 'a secret of the client',
  domains: [domain],
  role: 'analyst',
  required: false,
  ...more,
});

function put({ cookie }: Member, body: unknown, local = '1'): Promise<Response> {
  return call('/api/organisation/sso', { cookie, method: 'PUT', body, local });
}

async function codeOf(answer: Response): Promise<unknown> {
  return (await answer.json<{ code: string }>()).code;
}

/** Has the DNS say what shows that a domain is an organisation's, and the service look. */
async function prove({ cookie }: Member, domain: string): Promise<Response> {
  const told = await call('/api/organisation/sso', { cookie });
  const { sso } = await told.json<SsoAnswer>();
  const record = sso?.domains.find((one) => one.domain === domain)?.record;
  if (record !== undefined) records.set(record.name, record.text);
  return await call(`/api/organisation/sso/domains/${domain}/prove`, { cookie, method: 'POST' });
}

/** An organisation that has single sign-on for a domain of its own. */
async function withSso(name = 'Acme'): Promise<{ owner: Member; domain: string }> {
  const owner = await signUp(name);
  const domain = newDomain();
  expect((await put(owner, settingsOf(domain))).status).toBe(204);
  expect((await prove(owner, domain)).status).toBe(204);
  return { owner, domain };
}

/** Goes to the provider and comes back, as a browser does. @returns what is to be called, and as whom */
async function goToProvider(email: string): Promise<{ back: string; cookie: string }> {
  const begun = await call('/api/sign-in/sso', { method: 'POST', body: { email } });
  expect(begun.status).toBe(200);
  const { url } = await begun.json<{ url: string }>();
  const sent = await fetch(url, { redirect: 'manual' });
  return { back: sent.headers.get('location') ?? '', cookie: cookiesOf(begun) };
}

function cookiesOf(answer: Response): string {
  const set = answer.headers.getSetCookie().map((text) => text.split(';', 1)[0] ?? '');
  return set.filter((text) => !text.endsWith('=')).join('; ');
}

async function signIn(email: string): Promise<{ to: string | null; cookie: string }> {
  const { back, cookie } = await goToProvider(email);
  const answer = await call(back, { cookie });
  expect(answer.status).toBe(303);
  return { to: answer.headers.get('location'), cookie: cookiesOf(answer) };
}

async function auditOf(owner: Member): Promise<AuditEntry[]> {
  return (await (await owner.get('/api/audit')).json<{ entries: AuditEntry[] }>()).entries;
}

describe('single sign-on', () => {
  test('makes someone a member of a proven domain, as what an owner said, and notes it', async () => {
    const { owner, domain } = await withSso();
    const { to, cookie } = await signIn(`ann@${domain}`);
    expect(to).toBe('/');
    const session = await (await call('/api/session', { cookie })).json();
    expect(session).toMatchObject({
      user: { email: `ann@${domain}` },
      tenant: { id: owner.tenantId },
      role: 'analyst',
    });
    const [entry] = await auditOf(owner);
    expect(entry).toMatchObject({
      actor: { kind: 'member', name: `ann@${domain}` },
      detail: { outcome: 'signed in', joinedAs: 'analyst' },
    });
    // Again: the same person.
    const again = await signIn(`ann@${domain}`);
    const members = await (await owner.get('/api/members')).json<{ members: unknown[] }>();
    expect([again.to, members.members.length]).toEqual(['/', 2]);
  });

  test('keeps the client’s secret sealed, and tells it nobody', async () => {
    const { owner } = await withSso();
    const row = await env.DB.prepare(
      'SELECT client_secret AS s FROM sso_settings WHERE tenant_id = ?',
    )
      .bind(owner.tenantId)
      .first<{ s: string }>();
    expect(row?.s.length).toBeGreaterThan(20);
    const told = [
      await (await call('/api/organisation/sso', owner)).text(),
      await (await owner.get('/api/export')).text(),
      JSON.stringify(await auditOf(owner)),
    ];
    for (const text of told) {
      expect(text).toContain('grapnel');
      expect(text).not.toContain('a secret of the client');
      expect(text).not.toContain(row?.s);
    }
  });

  test('never makes an owner, and is an owner’s to set', async () => {
    const { owner, domain } = await withSso();
    expect((await put(owner, settingsOf(domain, { role: 'owner' }))).status).toBe(400);
    const admin = await join(owner, 'admin');
    expect((await put(admin, settingsOf(domain))).status).toBe(403);
    expect((await call('/api/organisation/sso', admin)).status).toBe(403);
  });

  test('opens this organisation alone, also to who belongs to others', async () => {
    const { owner, domain } = await withSso();
    const email = `both@${domain}`;
    const elsewhere = await signUp('Elsewhere', email);
    const { cookie } = await signIn(email);
    const session = await (await call('/api/session', { cookie })).json<{ tenant: unknown }>();
    expect(session.tenant).toMatchObject({ id: owner.tenantId });
    const own = await (await call('/api/organisations', { cookie })).text();
    expect(own).not.toContain(elsewhere.tenantId);
    const post = (path: string, body: unknown = {}) => call(path, { cookie, method: 'POST', body });
    const refused = [
      await post(`/api/organisations/${elsewhere.tenantId}/switch`),
      await post('/api/organisations', { name: 'mine' }),
      await post('/api/two-factor', { password: PASSWORD }),
      await post('/api/invitations/x/accept'),
      await call('/api/sessions', { cookie, method: 'DELETE' }),
    ];
    for (const answer of refused) {
      expect([answer.status, await codeOf(answer)]).toEqual([403, 'account.by-sso']);
    }
    const sessions = await (
      await call('/api/sessions', { cookie })
    ).json<{ sessions: unknown[] }>();
    expect(sessions.sessions).toHaveLength(1);
  });

  test('a password that somebody set before does not open what single sign-on made', async () => {
    const { owner, domain } = await withSso();
    const email = `victim@${domain}`;
    const squatter = await signUp('Squatter', email);
    expect((await signIn(email)).to).toBe('/');
    const again = await squatter.again();
    expect(again.tenantId).toBe(squatter.tenantId);
    const answer = await again.post(`/api/organisations/${owner.tenantId}/switch`, {});
    expect([answer.status, await codeOf(answer)]).toEqual([403, 'api.sso-required']);
  });

  test('may be required: passwords open it to owners alone, at once', async () => {
    const { owner, domain } = await withSso();
    const member = await join(owner, 'analyst');
    expect((await member.get('/api/session')).status).toBe(200);
    expect((await put(owner, settingsOf(domain, { required: true }))).status).toBe(204);
    const answer = await member.get('/api/session');
    expect([answer.status, await codeOf(answer)]).toEqual([403, 'api.sso-required']);
    expect((await owner.get('/api/session')).status).toBe(200);
    const { cookie } = await signIn(`new@${domain}`);
    expect((await call('/api/session', { cookie })).status).toBe(200);
  });

  test('cannot be required before a domain is proven', async () => {
    const owner = await signUp('Acme');
    const answer = await put(owner, settingsOf(newDomain(), { required: true }));
    expect([answer.status, await codeOf(answer)]).toEqual([409, 'sso.no-proven-domain']);
  });

  test('ends with who came by it, and the sessions that it opened', async () => {
    const { owner, domain } = await withSso();
    const { cookie } = await signIn(`ann@${domain}`);
    expect((await owner.send('/api/organisation/sso', { method: 'DELETE' })).status).toBe(204);
    expect((await call('/api/session', { cookie })).status).toBe(401);
    const { members } = await (await owner.get('/api/members')).json<{ members: unknown[] }>();
    expect(members).toHaveLength(1);
    const begun = await call('/api/sign-in/sso', {
      method: 'POST',
      body: { email: `a@${domain}` },
    });
    expect([begun.status, await codeOf(begun)]).toEqual([404, 'sso.none']);
  });
});

describe('single sign-on refuses', () => {
  test.each([
    ['an address that the provider has not verified', 'unverified', 'unverified', /^$/],
    ['a token for another audience', 'audience', 'provider', /"aud"/],
    ['a token of another issuer', 'issuer', 'provider', /"iss"/],
    ['a token with another nonce', 'nonce', 'provider', /"nonce"/],
    ['a token that is over', 'late', 'provider', /"exp"/],
  ])('%s', async (_, name, fault, reason) => {
    const { owner, domain } = await withSso();
    const { to, cookie } = await signIn(`${name}@${domain}`);
    expect([to, cookie]).toEqual([`/sign-in?sso=${fault}`, '']);
    const [entry] = await auditOf(owner);
    expect(entry).toMatchObject({ actor: { name: 'single sign-on' }, detail: { outcome: fault } });
    expect(entry?.detail.reason ?? '').toMatch(reason);
  });

  test('an address of somebody else’s domain, whatever the provider verified', async () => {
    const theirs = await withSso('Theirs');
    const mine = await withSso('Mine');
    const begun = await call('/api/sign-in/sso', {
      method: 'POST',
      body: { email: `me@${mine.domain}` },
    });
    const at = new URL((await begun.json<{ url: string }>()).url);
    // The provider signs in another one than who began.
    at.searchParams.set('login_hint', `boss@${theirs.domain}`);
    const sent = await fetch(at, { redirect: 'manual' });
    const answer = await call(sent.headers.get('location') ?? '', { cookie: cookiesOf(begun) });
    expect(answer.headers.get('location')).toBe('/sign-in?sso=domain');
  });

  test('another state, and who has not begun in this browser', async () => {
    const { domain } = await withSso();
    const { back, cookie } = await goToProvider(`ann@${domain}`);
    const forged = new URL(back);
    forged.searchParams.set('state', 'another');
    for (const [at, as] of [
      [forged.href, cookie],
      [back, ''],
    ] as const) {
      const answer = await call(at, { cookie: as });
      expect(answer.headers.get('location')).toBe('/sign-in?sso=expired');
      expect(cookiesOf(answer)).toBe('');
    }
  });

  test('a code that was used, and one that another sign-in was given', async () => {
    const { domain } = await withSso();
    const first = await goToProvider(`ann@${domain}`);
    expect((await call(first.back, first)).headers.get('location')).toBe('/');
    const replayed = await call(first.back, first);
    expect(replayed.headers.get('location')).toBe('/sign-in?sso=expired');
    const mine = await goToProvider(`ann@${domain}`);
    const theirs = await goToProvider(`bob@${domain}`);
    const mixed = new URL(mine.back);
    mixed.searchParams.set('code', new URL(theirs.back).searchParams.get('code') ?? '');
    const answer = await call(mixed.href, mine);
    // PKCE: the code is for who began with another verifier.
    expect(answer.headers.get('location')).toBe('/sign-in?sso=provider');
  });

  test('another person under the address of a member, until that one is removed', async () => {
    const { owner, domain } = await withSso();
    const email = `ann@${domain}`;
    expect((await signIn(email)).to).toBe('/');
    await env.DB.prepare('UPDATE sso_people SET subject = ? WHERE tenant_id = ?')
      .bind('who had the address before', owner.tenantId)
      .run();
    expect((await signIn(email)).to).toBe('/sign-in?sso=other');
    const { members } = await (
      await owner.get('/api/members')
    ).json<{ members: { id: string; email: string }[] }>();
    const member = members.find((one) => one.email === email);
    await owner.send(`/api/members/${member?.id}`, { method: 'DELETE' });
    expect((await signIn(email)).to).toBe('/');
  });

  test('a domain that is not proven, and one that another organisation has proven', async () => {
    const { domain } = await withSso('First');
    const other = await signUp('Second');
    await put(other, settingsOf(domain));
    const before = await call(`/api/organisation/sso/domains/${domain}/prove`, {
      ...other,
      method: 'POST',
    });
    // The record that is there is the first one's.
    expect([before.status, await codeOf(before)]).toEqual([409, 'sso.not-proven']);
    const after = await prove(other, domain);
    expect([after.status, await codeOf(after)]).toEqual([409, 'sso.domain-taken']);
    const unproven = newDomain();
    await put(other, settingsOf(unproven));
    const begun = await call('/api/sign-in/sso', {
      method: 'POST',
      body: { email: `a@${unproven}` },
    });
    expect(begun.status).toBe(404);
  });

  test.each([
    'http://provider.example',
    'https://10.0.0.1',
    'https://169.254.169.254/latest',
    'https://[::1]/',
    'https://localhost',
    'https://provider.internal',
    'https://user:secret@provider.example',
    'https://provider.example:8443',
  ])('an issuer where the service may not go: %s', async (issuer) => {
    const owner = await signUp('Acme');
    const answer = await put(owner, settingsOf(newDomain(), { issuer }), '');
    expect([answer.status, await codeOf(answer)]).toEqual([422, 'sso.invalid']);
  });

  test('a discovery document that leads to private addresses', async () => {
    const { domain } = await withSso();
    discovered = { token_endpoint: 'https://10.0.0.1/token' };
    const { to } = await signIn(`ann@${domain}`);
    expect(to).toBe('/sign-in?sso=provider');
    expect(asked.filter((url) => url.includes('10.0.0.1'))).toEqual([]);
    discovered = { authorization_endpoint: 'http://provider.example/authorize' };
    const begun = await call('/api/sign-in/sso', {
      method: 'POST',
      body: { email: `ann@${domain}` },
    });
    expect([begun.status, await codeOf(begun)]).toEqual([503, 'sso.provider']);
  });

  test('to send the secret that it keeps to another provider', async () => {
    const { owner, domain } = await withSso();
    const { clientSecret, ...without } = settingsOf(domain);
    expect(clientSecret).not.toBe('');
    expect((await put(owner, without)).status).toBe(204);
    const answer = await put(owner, { ...without, issuer: 'https://evil.example' });
    expect([answer.status, await codeOf(answer)]).toEqual([422, 'sso.invalid']);
  });
});
