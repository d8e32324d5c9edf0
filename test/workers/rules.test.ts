import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test } from 'vitest';
import type { LensDetail } from '../../core/contract/lenses.ts';
import type {
  Coverage,
  RuleDetail,
  RuleImport,
  RuleList,
  RuleState,
} from '../../core/contract/rules.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';
import { addKinds, listKinds } from '../../workers/d1/source-kinds.ts';
import { push, signUp, untilDone } from './member.ts';
import type { Member } from './member.ts';

const ENCODED = '9c1f5f5e-0000-4000-8000-000000000001';
const CLEARED = '9c1f5f5e-0000-4000-8000-000000000002';

/** A rule about a command line, in full. */
const ENCODED_RULE = `title: Tool With Odd Argument
id: ${ENCODED}
status: test
level: high
author: Ada Example
license: DRL 1.1
description: A tool that is asked for what it seldom does.
references: [https://example.com/encoded]
falsepositives: [Installers]
tags: [attack.t1218.001, attack.execution]
logsource: {product: windows, category: process_creation}
detection:
  selection:
    Image|endswith: '\\tool.exe'
    CommandLine|contains: ' -odd'
  condition: selection
`;

/** A rule about an event that the graph has no use for. */
const CLEARED_RULE = `title: Odd service event
id: ${CLEARED}
level: medium
logsource: {product: windows, service: application}
detection: {s: {EventID: 7777}, condition: s}
`;

const START = Date.UTC(2026, 0, 1, 10);

/** A process creation of Sysmon, as flat JSON. */
function started(pid: number, commandLine: string, host = 'DESK-1'): string {
  const time = new Date(START + pid * 1000).toISOString();
  return JSON.stringify({
    EventID: 1,
    Channel: 'Microsoft-Windows-Sysmon/Operational',
    SourceName: 'Microsoft-Windows-Sysmon',
    Hostname: host,
    UtcTime: time.replace('T', ' ').replace('Z', ''),
    ProcessGuid: `{0A1B2C3D-0001-0002-0003-${String(pid).padStart(12, '0')}}`,
    ProcessId: String(pid),
    Image: 'C:\\Program Files\\Example\\tool.exe',
    CommandLine: commandLine,
    User: 'ACME\\ana',
    ParentProcessGuid: '{0A1B2C3D-0001-0002-0003-00000000FFFF}',
    ParentProcessId: '4242',
    ParentImage: 'C:\\Program Files\\Example\\host.exe',
  });
}

/** So many processes that the rule matches. */
const encoded = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => started(1000 + index, 'tool -odd QQ=='));

async function importFiles(
  member: Member,
  files: Readonly<Record<string, string>>,
  options: object = {},
): Promise<RuleImport> {
  const list = Object.entries(files).map(([path, text]) => ({ path, text }));
  const response = await member.post('/api/rules/import', {
    pack: 'own',
    files: list,
    ...options,
  });
  expect(response.status).toBe(201);
  return await response.json<RuleImport>();
}

async function setState(member: Member, id: string, state: RuleState | null): Promise<void> {
  const response = await member.send('/api/rules', {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ids: [id], state }),
  });
  expect(response.status).toBe(204);
}

async function ruleOf(member: Member, id: string) {
  const { rules } = await (await member.get('/api/rules')).json<RuleList>();
  return rules.find((rule) => rule.id === id);
}

async function lensesOf(member: Member): Promise<LensDetail[]> {
  const lenses = await member.lenses();
  return await Promise.all(
    lenses.map(async ({ id }) => (await member.get(`/api/lenses/${id}`)).json<LensDetail>()),
  );
}

/** A new tenant with a source, and what it takes to send it records. */
async function newTenant(name: string) {
  const member = await signUp(name);
  const { token } = await member.createSource();
  const send = async (...records: readonly string[]): Promise<void> => {
    await push(token, records.join('\n'));
    await untilDone(member);
  };
  return { member, send };
}

describe('a rule of a tenant', () => {
  let acme: Awaited<ReturnType<typeof newTenant>>;
  let other: Awaited<ReturnType<typeof newTenant>>;

  beforeAll(async () => {
    [acme, other] = [await newTenant('Acme'), await newTenant('Other')];
    await importFiles(acme.member, { 'a/encoded.yml': ENCODED_RULE });
    await acme.send(started(100, 'tool -odd QQ=='), started(101, 'tool -even x'));
    await other.send(started(100, 'tool -odd QQ=='));
  });

  test('opens the lenses of host and user, with its title, level and author', async () => {
    const lenses = await lensesOf(acme.member);
    expect(lenses.map(({ lens }) => [lens.type, lens.name, lens.score]).sort()).toEqual([
      ['asset', 'DESK-1', 60],
      ['user', 'ACME\\ana', 60],
    ]);
    for (const { rows, graph } of lenses) {
      expect(rows).toEqual([
        expect.objectContaining({
          analyzerId: `sigma:${ENCODED}`,
          kind: 'sigma',
          title: 'Tool With Odd Argument',
          risk: 60,
          hits: 1,
          techniques: ['T1218.001'],
          rule: {
            level: 'high',
            author: 'Ada Example',
            license: 'DRL 1.1',
            description: 'A tool that is asked for what it seldom does.',
            references: ['https://example.com/encoded'],
            falsePositives: ['Installers'],
          },
        }),
      ]);
      const labels = graph.nodes.filter(({ risk }) => risk > 0).map(({ label }) => label);
      expect(labels.sort()).toEqual(['host.exe (4242)', 'tool.exe', 'tool.exe (100)']);
    }
  });

  test('law 6: never applies to another tenant', async () => {
    expect(await other.member.lenses()).toEqual([]);
    expect(await (await other.member.get('/api/rules')).json()).toMatchObject({
      packs: [],
      rules: [],
    });
    const theirs = await other.member.get(`/api/rules/${ENCODED}`);
    const nobodys = await other.member.get('/api/rules/none');
    expect([theirs.status, nobodys.status]).toEqual([404, 404]);
    await setState(other.member, ENCODED, 'off');
    expect(await ruleOf(acme.member, ENCODED)).toMatchObject({ state: 'on', setting: null });
  });

  test('is listed with what holds for it, and shown with its source', async () => {
    expect(await ruleOf(acme.member, ENCODED)).toEqual({
      id: ENCODED,
      title: 'Tool With Odd Argument',
      kind: 'event',
      level: 'high',
      status: 'test',
      author: 'Ada Example',
      techniques: ['T1218.001'],
      logs: 'windows / process_creation',
      pack: 'own',
      state: 'on',
      setting: null,
      isNoisy: false,
      hits: 1,
      isSilent: false,
      isFed: true,
      isOwn: false,
      missingLists: [],
    });
    const shown = await (await acme.member.get(`/api/rules/${ENCODED}`)).json<RuleDetail>();
    expect(shown).toMatchObject({ path: 'a/encoded.yml', source: ENCODED_RULE });
    expect(shown.feeds.map(({ kinds }) => kinds)).toEqual([
      ['windows · Microsoft-Windows-Sysmon/Operational · 1'],
    ]);
  });

  test('counts for the coverage, which the ATT&CK Navigator reads', async () => {
    const { techniques } = await (await acme.member.get('/api/rules/coverage')).json<Coverage>();
    const own = techniques.find(({ technique }) => technique === 'T1218.001');
    expect(own?.hits).toBe(1);
    const layer = await (
      await acme.member.get('/api/rules/coverage?format=navigator')
    ).json<{ techniques: { techniqueID: string; score: number }[] }>();
    expect(layer).toMatchObject({ domain: 'enterprise-attack', versions: { layer: '4.5' } });
    expect(layer.techniques.map(({ techniqueID }) => techniqueID)).toContain('T1218.001');
  });

  test('in shadow hits and scores nothing; on again, it scores as before', async () => {
    await setState(acme.member, ENCODED, 'shadow');
    expect(await acme.member.lenses()).toEqual([]);
    await acme.send(started(102, 'tool -odd Qg=='));
    expect(await ruleOf(acme.member, ENCODED)).toMatchObject({ state: 'shadow', hits: 2 });
    expect(await acme.member.lenses()).toEqual([]);
    await setState(acme.member, ENCODED, null);
    expect((await acme.member.lenses()).map(({ score }) => score)).toEqual([90, 90]);
  });

  test('that is off is not matched, and its hits of before score nothing', async () => {
    await setState(acme.member, ENCODED, 'off');
    await acme.send(started(103, 'tool -odd Qw=='));
    expect(await ruleOf(acme.member, ENCODED)).toMatchObject({ state: 'off', hits: 2 });
    expect(await acme.member.lenses()).toEqual([]);
    await setState(acme.member, ENCODED, 'on');
    expect((await acme.member.lenses())[0]?.hits).toBe(2);
  });
});

test('a record that the graph ignores is kept when a rule matches it', async () => {
  const { member, send } = await newTenant('Ignored');
  await importFiles(member, { 'r.yml': CLEARED_RULE });
  const event = { EventID: 7777, Channel: 'Application', Hostname: 'SRV-1' };
  await send(JSON.stringify({ ...event, '@timestamp': new Date(START).toISOString() }));
  const [upload] = await member.uploads();
  expect(upload?.records).toEqual({ received: 1, accepted: 1, rejected: 0, ignored: 0 });
  const [lens] = await lensesOf(member);
  expect(lens?.lens).toMatchObject({ type: 'asset', name: 'SRV-1', score: 25 });
});

test('importing again says what was added, changed, removed and refused, and where', async () => {
  const { member } = await newTenant('Importer');
  const first = await importFiles(member, { 'a.yml': ENCODED_RULE, 'b.yml': CLEARED_RULE });
  expect(first).toMatchObject({ unchanged: 0, changed: [], removed: [], rejected: [] });
  expect(first.added.map(({ id }) => id)).toEqual([ENCODED, CLEARED]);
  const broken =
    'title: Broken\nlogsource: {product: windows}\ndetection: {a: {b: c}, condition: aa}\n';
  const second = await importFiles(member, {
    'a.yml': ENCODED_RULE.replace('-odd', '-o'),
    'c.yml': broken,
  });
  expect(second).toMatchObject({
    pack: { name: 'own', rules: 1, rejected: 1 },
    added: [],
    changed: [{ id: ENCODED }],
    removed: [{ id: CLEARED }],
    rejected: [{ path: 'c.yml', line: 3, message: expect.stringContaining('aa') as string }],
  });
  expect(
    (await importFiles(member, { 'b.yml': CLEARED_RULE }, { keepOthers: true })).pack,
  ).toMatchObject({
    rules: 2,
  });
  const removed = await member.send('/api/rules/packs/own', { method: 'DELETE' });
  expect(removed.status).toBe(204);
  expect(await (await member.get('/api/rules')).json()).toMatchObject({ packs: [], rules: [] });
});

test('a rule that hits more than its share goes into shadow, and comes back when a member says so', async () => {
  const { member, send } = await newTenant('Noisy');
  await importFiles(member, { 'a.yml': ENCODED_RULE });
  await send(...encoded(110));
  expect(await ruleOf(member, ENCODED)).toMatchObject({ state: 'on', isNoisy: false, hits: 110 });
  expect((await member.lenses())[0]?.score).toBe(120);
  await send(...encoded(111));
  expect(await ruleOf(member, ENCODED)).toMatchObject({
    state: 'shadow',
    isNoisy: true,
    setting: null,
  });
  expect(await member.lenses()).toEqual([]);
  await setState(member, ENCODED, 'on');
  expect((await member.lenses())[0]?.hits).toBe(111);
});

test('rules that another version compiled are read from their files', async () => {
  const { member, send } = await newTenant('Old');
  await importFiles(member, { 'a.yml': ENCODED_RULE });
  const { objects } = await env.UPLOADS.list({ prefix: `${member.tenantId}/rules/matcher-` });
  const [{ key } = { key: '' }] = objects;
  const text = (await (await env.UPLOADS.get(key))?.text()) ?? '';
  await env.UPLOADS.put(key, text.replace('"version":1', '"version":0'));
  await send(started(100, 'tool -odd x'));
  expect(await ruleOf(member, ENCODED)).toMatchObject({ hits: 1 });
});

test('what rules leave behind when they are replaced is deleted', async () => {
  const { member } = await newTenant('Tidy');
  await importFiles(member, { 'a.yml': ENCODED_RULE });
  await importFiles(member, { 'b.yml': CLEARED_RULE });
  const { objects } = await env.UPLOADS.list({ prefix: `${member.tenantId}/rules/` });
  expect(objects).toHaveLength(4);
});

describe('what is no import', () => {
  test.each([
    ['both files and a URL', { pack: 'p', files: [], url: 'https://example.com/x.zip' }, 400],
    ['an address', { pack: 'p', url: 'https://127.0.0.1/x.zip' }, 422],
    ['plain http', { pack: 'p', url: 'http://example.com/x.zip' }, 400],
    ['no rule', { pack: 'p', files: [] }, 422],
    ['no name', { pack: ' ', files: [{ path: 'a.yml', text: '' }] }, 400],
  ])('%s', async (_, body, status) => {
    const { member } = await newTenant('Wrong');
    expect((await member.post('/api/rules/import', body)).status).toBe(status);
  });

  test('a damaged archive', async () => {
    const { member } = await newTenant('Damaged');
    const response = await member.send('/api/rules/import?pack=p', {
      method: 'POST',
      headers: { 'content-type': 'application/gzip' },
      body: new Uint8Array([0x1f, 0x8b, 8, 0, 1, 2, 3]),
    });
    expect(response.status).toBe(400);
  });
});

test('the kinds of records of a source are added up, each once', async () => {
  const member = await signUp('Kinds');
  const { source } = await member.createSource();
  const tenant = member.tenantId as TenantId;
  await addKinds(env.DB, tenant, source.id, ['a', 'b']);
  await addKinds(env.DB, tenant, source.id, ['b', 'c']);
  const [found] = await listKinds(env.DB, tenant);
  expect(found?.kinds.toSorted()).toEqual(['a', 'b', 'c']);
  expect(await listKinds(env.DB, 'another' as TenantId)).toEqual([]);
});

test('a filter takes away what it names, from rules of any pack, unless it is off', async () => {
  const { member, send } = await newTenant('Filtered');
  await importFiles(member, { 'encoded.yml': ENCODED_RULE });
  const filter = `title: Not our own host
id: f117e500-0000-4000-8000-000000000001
logsource: {product: windows, category: process_creation}
filter:
  rules: [${ENCODED}]
  selection: {Hostname: OURS}
  condition: selection
`;
  await importFiles(member, { 'filter.yml': filter }, { pack: 'filters' });
  const names = async () => (await member.lenses()).map(({ name }) => name);
  await send(started(1, 'tool -odd A', 'OURS'), started(2, 'tool -odd B', 'THEIRS'));
  expect(await names()).toContain('THEIRS');
  expect(await names()).not.toContain('OURS');
  await setState(member, 'f117e500-0000-4000-8000-000000000001', 'off');
  expect(await ruleOf(member, 'f117e500-0000-4000-8000-000000000001')).toMatchObject({
    kind: 'filter',
    state: 'off',
  });
  await send(started(3, 'tool -odd C', 'OURS'));
  expect(await names()).toContain('OURS');
  await setState(member, 'f117e500-0000-4000-8000-000000000001', null);
  await send(started(4, 'tool -odd D', 'OURS-TOO'), started(5, 'tool -odd E', 'OURS'));
  const { rules } = await (await member.get('/api/rules')).json<RuleList>();
  expect(rules.find(({ id }) => id === ENCODED)?.hits).toBe(3);
});
