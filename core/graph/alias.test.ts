import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readUpload } from '../parse/read-upload.ts';
import { ALIAS, predicates } from '../schema/schema.ts';
import { Claims, claimant } from './alias.ts';
import { explainIdentity } from './explain-identity.ts';
import { MemoryStore } from './memory-store.ts';
import { ALWAYS } from './fact.ts';
import type { Fact, Value } from './fact.ts';
import { nodeRef, pseudoKeyRef } from './id.ts';
import type { NodeId } from './id.ts';
import { GraphView } from './view.ts';

const SYSMON = 'Microsoft-Windows-Sysmon/Operational';
const SECURITY = 'Security';
const SID = 'S-1-5-21-1-2-3-1104';

const DAY = Date.UTC(2026, 0, 1);

/** `2026-01-01 HH:00:00`, in the notation of the field. */
function at(hour: number): string {
  return new Date(DAY + hour * 3_600_000).toISOString();
}

function graphOf(records: readonly object[]): { store: MemoryStore; view: GraphView } {
  const store = new MemoryStore(predicates);
  const text = records.map((record) => JSON.stringify(record)).join('\n');
  for (const facts of readUpload(new TextEncoder().encode(text), 1).factsByAsset.values()) {
    store.append(facts);
  }
  return { store, view: new GraphView(store) };
}

/** A connection of a host from an address that it has at that hour. */
function connection(host: string, ip: string, hour: number): object {
  return {
    EventID: 3,
    Channel: SYSMON,
    Hostname: host,
    '@timestamp': at(hour),
    ProcessId: '4',
    Image: 'System',
    SourceIp: ip,
    SourcePort: '50000',
    DestinationIp: '192.0.2.1',
    DestinationPort: '443',
    Protocol: 'tcp',
  };
}

/** A line of syslog whose sender is known by address alone. */
function syslog(ip: string, hour: number, pid: number): object {
  return {
    message: `<38>1 ${at(hour)} ${ip} sshd ${pid} - - Accepted password for ann from 198.51.100.9 port 2 ssh2`,
  };
}

/** Labels of the hosts that processes run on, by pid. */
function hosts({ store, view }: ReturnType<typeof graphOf>): Record<string, string> {
  const found: Record<string, string> = {};
  for (const pid of store.values('pid').values) {
    for (const { subject } of store.subjects('pid', pid).facts) {
      for (const id of view.sessionsOf(subject)) {
        const asset = view.neighbours(id, 'runs_on')[0]?.node;
        const names = asset && view.properties(asset);
        found[String(pid)] = String(names?.hostname ?? names?.ip ?? asset);
      }
    }
  }
  return found;
}

describe('a host that a record names by its address', () => {
  test('is the host that had the address by then', () => {
    const graph = graphOf([
      syslog('10.0.0.7', 1, 101),
      connection('alpha', '10.0.0.7', 2),
      syslog('10.0.0.7', 3, 103),
      connection('beta', '10.0.0.7', 4),
      syslog('10.0.0.7', 5, 105),
      connection('alpha', '10.0.0.7', 6),
      syslog('10.0.0.7', 7, 107),
    ]);
    // Before anybody is known to have had it, the first that did is the best guess.
    expect(hosts(graph)).toMatchObject({ 101: 'alpha', 103: 'alpha', 105: 'beta', 107: 'alpha' });
  });

  test('stays what it is while nobody is known to have the address', () => {
    expect(hosts(graphOf([syslog('10.0.0.7', 1, 101)]))).toEqual({ 101: '10.0.0.7' });
  });

  test('is not told by an address that means something on one link only', () => {
    const graph = graphOf([connection('alpha', '169.254.3.4', 1), syslog('169.254.3.4', 2, 102)]);
    expect(hosts(graph)).toMatchObject({ 102: '169.254.3.4' });
  });
});

/** The graph, and the member of its built-in group. */
function members(records: readonly object[]) {
  const graph = graphOf(records);
  const [group] = graph.store.subjects('account', 'Builtin\\Administrators').facts;
  const [user] = graph.view.neighbours(group?.subject as unknown as NodeId, 'members');
  return { ...graph, user: user?.node };
}

test('a host that a record names by its agent’s id is the host that the agent is on', () => {
  const agent = '0123456789abcdef0123456789abcdef';
  const event = { event_simpleName: 'ProcessRollup2', aid: agent, ImageFileName: '\\x.exe' };
  const graph = graphOf([
    { ...event, RawProcessId: '11', timestamp: DAY },
    { ...event, RawProcessId: '12', timestamp: DAY, ComputerName: 'ALPHA' },
  ]);
  expect(hosts(graph)).toEqual({ 11: 'ALPHA', 12: 'ALPHA' });
});

describe('an account that a record names by its SID', () => {
  const logon = {
    EventID: 4624,
    Channel: SECURITY,
    Hostname: 'alpha',
    '@timestamp': at(2),
    TargetUserName: 'Ann',
    TargetDomainName: 'CORP',
    TargetUserSid: SID,
    TargetLogonId: '0x5a',
  };
  const member = {
    EventID: 4732,
    Channel: SECURITY,
    Hostname: 'alpha',
    '@timestamp': at(1),
    MemberSid: SID,
    TargetUserName: 'Administrators',
    TargetDomainName: 'Builtin',
    TargetSid: 'S-1-5-32-544',
  };

  test('is the account that others name with it, whenever they do', () => {
    for (const records of [
      [member, logon],
      [logon, member],
    ]) {
      const { store, view, user } = members(records);
      expect(user && view.properties(user)).toMatchObject({ account: 'CORP\\Ann', sid: SID });
      const explained = user && explainIdentity(store, view, user);
      expect(explained?.reasons.map(({ rule, value }) => [rule, value])).toEqual([
        ['the same account, wherever it is seen', 'CORP\\Ann'],
        ['records that say only its sid, which this was seen with', SID],
      ]);
    }
  });

  test('stays one when the account is renamed', () => {
    const renamed = { ...logon, '@timestamp': at(3), TargetUserName: 'Ann.New' };
    const { view, user } = members([renamed, member, logon]);
    expect(user && view.properties(user)).toMatchObject({ account: 'CORP\\Ann' });
  });

  test('is told by its SID while no name is known', () => {
    const { view, user } = members([member]);
    expect(user && view.properties(user)).toEqual({ sid: SID });
  });

  test('keeps built-in accounts of different hosts apart', () => {
    const other = { ...member, Hostname: 'beta' };
    const { store } = graphOf([member, other]);
    expect(store.subjects('account', 'Builtin\\Administrators').facts).toHaveLength(2);
  });
});

describe('claims that are kept up', () => {
  const alias = pseudoKeyRef(1, ['ip', '10.0.0.1']);
  const hosts = ['a', 'b', 'c'].map((name) => nodeRef(1, [name]));
  const claim = fc.record({
    host: fc.constantFrom(...hosts),
    // Some for ever; the others in windows of ten.
    time: fc.integer({ min: 0, max: 60 }),
    isForEver: fc.constantFrom(true, false, false, false),
  });
  const TIMES = Array.from({ length: 64 }, (_, n) => n - 2);

  function factOf(host: Value, time: number, isForEver: boolean): Fact {
    const scope = isForEver ? ALWAYS : Math.floor(time / 10) + 1;
    const evidence = { upload: 1, record: 1 };
    return {
      subject: alias,
      predicate: ALIAS,
      object: host,
      scope,
      first: time,
      last: time,
      ...evidence,
    };
  }

  test('mean at every time what all claims together mean, in whatever order they come', () => {
    let kept = 0;
    fc.assert(
      fc.property(fc.array(claim, { minLength: 1, maxLength: 12 }), (claims) => {
        const store = new MemoryStore(predicates);
        let known: Claims | undefined;
        for (const { host, time, isForEver } of claims) {
          const changes = store.append([factOf(host, time, isForEver)]);
          const all = store.facts(alias, ALIAS);
          const after = known?.after(changes);
          if (after !== undefined) kept += 1;
          known = after ?? Claims.of(all);
          for (const at of TIMES) expect(claimant(known.facts, at)).toBe(claimant(all, at));
          const objects = new Set(all.map(({ object }) => object));
          expect(known.only).toBe(objects.size === 1 ? [...objects][0] : undefined);
          expect(known.facts[0]?.scope).toBe(all[0]?.scope);
        }
      }),
    );
    expect(kept).toBeGreaterThan(50);
  });

  test('of a host that claims its address all day, one claim is kept', () => {
    const [host = ''] = hosts;
    const facts = Array.from({ length: 144 }, (_, n) => factOf(host, n * 10, false));
    expect(Claims.of(facts).facts).toHaveLength(1);
    let claims: Claims | undefined = Claims.of(facts.slice(0, 1));
    for (const fact of facts.slice(1)) claims = claims?.after([{ fact, novelty: 'fact' }]);
    expect(claims?.facts).toEqual(facts.slice(0, 1));
  });
});
