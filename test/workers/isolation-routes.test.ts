import { beforeAll, describe, expect, test } from 'vitest';
import { app } from '../../workers/api/app.ts';
import { declaredRoutes } from '../../workers/api/declaration.ts';
import { request, signUp } from './member.ts';
import type { Member } from './member.ts';
import { leaked, makeVictim, snapshotOf } from './victim.ts';
import type { Victim } from './victim.ts';

let victim: Victim;
let other: Member;
let otherToken: string;
let before: string;

beforeAll(async () => {
  victim = await makeVictim();
  other = await signUp('Other');
  otherToken = (await other.createSource('of the other')).token;
  before = await snapshotOf(victim);
});

/** A call of a route in which every id is the victim's. */
interface Call {
  readonly path: string;
  readonly body?: unknown;
  /**
   * `hidden`: what the path or the body names is not there for others. `own`: the route names
   * nothing of a tenant; it answers with what is the caller's.
   */
  readonly answer: 'hidden' | 'own';
}

const filterOf = (rule: string) =>
  `title: mine\nlogsource: {product: windows}\nfilter: {rules: [${rule}], s: {Image: x}, condition: s}`;
const hidden = (path: string, body?: unknown): Call => ({ path, body, answer: 'hidden' });
const own = (path: string, body?: unknown): Call => ({ path, body, answer: 'own' });

/** A rule of whoever calls. */
const MY_RULE = `title: mine\nid: mine\nlogsource: {product: x}\ndetection: {s: {a: b}, condition: s}\n`;

/** How every route is called that has a tenant. What signs out comes last. */
const calls: Readonly<Record<string, (of: Victim) => Call>> = {
  'GET /api/session': () => own('/api/session'),
  'GET /api/sources': () => own('/api/sources'),
  'POST /api/sources': ({ member, sourceId }) =>
    own('/api/sources', { name: 'mine', id: sourceId, tenantId: member.tenantId }),
  'GET /api/uploads': () => own('/api/uploads'),
  'GET /api/sources/:id/health': ({ sourceId }) => hidden(`/api/sources/${sourceId}/health`),
  'PUT /api/sources/:id/quota': ({ sourceId }) =>
    hidden(`/api/sources/${sourceId}/quota`, { bytesPerDay: 1 }),
  'PUT /api/sources/:id/aws-access': ({ sourceId }) =>
    hidden(`/api/sources/${sourceId}/aws-access`, {
      accessKeyId: 'AKIAEXAMPLEEXAMPLE00',
      secretAccessKey: 'x'.repeat(40),
    }),
  'DELETE /api/sources/:id/aws-access': ({ sourceId }) =>
    hidden(`/api/sources/${sourceId}/aws-access`),
  'GET /api/sources/:id/rejects': ({ sourceId }) => hidden(`/api/sources/${sourceId}/rejects`),
  'POST /api/sources/:id/replay': ({ sourceId }) => hidden(`/api/sources/${sourceId}/replay`),
  'POST /api/uploads/:number/replay': ({ upload }) => hidden(`/api/uploads/${upload}/replay`),
  'GET /api/lenses': () => own('/api/lenses'),
  'GET /api/lenses/:id': ({ lensId }) => hidden(`/api/lenses/${lensId}`),
  'PATCH /api/lenses': ({ lensId }) =>
    own('/api/lenses', { ids: [lensId], change: { do: 'tag', add: ['mine'], remove: [] } }),
  'GET /api/lenses/:id/score': ({ lensId }) => hidden(`/api/lenses/${lensId}/score`),
  'GET /api/lenses/:id/history': ({ lensId }) => hidden(`/api/lenses/${lensId}/history`),
  'GET /api/lenses/:id/comments': ({ lensId }) => hidden(`/api/lenses/${lensId}/comments`),
  'POST /api/lenses/:id/comments': ({ lensId }) =>
    hidden(`/api/lenses/${lensId}/comments`, { text: 'mine' }),
  'GET /api/lenses/:id/hits': ({ lensId }) => hidden(`/api/lenses/${lensId}/hits?analyzer=x`),
  'GET /api/hits/:id': ({ nodeIds }) => hidden(`/api/hits/${nodeIds[0]}`),
  'GET /api/investigations': () => own('/api/investigations'),
  'POST /api/investigations': ({ lensId, nodeIds }) =>
    hidden('/api/investigations', { title: 'mine', lens: lensId, nodes: nodeIds.slice(0, 2) }),
  'GET /api/investigations/:id': ({ investigation }) =>
    hidden(`/api/investigations/${investigation}`),
  'PATCH /api/investigations/:id': ({ investigation }) =>
    hidden(`/api/investigations/${investigation}`, { title: 'mine' }),
  'DELETE /api/investigations/:id': ({ investigation }) =>
    hidden(`/api/investigations/${investigation}`),
  'POST /api/investigations/:id/nodes': ({ investigation, nodeIds }) =>
    hidden(`/api/investigations/${investigation}/nodes`, { nodes: nodeIds.slice(0, 2) }),
  'DELETE /api/investigations/:id/nodes/:node': ({ investigation, nodeIds }) =>
    hidden(`/api/investigations/${investigation}/nodes/${nodeIds[0]}`),
  'PUT /api/investigations/:id/nodes/:node/note': ({ investigation, nodeIds }) =>
    hidden(`/api/investigations/${investigation}/nodes/${nodeIds[0]}/note`, { text: 'mine' }),
  'POST /api/investigations/:id/nodes/:node/expand': ({ investigation, nodeIds }) =>
    hidden(`/api/investigations/${investigation}/nodes/${nodeIds[0]}/expand`),
  'DELETE /api/investigations/:id/nodes/:node/expand': ({ investigation, nodeIds }) =>
    hidden(`/api/investigations/${investigation}/nodes/${nodeIds[0]}/expand`),
  'GET /api/investigations/:id/history': ({ investigation }) =>
    hidden(`/api/investigations/${investigation}/history`),
  'GET /api/investigations/:id/export': ({ investigation }) =>
    hidden(`/api/investigations/${investigation}/export`),
  'GET /api/asset-groups': () => own('/api/asset-groups'),
  'POST /api/asset-groups/preview': () => own('/api/asset-groups/preview', { assets: ['*'] }),
  'POST /api/asset-groups': () => own('/api/asset-groups', { name: 'mine', assets: ['*'] }),
  'PUT /api/asset-groups/:id': ({ assetGroup }) =>
    hidden(`/api/asset-groups/${assetGroup}`, { name: 'mine', assets: ['*'] }),
  'DELETE /api/asset-groups/:id': ({ assetGroup }) => hidden(`/api/asset-groups/${assetGroup}`),
  'GET /api/views': () => own('/api/views'),
  'POST /api/views': () => own('/api/views', { name: 'mine', isShared: true, query: {} }),
  'DELETE /api/views/:id': ({ view }) => hidden(`/api/views/${view}`),
  'GET /api/exceptions': () => own('/api/exceptions'),
  'POST /api/exceptions/preview': ({ analyzer }) =>
    own('/api/exceptions/preview', { analyzer, reason: 'mine' }),
  'POST /api/exceptions': ({ analyzer }) => own('/api/exceptions', { analyzer, reason: 'mine' }),
  'POST /api/exceptions/filters/preview': ({ ruleId }) =>
    own('/api/exceptions/filters/preview', { text: filterOf(ruleId) }),
  'POST /api/exceptions/filters': ({ ruleId }) =>
    own('/api/exceptions/filters', { text: filterOf(ruleId) }),
  'DELETE /api/exceptions/:id': ({ lensId }) => hidden(`/api/exceptions/${lensId}`),
  'GET /api/notifications': () => own('/api/notifications'),
  'POST /api/notifications/channels': () => own('/api/notifications/channels', {}),
  'POST /api/notifications/channels/:id/test': ({ lensId }) =>
    hidden(`/api/notifications/channels/${lensId}/test`, {}),
  'DELETE /api/notifications/channels/:id': ({ lensId }) =>
    hidden(`/api/notifications/channels/${lensId}`),
  'GET /api/nodes/:id': ({ nodeIds }) => hidden(`/api/nodes/${nodeIds[0]}`),
  'GET /api/nodes/:id/identity': ({ nodeIds }) => hidden(`/api/nodes/${nodeIds[0]}/identity`),
  'GET /api/evidence/:upload/:record': ({ upload }) => hidden(`/api/evidence/${upload}/1`),
  'GET /api/graph': () => own('/api/graph'),
  'GET /api/shards': () => own('/api/shards'),
  'GET /api/live': () => own('/api/live'),
  'GET /api/rules': () => own('/api/rules'),
  'GET /api/rules/coverage': () => own('/api/rules/coverage'),
  'POST /api/rules/import': () =>
    own('/api/rules/import', { pack: 'mine', files: [{ path: 'a.yml', text: 'title: mine' }] }),
  'PATCH /api/rules': ({ ruleId }) => own('/api/rules', { ids: [ruleId], state: 'off' }),
  'DELETE /api/rules/packs/:name': ({ pack }) =>
    hidden(`/api/rules/packs/${encodeURIComponent(pack)}`),
  'GET /api/rules/:id': ({ ruleId }) => hidden(`/api/rules/${ruleId}`),
  'POST /api/rules/check': () => own('/api/rules/check', { source: MY_RULE }),
  'PUT /api/rules/:id': () => own('/api/rules/mine', { source: MY_RULE, basedOn: null }),
  'DELETE /api/rules/:id': ({ ruleId }) => hidden(`/api/rules/${ruleId}`),
  'GET /api/value-lists': () => own('/api/value-lists'),
  'GET /api/value-lists/:name': ({ analyzer }) => hidden(`/api/value-lists/${analyzer}`),
  'PUT /api/value-lists/:name': () => own('/api/value-lists/mine', { values: ['mine'] }),
  'DELETE /api/value-lists/:name': ({ analyzer }) => hidden(`/api/value-lists/${analyzer}`),
  'GET /api/search': () => own('/api/search?q=WS-FINANCE-07'),
  'GET /api/mappings': () => own('/api/mappings'),
  'POST /api/mappings': () => own('/api/mappings', { source: 'name: mine' }),
  'POST /api/mappings/try': () => own('/api/mappings/try', { source: 'name: mine', sample: '{}' }),
  'DELETE /api/mappings/:name': ({ mapping }) => hidden(`/api/mappings/${mapping}`),
  'GET /api/uploads/:number/records': ({ upload }) => hidden(`/api/uploads/${upload}/records`),
  'POST /api/analyzers/check': () => own('/api/analyzers/check', { source: 'title: mine' }),
  'POST /api/analyzers/run': ({ analyzer }) =>
    hidden('/api/analyzers/run', { id: analyzer, from: 0, to: Date.UTC(2027, 0, 1) }),
  'PATCH /api/analyzers': ({ analyzer }) =>
    own('/api/analyzers', { ids: [analyzer], state: 'off' }),
  'PUT /api/analyzers/:id': ({ analyzer }) =>
    own(`/api/analyzers/${analyzer}`, { source: `id: ${analyzer}`, basedOn: 1 }),
  'DELETE /api/analyzers/:id': ({ analyzer }) => hidden(`/api/analyzers/${analyzer}`),
  'GET /api/analyzers/:id': ({ analyzer }) => hidden(`/api/analyzers/${analyzer}`),
  'GET /api/indicators': () => own('/api/indicators'),
  'PUT /api/indicators/:id': () =>
    own('/api/indicators/mine', { name: 'mine', risk: 40, text: '192.0.2.1' }),
  'PATCH /api/indicators/:id': ({ analyzer }) =>
    hidden(`/api/indicators/${analyzer}`, { state: 'off' }),
  'DELETE /api/indicators/:id': ({ analyzer }) => hidden(`/api/indicators/${analyzer}`),
  'GET /api/members': () => own('/api/members'),
  'PATCH /api/members/:id': ({ memberId }) =>
    hidden(`/api/members/${memberId}`, { role: 'viewer' }),
  'DELETE /api/members/:id': ({ memberId }) => hidden(`/api/members/${memberId}`),
  // The caller is the only owner of their own.
  'DELETE /api/membership': () => own('/api/membership'),
  'PATCH /api/organisation': () => own('/api/organisation', { name: 'Other' }),
  'GET /api/organisation': () => own('/api/organisation'),
  'PUT /api/organisation/retention': () => own('/api/organisation/retention', { days: 30 }),
  'GET /api/export': () => own('/api/export'),
  'GET /api/export/objects/:name': ({ objectName }) => hidden(`/api/export/objects/${objectName}`),
  // By a name that is not the caller's.
  'POST /api/organisation/erase': ({ member }) =>
    own('/api/organisation/erase', { name: member.tenantId }),
  'GET /api/invitations': () => own('/api/invitations'),
  'POST /api/invitations': ({ member }) =>
    own('/api/invitations', { email: member.email, role: 'owner' }),
  'DELETE /api/invitations/:id': ({ invitation }) => hidden(`/api/invitations/${invitation}`),
  'POST /api/invitations/:code/accept': ({ invitationCode }) =>
    hidden(`/api/invitations/${invitationCode}/accept`),
  'GET /api/organisations': () => own('/api/organisations'),
  'POST /api/organisations': () => own('/api/organisations', { name: 'Another' }),
  'POST /api/organisations/:id/switch': ({ member }) =>
    hidden(`/api/organisations/${member.tenantId}/switch`),
  'GET /api/sessions': () => own('/api/sessions'),
  'DELETE /api/sessions/:id': ({ session }) => hidden(`/api/sessions/${session}`),
  'POST /api/sources/:id/tokens': ({ sourceId }) => hidden(`/api/sources/${sourceId}/tokens`),
  'POST /api/sources/:id/tokens/:token/rotate': ({ sourceId, tokenId }) =>
    hidden(`/api/sources/${sourceId}/tokens/${tokenId}/rotate`, { graceSeconds: 0 }),
  'DELETE /api/sources/:id/tokens/:token': ({ sourceId, tokenId }) =>
    hidden(`/api/sources/${sourceId}/tokens/${tokenId}`),
  'GET /api/api-tokens': () => own('/api/api-tokens'),
  'POST /api/api-tokens': () =>
    own('/api/api-tokens', { name: 'mine', scopes: ['read'], expiresInDays: null }),
  'POST /api/api-tokens/:id/rotate': ({ apiTokenId }) =>
    hidden(`/api/api-tokens/${apiTokenId}/rotate`, { graceSeconds: 0 }),
  'DELETE /api/api-tokens/:id': ({ apiTokenId }) => hidden(`/api/api-tokens/${apiTokenId}`),
  'GET /api/account': () => own('/api/account'),
  // Without the right password, so that nothing of the caller changes either.
  'GET /api/passkeys': () => own('/api/passkeys'),
  'POST /api/passkeys/begin': () => own('/api/passkeys/begin', { password: 'wrong' }),
  'POST /api/passkeys': () =>
    own('/api/passkeys', {
      name: 'mine',
      credential: {
        id: 'a',
        rawId: 'a',
        type: 'public-key',
        response: { clientDataJSON: 'a', attestationObject: 'a' },
      },
    }),
  'DELETE /api/passkeys/:id': ({ passkey }) => hidden(`/api/passkeys/${passkey}`),
  'POST /api/two-factor': () => own('/api/two-factor', { password: 'wrong' }),
  'PUT /api/password': () =>
    own('/api/password', { old: 'wrong', password: 'another long password' }),
  'POST /api/two-factor/confirm': () => own('/api/two-factor/confirm', { code: '000000' }),
  'POST /api/two-factor/backup-codes': () =>
    own('/api/two-factor/backup-codes', { password: 'wrong', code: '000000' }),
  'POST /api/two-factor/end': () =>
    own('/api/two-factor/end', { password: 'wrong', code: '000000' }),
  'PUT /api/organisation/two-factor': () =>
    own('/api/organisation/two-factor', { required: false }),
  'GET /api/organisation/sso': () => own('/api/organisation/sso'),
  'PUT /api/organisation/sso': () =>
    own('/api/organisation/sso', {
      issuer: 'https://provider.example',
      clientId: 'mine',
      clientSecret: 'mine',
      domains: ['mine.example'],
      role: 'viewer',
      required: false,
    }),
  'POST /api/organisation/sso/domains/:domain/prove': ({ ssoDomain }) =>
    hidden(`/api/organisation/sso/domains/${ssoDomain}/prove`),
  'DELETE /api/organisation/sso': () => own('/api/organisation/sso'),
  'GET /api/usage': () => own('/api/usage'),
  'GET /api/audit': () => own('/api/audit'),
  'GET /api/audit/export': () => own('/api/audit/export'),
  'DELETE /api/sessions': () => own('/api/sessions'),
  'POST /api/sign-out': () => own('/api/sign-out'),
};

const routes = declaredRoutes(app.routes);
const ofPeople = routes.filter(
  ({ declaration: { who } }) => who === 'member' || who === 'signed in',
);
const named = ofPeople.map(({ method, path }) => `${method} ${path.replace(/\{[^}]*\}+/g, '')}`);

test('every route of people is called here: a new one wants its call in `calls`', () => {
  expect(named.filter((name) => !(name in calls))).toEqual([]);
});

/** Ways to say which tenant is meant. None may count. */
function smuggled(path: string, tenant: string): string {
  const names = ['tenant', 'tenantId', 'tenant_id', 'organizationId', 'activeOrganizationId'];
  const query = names.map((name) => `${name}=${tenant}`).join('&');
  return `${path}${path.includes('?') ? '&' : '?'}${query}`;
}

describe('law 6: with the ids of another tenant', () => {
  const inOrder = named.filter((name) => name in calls).sort((a, b) => rank(a) - rank(b));

  test.each(inOrder)('%s tells and changes nothing of theirs', async (name) => {
    const method = name.slice(0, name.indexOf(' '));
    const { path, body, answer } = callOf(name);
    for (const isSmuggled of [true, false]) {
      const sent = isSmuggled ? smuggled(path, victim.member.tenantId) : path;
      const caller = rank(name) === 0 ? other : await other.again();
      const response = await caller.send(sent, {
        method,
        headers: {
          'content-type': 'application/json',
          'x-tenant-id': victim.member.tenantId,
          'x-grapnel-tenant': victim.member.tenantId,
        },
        body: body === undefined ? null : JSON.stringify(body),
      });
      const text = await response.text();
      expect(leaked(victim, text, `${sent} ${JSON.stringify(body)}`)).toEqual([]);
      expect(response.status, text).toBeLessThan(500);
      // A query that a route does not know may also be refused as such.
      const expected = isSmuggled ? [400, 403, 404] : [403, 404];
      if (answer === 'hidden') expect(expected, text).toContain(response.status);
    }
  });

  test('afterwards, they are as they were', async () => {
    expect(await snapshotOf(victim)).toBe(before);
  });
});

describe('law 6: a shipper who names another tenant', () => {
  const ofShippers = routes.filter(({ declaration: { who } }) => who === 'ingest token');

  test.each(ofShippers)('$method $path takes it as the token’s', async ({ method, path }) => {
    const at = smuggled(filledWith(path, victim.sourceId), victim.member.tenantId);
    const verb = method === 'ALL' ? 'GET' : method;
    const response = await request(at, {
      method: verb,
      headers: {
        authorization: `Bearer ${otherToken}`,
        'content-type': 'application/json',
        'x-tenant-id': victim.member.tenantId,
      },
      body: ['GET', 'HEAD'].includes(verb) ? null : '{"EventID":1}\n',
    });
    expect(leaked(victim, await response.text(), at)).toEqual([]);
  });

  test('afterwards, they are as they were', async () => {
    expect(await snapshotOf(victim)).toBe(before);
  });
});

function callOf(name: string): Call {
  const call = calls[name];
  if (call === undefined) throw new Error(`nothing says how to call ${name}`);
  return call(victim);
}

/** What ends a session of the caller runs last, each with one of its own. */
function rank(name: string): number {
  return ['DELETE /api/sessions', 'POST /api/sign-out'].indexOf(name) + 1;
}

/** A path with a text in the place of every parameter. */
function filledWith(path: string, text: string): string {
  return path
    .replace(/:[a-z]+\{\[\^_\/\]\[\^\/\]\*\}/g, text)
    .replace(/:[a-zA-Z]+(\{[^}]*\}\})?(\{[^}]*\})?/g, text)
    .replace(/\*$/, 'x');
}
