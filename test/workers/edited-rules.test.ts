import { describe, expect, test } from 'vitest';
import type { Problem } from '../../core/contract/problem.ts';
import type { RuleCheck, RuleDetail, RuleImport, RuleList } from '../../core/contract/rules.ts';
import type { ValueLists } from '../../core/contract/value-lists.ts';
import { push, signUp, untilDone } from './member.ts';
import type { Member } from './member.ts';

const ID = 'ed17ed00-0000-4000-8000-000000000001';

const rule = (title: string, image: string): string => `title: ${title}
id: ${ID}
level: high
logsource: {product: windows, category: process_creation}
detection: {s: {Image|endswith: '\\${image}'}, condition: s}
`;

const START = Date.UTC(2026, 0, 1, 10);

function ran(image: string, host = 'DESK-1'): string {
  return JSON.stringify({
    EventID: 1,
    Channel: 'Microsoft-Windows-Sysmon/Operational',
    Hostname: host,
    UtcTime: new Date(START).toISOString().replace('T', ' ').replace('Z', ''),
    ProcessId: '8',
    Image: `C:\\Temp\\${image}`,
    CommandLine: image,
  });
}

async function importRule(member: Member, text: string): Promise<RuleImport> {
  const files = [{ path: 'a.yml', text }];
  const response = await member.post('/api/rules/import', { pack: 'public', files });
  expect(response.status).toBe(201);
  return await response.json<RuleImport>();
}

async function put(member: Member, path: string, body: unknown): Promise<Response> {
  return await member.send(path, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

async function detail(member: Member, id = ID): Promise<RuleDetail> {
  return await (await member.get(`/api/rules/${id}`)).json<RuleDetail>();
}

describe('a rule that is edited here', () => {
  test('holds in place of the imported one, with who saved it, and is not overwritten', async () => {
    const member = await signUp('Editor');
    const { token } = await member.createSource();
    await importRule(member, rule('As it came', 'one.exe'));
    const source = rule('As we want it', 'two.exe');
    expect((await put(member, `/api/rules/${ID}`, { source, basedOn: null })).status).toBe(204);

    await push(token, [ran('one.exe', 'ONE'), ran('two.exe', 'TWO')].join('\n'));
    await untilDone(member);
    expect((await member.lenses()).map(({ name }) => name)).toEqual(['TWO']);

    const kept = { id: ID, title: 'As it came', isChanged: false };
    const same = await importRule(member, rule('As it came', 'one.exe'));
    expect([same.added, same.changed, same.kept]).toEqual([[], [], [kept]]);
    const other = await importRule(member, rule('As it is now', 'three.exe'));
    expect(other.kept).toEqual([{ id: ID, title: 'As it is now', isChanged: true }]);

    const found = await detail(member);
    expect(found.rule).toMatchObject({ title: 'As we want it', isOwn: true, pack: 'Written here' });
    expect(found.source).toBe(source);
    expect(found.original).toEqual({
      pack: 'public',
      source: rule('As it is now', 'three.exe'),
    });
    expect(found.changes).toEqual([
      expect.objectContaining({ action: 'saved', by: member.email, source }),
    ]);

    const deleted = await member.send(`/api/rules/${ID}`, { method: 'DELETE' });
    expect(deleted.status).toBe(204);
    const again = await detail(member);
    expect(again.rule).toMatchObject({ title: 'As it is now', isOwn: false, pack: 'public' });
    expect(again.changes.map(({ action }) => action)).toEqual(['deleted', 'saved']);
  });

  test('is refused with line and column, and when somebody saved it meanwhile', async () => {
    const member = await signUp('Faults');
    const faulty = rule('x', 'x.exe').replace('condition: s', 'condition: selecton');
    const check = await member.post('/api/rules/check', { source: faulty });
    const { faults } = await check.json<RuleCheck>();
    expect(faults).toEqual([expect.objectContaining({ line: 5, message: expect.any(String) })]);
    const refused = await put(member, `/api/rules/${ID}`, { source: faulty, basedOn: null });
    expect(refused.status).toBe(422);
    const { errors } = await refused.json<Problem>();
    expect(errors?.[0]?.field).toBe(`5:${faults[0]?.column}`);

    const source = rule('x', 'x.exe');
    expect((await put(member, `/api/rules/${ID}`, { source, basedOn: null })).status).toBe(204);
    expect((await put(member, `/api/rules/${ID}`, { source, basedOn: null })).status).toBe(409);
    const { own } = await detail(member);
    const next = { source: rule('y', 'y.exe'), basedOn: own?.version };
    expect((await put(member, `/api/rules/${ID}`, next)).status).toBe(204);
    expect((await put(member, '/api/rules/other', { source, basedOn: null })).status).toBe(422);
  });

  test('cannot build on what there is not', async () => {
    const member = await signUp('Unusable');
    const source = `title: Many
id: many
correlation: {type: event_count, rules: [gone], group-by: [u], timespan: 1m, condition: {gte: 2}}
`;
    const refused = await put(member, '/api/rules/many', { source, basedOn: null });
    expect(refused.status).toBe(422);
    expect(JSON.stringify(await refused.json())).toContain('no rule with the id or name gone');
    const { rules } = await (await member.get('/api/rules')).json<RuleList>();
    expect(rules).toEqual([]);
  });

  test('is in a pack that no import and no removal touches', async () => {
    const member = await signUp('OwnPack');
    const source = rule('x', 'x.exe');
    await put(member, `/api/rules/${ID}`, { source, basedOn: null });
    const files = [{ path: 'a.yml', text: source }];
    const imported = await member.post('/api/rules/import', { pack: 'Written here', files });
    const removed = await member.send('/api/rules/packs/Written%20here', { method: 'DELETE' });
    expect([imported.status, removed.status]).toEqual([422, 422]);
  });
});

describe('a list of values', () => {
  const LISTED = `title: Not one of ours
id: ${ID}
level: high
logsource: {product: windows, category: process_creation}
detection: {s: {Image|endswith|expand: '%our_tools%'}, condition: s}
`;

  test('is what the placeholder of a rule stands for, from when it is saved', async () => {
    const member = await signUp('Lists');
    const { token } = await member.createSource();
    const send = async (...records: string[]): Promise<string[]> => {
      await push(token, records.join('\n'));
      await untilDone(member);
      return (await member.lenses()).map(({ name }) => name).sort();
    };
    const { warnings } = await importRule(member, LISTED);
    expect(warnings).toEqual([
      expect.objectContaining({
        line: 5,
        message: expect.stringContaining('no value list `our_tools`') as string,
        fix: expect.stringContaining('add the list `our_tools`') as string,
      }),
    ]);
    const lists = async () => await (await member.get('/api/value-lists')).json<ValueLists>();
    expect(await lists()).toEqual({ lists: [], missing: [{ name: 'our_tools', rules: 1 }] });
    expect((await detail(member)).rule.missingLists).toEqual(['our_tools']);
    expect(await send(ran('a.exe', 'NONE'))).toEqual([]);

    const values = ['a.exe', 'b*.exe'];
    expect((await put(member, '/api/value-lists/our_tools', { values })).status).toBe(204);
    expect(await lists()).toMatchObject({
      lists: [{ name: 'our_tools', values: 2, rules: 1, savedBy: member.email }],
      missing: [],
    });
    expect(await send(ran('a.exe', 'A'), ran('bcd.exe', 'B'), ran('c.exe', 'C'))).toEqual([
      'A',
      'B',
    ]);

    await put(member, '/api/value-lists/our_tools', { values: ['c.exe'] });
    expect(await send(ran('a.exe', 'A2'), ran('c.exe', 'C2'))).toEqual(['A', 'B', 'C2']);

    await member.send('/api/value-lists/our_tools', { method: 'DELETE' });
    expect(await send(ran('c.exe', 'C3'))).toEqual(['A', 'B', 'C2']);
  });

  test('is bounded, and has a name that a placeholder can have', async () => {
    const member = await signUp('ListBounds');
    const values = Array.from({ length: 2_000 }, (_, at) => `${at}`.padEnd(600, 'x'));
    const tooMuch = await put(member, '/api/value-lists/large', { values });
    const badName = await put(member, '/api/value-lists/a%20b', { values: ['x'] });
    expect([tooMuch.status, badName.status]).toEqual([422, 422]);
  });

  test('of a tenant is nothing to another', async () => {
    const [one, two] = [await signUp('ListWallA'), await signUp('ListWallB')];
    await put(one, '/api/value-lists/secret', { values: ['x'] });
    expect((await two.get('/api/value-lists/secret')).status).toBe(404);
  });
});
