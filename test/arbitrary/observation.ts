import fc from 'fast-check';
import { ObservationBuilder } from '../../core/graph/observation.ts';
import type { Observation } from '../../core/graph/observation.ts';

const START = Date.UTC(2026, 0, 1);

/** Times that fall on, around and far from each other, the skew and the windows of scopes. */
const time = fc
  .tuple(fc.integer({ min: 0, max: 4 }), fc.constantFrom(0, 400, 999, 1_000, 1_001, 5_000, 300_000))
  .map(([tens, ms]) => START + tens * 600_000 + ms);

/** Hosts by name, and by what else names them: now the one, now the other. */
const host = fc.constantFrom<Record<string, string>>(
  { hostname: 'alpha' },
  { hostname: 'beta' },
  { hostname: 'alpha', agent_id: 'a1' },
  { hostname: 'beta', ip: '10.0.0.7' },
  { hostname: 'alpha', ip: '10.0.0.7' },
  { agent_id: 'a1' },
  { ip: '10.0.0.7' },
);
const user = fc.constantFrom<Record<string, string> | undefined>(
  undefined,
  { account: 'corp\\ann' },
  { account: 'corp\\ann', sid: 'S-1-5-21-1' },
  { account: 'corp\\bob', sid: 'S-1-5-21-1' },
  { sid: 'S-1-5-21-1' },
);
const pid = fc.constantFrom(4, 8);
const guid = fc.constantFrom(undefined, undefined, 'g1', 'g2', 'g3');
const name = fc.constantFrom('cmd.exe', 'svchost.exe', 'dropper.exe');
const path = fc.constantFrom('c:\\a', 'c:\\b');

/** Ids of rules that match a record. */
const matchedRules = fc.constantFrom(undefined, undefined, ['r1'], ['r2', 'r1']);

/** A record of any kind, with pids and paths used again, with and without sensors' ids. */
export const observation: fc.Arbitrary<Observation> = fc
  .record({
    time,
    host,
    user,
    pid,
    guid,
    name,
    otherPid: pid,
    otherGuid: guid,
    path,
    kind: fc.constantFrom('start', 'end', 'write', 'delete', 'seen'),
    matchedRules,
  })
  .map(({ time, host, pid, guid, name, otherPid, otherGuid, path, kind, user, matchedRules }) => {
    const add = new ObservationBuilder(time);
    add.node('asset', host, host);
    const process = add.node(
      'process',
      { pid, guid },
      {
        pid,
        name,
        started_at: kind === 'start' ? time : undefined,
        ended_at: kind === 'end' ? time : undefined,
      },
    );
    if (kind === 'start') {
      const identity = { pid: otherPid, guid: otherGuid };
      add.edge(add.node('process', identity, { pid: otherPid }), 'children', process);
    }
    if (user !== undefined) add.edge(process, 'run_as', add.node('user', user, user));
    if (kind === 'write' || kind === 'delete') {
      const times = kind === 'write' ? { created_at: time } : { deleted_at: time };
      add.edge(process, 'created_files', add.node('file', { path }, { path, ...times }));
    }
    return { ...add.build(), matchedRules };
  });

/** The items twice each, in an order that the chances decide. */
export function shuffledTwice<T>(items: readonly T[], chances: fc.Stream<number>): T[] {
  return [...items, ...items]
    .map((item) => ({ item, rank: chances.next().value as number }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

/** Numbers for {@link shuffledTwice}. */
export const chances: fc.Arbitrary<fc.Stream<number>> = fc.infiniteStream(fc.nat(1_000_000));
