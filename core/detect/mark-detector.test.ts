import { expect, test } from 'vitest';
import { factsOf, matchedNodes } from '../graph/facts-of.ts';
import { MemoryStore, mergeByKey } from '../graph/memory-store.ts';
import { ObservationBuilder } from '../graph/observation.ts';
import type { Observation } from '../graph/observation.ts';
import { GraphView } from '../graph/view.ts';
import { predicates } from '../schema/schema.ts';
import { Detector } from './detector.ts';
import type { Hit } from './hit.ts';
import { joinMarks } from './marked-hit.ts';
import { marksOf } from './marks-of-episode.ts';
import type { Episode } from './sigma/correlate/episode.ts';
import type { LoggedMatch } from './sigma/correlate/logged-match.ts';

const START = Date.UTC(2026, 0, 1);

/** A shard, and the hits on it. */
function newShard() {
  const store = new MemoryStore(predicates);
  const detector = new Detector(new GraphView(store), [], []);
  const hits = new Map<string, Hit>();
  const take = (changes: ReturnType<Detector['detect']>): void => {
    for (const { hit, state } of changes) {
      if (state === 'active') hits.set(hit.id, hit);
      else hits.delete(hit.id);
    }
  };
  return {
    hits,
    observe: (...observations: readonly Observation[]) => {
      const facts = observations.flatMap((item, index) => factsOf(item, 1, index).facts);
      take(detector.detect(store.append(mergeByKey(facts))));
    },
    mark: (episode: Episode, shard: number) => {
      const marks = marksOf(episode).filter((one) => one.shard === shard);
      take(
        detector.mark(
          marks.map(({ mark }) => mark),
          [],
        ),
      );
    },
    unmark: () => take(detector.mark([], [...hits.keys()])),
  };
}

/** A process that is seen at a time, without its start. */
function seen(host: string, pid: number, at: number, user?: string): Observation {
  const add = new ObservationBuilder(at);
  add.node('asset', { hostname: host }, { hostname: host });
  const process = add.node('process', { pid }, { pid });
  if (user !== undefined) {
    add.edge(process, 'run_as', add.node('user', { account: user }, { account: user }));
  }
  return add.build();
}

/** The start of a process. */
function started(host: string, pid: number, at: number, name: string): Observation {
  const add = new ObservationBuilder(at);
  add.node('asset', { hostname: host }, { hostname: host });
  add.node('process', { pid }, { pid, name, started_at: at });
  return add.build();
}

function episode(...observations: readonly (readonly [Observation, number])[]): Episode {
  const matches = observations.map(([observation, shard], index): LoggedMatch => ({
    ...matchedNodes(observation),
    id: String(index),
    rule: 'r',
    time: observation.time,
    fields: {},
    shard,
    upload: 1,
    record: index,
  }));
  return {
    id: 'e'.repeat(32),
    correlation: 'c',
    group: { User: 'ana' },
    firstMs: matches[0]?.time ?? 0,
    completeMs: matches.at(-1)?.time ?? 0,
    matches,
  };
}

const labels = (hit: Hit | undefined) => hit?.nodes.map(({ label }) => label);
const lenses = (hit: Hit | undefined) => hit?.lenses.map(({ name }) => name);

test('a correlation is a hit on the nodes of its matches, its host and its one user', () => {
  const shard = newShard();
  const records = [seen('alpha', 8, START, 'ana'), seen('alpha', 9, START + 1, 'ana')] as const;
  shard.observe(...records);
  shard.mark(episode([records[0], 0], [records[1], 0]), 0);
  const [hit] = joinMarks([...shard.hits.values()]);
  expect(hit).toMatchObject({
    id: 'e'.repeat(32),
    analyzer: 'sigma:c',
    title: 'User ana',
    time: START + 1,
    evidence: [
      { upload: 1, record: 0, rule: 'r', time: START },
      { upload: 1, record: 1, rule: 'r', time: START + 1 },
    ],
  });
  expect(labels(hit)).toEqual(['(8)', '(9)', 'ana'].map((label) => expect.stringContaining(label)));
  expect(lenses(hit)).toEqual(['alpha', 'ana']);
  shard.unmark();
  expect(shard.hits.size).toBe(0);
});

test('law 2: it goes where a late start says, whenever that comes', () => {
  const record = seen('alpha', 8, START + 5_000, 'ana');
  const start = started('alpha', 8, START, 'tool.exe');
  const [late, early] = [newShard(), newShard()];
  late.observe(record);
  late.mark(episode([record, 0]), 0);
  const before = labels([...late.hits.values()][0]);
  late.observe(start);
  early.observe(start, record);
  early.mark(episode([record, 0]), 0);
  expect([...late.hits.values()]).toEqual([...early.hits.values()]);
  expect(labels([...late.hits.values()][0])?.[0]).toBe('tool.exe (8)');
  expect(before?.[0]).not.toBe('tool.exe (8)');
});

test('of several shards, it counts for all hosts and for the user that all of them saw', () => {
  const [a, b] = [newShard(), newShard()];
  const records = [
    seen('alpha', 1, START, 'ana'),
    seen('beta', 2, START + 1, 'ana'),
    seen('gamma', 3, START + 2, 'bob'),
  ] as const;
  a.observe(records[0]);
  b.observe(records[1], records[2]);
  const of = (count: number) =>
    episode(...records.slice(0, count).map((one, at) => [one, Math.min(at, 1)] as const));
  for (const [count, expected] of [
    [2, ['alpha', 'ana', 'beta']],
    [3, ['alpha', 'beta', 'gamma']],
  ] as const) {
    a.mark(of(count), 0);
    b.mark(of(count), 1);
    const parts = [...a.hits.values(), ...b.hits.values()];
    const [hit] = joinMarks(parts);
    expect([...(lenses(hit) ?? [])].sort()).toEqual(expected);
    expect(joinMarks(parts.toReversed())).toEqual([hit]);
  }
});
