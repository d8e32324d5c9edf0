import { env } from 'cloudflare:workers';
import type { LensDetail } from '../../core/contract/lenses.ts';
import type { PasskeyCreation } from '../../core/contract/passkeys.ts';
import { sampleAttack } from '../../core/sample/sample-attack.ts';
import { PASSWORD, push, signUp, untilDone } from './member.ts';
import type { Member } from './member.ts';
import { PasskeyDevice } from './passkey-device.ts';

/** The rule that the victim has, and nobody else. */
const RULE_ID = '9c1f5f5e-0000-4000-8000-00000000f00d';

const RULE = `title: Zanzibar rule of the victim
id: ${RULE_ID}
level: medium
logsource: {product: windows, service: application}
detection: {s: {EventID: 7777}, condition: s}
`;

const MAPPING_NAME = 'quagga-reader';

const MAPPING = `
name: ${MAPPING_NAME}
when: { device: BadgeReader }
time: at
asset: { host: gate }
nodes:
  badge: { type: principal, principal: badge }
  seen_at: { type: address, ip: ip }
edges: [badge principal_from seen_at]
`;

const ANALYZER_ID = 'quagga-tool';

const ANALYZER = `id: ${ANALYZER_ID}
title: Zanzibar tool {child.name} started by {parent.name}
description: A tool that nobody here uses.
risk: 30
level: medium
techniques: [T1588.002]
lens: [asset]
nodes:
  parent: { type: process }
  child: { type: process, where: { name: zanzibar.exe } }
edges: [[parent, children, child]]
`;

/** A tenant that has something of everything, of which another must see nothing. */
export interface Victim {
  readonly member: Member;
  readonly sourceId: string;
  readonly token: string;
  readonly upload: number;
  /** The name of an object of R2, below the tenant's. */
  readonly objectName: string;
  readonly lensId: string;
  readonly nodeIds: readonly string[];
  readonly ruleId: string;
  readonly pack: string;
  readonly mapping: string;
  readonly analyzer: string;
  readonly memberId: string;
  readonly tokenId: string;
  readonly apiTokenId: string;
  readonly invitation: string;
  readonly invitationCode: string;
  readonly session: string;
  readonly investigation: string;
  readonly assetGroup: string;
  readonly view: string;
  readonly ssoDomain: string;
  readonly passkey: string;
  /** Texts that are the victim's alone: ids, names, what its logs say. */
  readonly words: readonly string[];
}

export async function makeVictim(): Promise<Victim> {
  const member = await signUp('Quagga Shipping');
  const { source, token } = await member.createSource('quagga laptops');
  for (const { body } of sampleAttack(Date.UTC(2026, 0, 1))) await push(token, body);
  await untilDone(member);
  const pack = 'quagga pack';
  const files = [{ path: 'victim.yml', text: RULE }];
  const imported = await member.post('/api/rules/import', { pack, files });
  if (imported.status !== 201) throw new Error(`no rule was imported: ${await imported.text()}`);
  const [lens] = await member.lenses();
  if (lens === undefined) throw new Error('the victim has no lens');
  const detail = await (await member.get(`/api/lenses/${lens.id}`)).json<LensDetail>();
  await made(await member.post('/api/mappings', { source: MAPPING }));
  await made(
    await member.put(`/api/analyzers/${ANALYZER_ID}`, { source: ANALYZER, basedOn: null }),
  );
  const invited = { email: 'zebra@grapnel.example', role: 'viewer' };
  const created = await made<{ invitation: { id: string }; code: string }>(
    await member.post('/api/invitations', invited),
  );
  const wanted = { name: 'quagga robot', scopes: ['read'], expiresInDays: null };
  const apiToken = await made<{ summary: { id: string }; token: string }>(
    await member.post('/api/api-tokens', wanted),
  );
  const { members } = await made<{ members: { id: string }[] }>(await member.get('/api/members'));
  const { sessions } = await made<{ sessions: { id: string }[] }>(
    await member.get('/api/sessions'),
  );
  const nodeIds = detail.graph.nodes.map(({ id }) => id);
  const investigation = await made<{ id: string }>(
    await member.post('/api/investigations', { title: 'quagga case', lens: lens.id }),
  );
  const assetGroup = await made<{ id: string }>(
    await member.post('/api/asset-groups', {
      name: 'quagga servers',
      assets: ['SRV-*'],
      criticality: 'critical',
    }),
  );
  const view = await made<{ id: string }>(
    await member.post('/api/views', { name: 'quagga view', isShared: true, query: {} }),
  );
  await made(
    await member.put('/api/organisation/sso', {
      issuer: 'https://login.quagga.example',
      clientId: 'quagga client',
      clientSecret: 'quagga client secret',
      domains: ['quagga.example'],
      role: 'viewer',
      required: false,
    }),
  );
  const creation = await made<PasskeyCreation>(
    await member.post('/api/passkeys/begin', { password: PASSWORD }),
  );
  const credential = await (await PasskeyDevice.make()).create(creation);
  const passkey = await made<{ id: string }>(
    await member.post('/api/passkeys', { name: 'quagga key', credential }),
  );
  const stored = await env.UPLOADS.list({ prefix: `${member.tenantId}/` });
  return {
    member,
    objectName: stored.objects[0]?.key.slice(member.tenantId.length + 1) ?? '',
    sourceId: source.id,
    token,
    upload: 1,
    lensId: lens.id,
    nodeIds,
    ruleId: RULE_ID,
    pack,
    mapping: MAPPING_NAME,
    analyzer: ANALYZER_ID,
    memberId: members[0]?.id ?? '',
    tokenId: source.tokens[0]?.id ?? '',
    apiTokenId: apiToken.summary.id,
    invitation: created.invitation.id,
    invitationCode: created.code,
    session: sessions[0]?.id ?? '',
    investigation: investigation.id,
    assetGroup: assetGroup.id,
    view: view.id,
    ssoDomain: 'quagga.example',
    passkey: passkey.id,
    words: [
      investigation.id,
      'quagga case',
      assetGroup.id,
      'quagga servers',
      view.id,
      'quagga view',
      'quagga.example',
      passkey.id,
      credential.id,
      'quagga key',
      'quagga client',
      member.tenantId,
      'Quagga Shipping',
      'quagga laptops',
      'quagga pack',
      source.id,
      token,
      source.tokens[0]?.id ?? '',
      'Zanzibar',
      MAPPING_NAME,
      ANALYZER_ID,
      member.email,
      members[0]?.id ?? '',
      apiToken.summary.id,
      apiToken.token,
      'quagga robot',
      invited.email,
      created.invitation.id,
      sessions[0]?.id ?? '',
      RULE_ID,
      'WS-FINANCE-07',
      'SRV-FILES-02',
      '198.51.100.77',
      ...nodeIds,
    ],
  };
}

/** The answer of what must succeed. */
async function made<T = undefined>(answer: Response): Promise<T> {
  if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
  return (answer.status === 204 ? undefined : await answer.json()) as T;
}

/** All that a tenant shows of itself, as one text: what nobody else may change. */
export async function snapshotOf({ member, lensId, investigation }: Victim): Promise<string> {
  const paths = [
    '/api/session',
    '/api/sources',
    '/api/uploads',
    '/api/lenses',
    `/api/lenses/${lensId}`,
    '/api/graph',
    '/api/asset-groups',
    '/api/views',
    '/api/passkeys',
    `/api/investigations/${investigation}`,
    `/api/investigations/${investigation}/history`,
    '/api/rules',
    '/api/mappings',
    `/api/analyzers/${ANALYZER_ID}`,
    '/api/members',
    '/api/invitations',
    '/api/sessions',
    '/api/api-tokens',
    '/api/organisation/sso',
  ];
  const texts = await Promise.all(
    paths.map(async (path) => {
      const answer = await member.get(path);
      if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
      return `${path}\n${await answer.text()}`;
    }),
  );
  return texts.join('\n');
}

/** Which of the victim's words a text has that were not in what was sent. */
export function leaked({ words }: Victim, text: string, sent: string): string[] {
  return words.filter((word) => text.includes(word) && !sent.includes(word));
}
