import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chances, shuffledTwice } from '../../test/arbitrary/observation.ts';
import type { Fact } from '../graph/fact.ts';
import { factsOf } from '../graph/facts-of.ts';
import { ObservationBuilder } from '../graph/observation.ts';
import type { Observation } from '../graph/observation.ts';
import { parseAnalyzer } from './analyzer.ts';
import type { Analyzer } from './analyzer.ts';
import { countingHits } from './counting-hits.ts';
import { DryShard } from './dry-run.ts';
import type { Hit } from './hit.ts';

const START = Date.UTC(2026, 0, 1);

/** The constructs, over what {@link observation} makes, alone and together. */
const PATTERNS: Readonly<Record<string, string>> = {
  conditions: `
nodes:
  a:
    type: process
    where: [{ name: cmd.exe }, { name|re: '^drop', pid|gt: 4 }]
    not: [{ pid: 4, name|startswith: svc }]`,
  'a condition on what is not there': `
nodes:
  a: { type: process, where: { name|exists: false } }`,
  'alternatives of edges': `
nodes: { a: { type: process }, b: { type: file } }
edges: [[a, [created_files, deleted_files], b]]`,
  'a transitive edge': `
nodes:
  a: { type: process, where: { name: cmd.exe } }
  b: { type: process, where: { name: dropper.exe } }
edges: [{ down: [a, children+4, b] }]`,
  'a transitive edge, backwards and forwards': `
nodes:
  a: { type: process, where: { name: cmd.exe } }
  b: { type: process }
  f: { type: file }
edges: [[b, [parent+3, children+2], a], [b, created_files, f]]`,
  order: `
nodes: { a: { type: process }, f: { type: file }, c: { type: process } }
edges: [{ wrote: [a, created_files, f] }, { began: [a, children, c] }]
order: [began before wrote within 20m, c.started_at within 15m of wrote]`,
  comparisons: `
nodes: { a: { type: process }, f: { type: file }, c: { type: process } }
edges: [[a, created_files, f], [a, children, c]]
compare: [c.command_line contains f.path, a.name not equals c.name, a differs c]`,
  any: `
nodes: { a: { type: process, where: { name|exists: true } }, b: { type: process } }
edges: [{ began: [a, children, b] }]
any:
  wrote:
    - nodes: { f: { type: file, where: { path: 'c:\\a' } } }
      edges: [{ wrote: [b, created_files, f] }]
      order: [began before wrote]
    - nodes: { d: { type: address, where: { ip: 10.0.0.1 } } }
      edges: [[b, connected_to, d]]
    - nodes: { c: { type: process, where: { name: cmd.exe } } }
      edges: [[b, children+2, c]]`,
  absent: `
nodes: { a: { type: process, where: { name: cmd.exe } }, b: { type: process } }
edges: [{ began: [a, children, b] }]
absent:
  - settle: 15m
    nodes: { f: { type: file, where: { path: 'c:\\a' } } }
    edges: [{ wrote: [b, created_files, f] }]
    order: [began before wrote within 20m]
  - settle: 1m
    nodes: { c: { type: process, where: { name: dropper.exe } }, d: { type: address } }
    edges: [[b, children+3, c], [c, connected_to, d]]
    compare: [c.name not equals a.name]`,
  'absent of one node': `
nodes: { a: { type: process } }
absent:
  - settle: 10m
    nodes: { d: { type: address } }
    edges: [[a, connected_to, d]]`,
  counts: `
nodes: { a: { type: process } }
count:
  - { of: [a, connected_to], at_least: 2, within: 20m, by: ip }`,
  'two counts': `
nodes: { a: { type: process } }
count:
  - { of: [a, children], at_least: 2, where: { name|exists: true } }
  - { of: [a, created_files], at_least: 2, within: 50m }`,
  'a count by property': `
nodes: { a: { type: process, where: { name: [cmd.exe, svchost.exe] } } }
count: [{ of: [a, children], at_least: 2, by: name, not: { name: cmd.exe } }]`,
  'a count by property within a time': `
nodes: { a: { type: process } }
count: [{ of: [a, children], at_least: 2, within: 30m, by: name }]`,
  'a count against the edge': `
nodes: { a: { type: file } }
count: [{ of: [a, creators], at_least: 2, within: 30m }]`,
  rare: `
nodes: { a: { type: process }, b: { type: process } }
edges: [[a, children, b]]
rare: { by: [a.name, b.name], at_most: 1 }`,
  'lenses and titles': `
nodes: { a: { type: process, where: { name: cmd.exe } }, b: { type: process } }
edges: [[a, children, b]]
title: '{a} started {b.name} as {b.command_line}'
lens: [asset, a, a.run_as, b.run_as]`,
  crossing: `
nodes:
  a: { type: process }
  d: { type: address }
  b: { type: process, where: { name: [cmd.exe, dropper.exe] } }
edges: [{ one: [a, connected_to, d] }, { other: [b, connected_to, d] }]
crossing: d
order: [one before other within 30m]
compare: [a.name equals b.name]
title: '{a.name} and {b.name} at {d}'`,
  'crossing with absence, counts and rarity': `
nodes:
  a: { type: process, where: { name|exists: true } }
  u: { type: user }
  b: { type: process }
edges: [[a, run_as, u], [b, run_as, u]]
crossing: u
absent:
  - settle: 5m
    nodes: { f: { type: file } }
    edges: [[b, created_files, f]]
rare: { by: [a.name, u.account], at_most: 2 }`,
};

const ANALYZERS: ReadonlyMap<string, Analyzer> = new Map(
  Object.entries(PATTERNS).map(([name, pattern], index) => {
    const head = {
      id: `analyzer-${index}`,
      title: 'Example',
      description: name,
      risk: 10,
      level: 'low',
      techniques: [],
      lens: ['asset'],
    };
    const lines = Object.entries(head)
      .filter(([key]) => !pattern.includes(`\n${key}:`))
      .map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
    const result = parseAnalyzer(`${lines.join('\n')}\n${pattern}`);
    if (!result.ok) throw new Error(`${name}: ${JSON.stringify(result.faults)}`);
    return [name, result.analyzer];
  }),
);

/** Times that fall on, around and far from each other, the skew and the windows of scopes. */
const time = fc
  .tuple(fc.integer({ min: 0, max: 4 }), fc.constantFrom(0, 400, 999, 1_000, 1_001, 5_000, 300_000))
  .map(([tens, ms]) => START + tens * 600_000 + ms);

const pid = fc.constantFrom(4, 8, 12);
const guid = fc.constantFrom(undefined, undefined, 'g1', 'g2', 'g3');
const name = fc.constantFrom('cmd.exe', 'svchost.exe', 'dropper.exe', undefined);

/** Hosts and users by name, and by what else names them. */
const HOSTS = [
  { hostname: 'alpha' },
  { hostname: 'alpha' },
  { hostname: 'beta' },
  { hostname: 'beta' },
  { hostname: 'beta', agent_id: 'b1' },
  { agent_id: 'b1' },
];
const USERS = [
  { account: 'corp\\ana' },
  { account: 'corp\\bob', sid: 'S-1-5-21-1' },
  { sid: 'S-1-5-21-1' },
];

const KINDS = [
  'start',
  'start',
  'end',
  'write',
  'write',
  'delete',
  'connect',
  'connect',
  'runAs',
  'seen',
] as const;

/** A record of any kind, with everything used again, with and without sensors' ids. */
const observationWith = (
  hosts: readonly Record<string, string>[],
  users: readonly Record<string, string>[],
): fc.Arbitrary<Observation> =>
  fc
    .record({
      time,
      host: fc.constantFrom(...hosts),
      pid,
      guid,
      name,
      otherPid: pid,
      otherGuid: guid,
      path: fc.constantFrom('c:\\a', 'c:\\b'),
      line: fc.constantFrom(undefined, 'run C:\\A', 'run'),
      ip: fc.constantFrom('10.0.0.1', '10.0.0.2', '10.0.0.3'),
      user: fc.constantFrom(...users),
      kind: fc.constantFrom(...KINDS),
    })
    .map((record) => {
      const { time, kind, pid, guid, path } = record;
      const add = new ObservationBuilder(time);
      add.node('asset', record.host, record.host);
      const process = add.node(
        'process',
        { pid, guid },
        {
          pid,
          guid,
          name: record.name,
          command_line: record.line,
          started_at: kind === 'start' ? time : undefined,
          ended_at: kind === 'end' ? time : undefined,
        },
      );
      if (kind === 'start') {
        const identity = { pid: record.otherPid, guid: record.otherGuid };
        const parent = add.node('process', identity, { ...identity });
        add.edge(parent, 'children', process);
      }
      if (kind === 'write' || kind === 'delete') {
        const times = kind === 'write' ? { created_at: time } : { deleted_at: time };
        const edge = kind === 'write' ? 'created_files' : 'deleted_files';
        add.edge(process, edge, add.node('file', { path }, { path, ...times }));
      }
      if (kind === 'connect') {
        add.edge(
          process,
          'connected_to',
          add.node('address', { ip: record.ip }, { ip: record.ip }),
        );
      }
      if (kind === 'runAs') {
        const user = add.node('user', record.user, record.user);
        add.edge(process, 'run_as', user);
      }
      return add.build();
    });

const size = { minLength: 1, maxLength: 16 };
const observations = fc.array(observationWith(HOSTS, USERS), size);

/** What one shard knows another by, the other may not know: here every shard knows the same. */
const ofShards = fc.array(
  observationWith(
    HOSTS.filter(({ hostname }) => hostname !== undefined),
    [{ account: 'corp\\ana' }, { account: 'corp\\bob' }],
  ),
  size,
);

const batchSize = fc.integer({ min: 1, max: 4 });

/** How often each property is tried. */
const RUNS = Number(process.env.GRAPNEL_RUNS ?? 120);

/** A tenant: its hosts in one shard, or each in its own. */
class Tenant {
  readonly #shards = new Map<string, DryShard>();
  readonly #analyzers: readonly Analyzer[];
  readonly #isSharded: boolean;

  constructor(analyzers: readonly Analyzer[], isSharded: boolean) {
    this.#analyzers = analyzers;
    this.#isSharded = isSharded;
  }

  observe(observations: readonly Observation[]): void {
    const byShard = new Map<string, Fact[]>();
    for (const [index, item] of observations.entries()) {
      const { asset, facts } = factsOf(item, 1, index + 1);
      const shard = this.#isSharded ? asset : '';
      byShard.set(shard, [...(byShard.get(shard) ?? []), ...facts]);
    }
    for (const [key, facts] of byShard) {
      let shard = this.#shards.get(key);
      if (shard === undefined) this.#shards.set(key, (shard = new DryShard(this.#analyzers)));
      shard.observe(facts);
    }
  }

  /** Everything twice, in an order that chances decide, in batches, with evictions in between. */
  observeShuffled(records: readonly Observation[], stream: fc.Stream<number>, batch: number): void {
    const shuffled = shuffledTwice(records, stream);
    for (let from = 0; from < shuffled.length; from += batch) {
      if (from % 3 === 0) this.restart();
      this.observe(shuffled.slice(from, from + batch));
    }
  }

  restart(): void {
    for (const shard of this.#shards.values()) shard.restart();
  }

  /** The hits that count, without their evidence, which the numbers of uploads decide. */
  hits(): unknown[] {
    const all = [...this.#shards.values()].flatMap(({ hits }) => hits);
    return countingHits(this.#analyzers, all)
      .map((hit: Hit): unknown => {
        const { evidence, ...rest } = hit;
        expect(evidence.length).toBeGreaterThan(0);
        return JSON.parse(JSON.stringify(rest));
      })
      .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }
}

describe('law 2: hits are the same', () => {
  test.each([...ANALYZERS])(
    'for any order, batches, repeats and restarts: %s',
    { timeout: 120_000 },
    (_, analyzer) => {
      fc.assert(
        fc.property(observations, chances, batchSize, (records, stream, batch) => {
          const straight = new Tenant([analyzer], false);
          straight.observe(records);
          const other = new Tenant([analyzer], false);
          other.observeShuffled(records, stream, batch);
          expect(other.hits()).toEqual(straight.hits());
        }),
        { numRuns: RUNS },
      );
    },
  );

  test.each([...ANALYZERS])('for any shards: %s', { timeout: 120_000 }, (_, analyzer) => {
    fc.assert(
      fc.property(ofShards, chances, batchSize, (records, stream, batch) => {
        const together = new Tenant([analyzer], false);
        together.observe(records);
        const apart = new Tenant([analyzer], true);
        apart.observeShuffled(records, stream, batch);
        expect(apart.hits()).toEqual(together.hits());
      }),
      { numRuns: Math.ceil(RUNS / 3) },
    );
  });
});

test('every pattern hits on some of what the tests above make', () => {
  const analyzers = [...ANALYZERS.values()];
  const hitting = new Set<string>();
  for (const sample of fc.sample(observations, { seed: 1, numRuns: 300 })) {
    const tenant = new Tenant(analyzers, false);
    tenant.observe(sample);
    for (const hit of tenant.hits()) hitting.add((hit as Hit).analyzer);
  }
  expect([...hitting].sort()).toEqual(analyzers.map(({ id }) => id).sort());
});
