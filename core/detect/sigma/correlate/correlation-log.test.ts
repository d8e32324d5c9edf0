import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Ref } from '../../../graph/id.ts';
import { timeOf } from '../../../parse/form/epoch.ts';
import { SigmaEngine } from '../engine/engine.ts';
import { rulesOf } from '../oracle/match-both-ways.ts';
import { linkRules } from '../rule-set.ts';
import type { RuleSet } from '../rule-set.ts';
import { CorrelationLog } from './correlation-log.ts';
import type { GroupEpisodes } from './correlation-log.ts';
import type { LoggedMatch } from './logged-match.ts';
import { MatchLog } from './match-log.ts';
import { matchReader } from './match-reader.ts';

const GOLDENS = path.join(import.meta.dirname, 'goldens');
const NOTHING = { dropped: 0, cuts: {} };

const sets = readdirSync(GOLDENS).map((name) => {
  const { set } = linkRules(rulesOf(readFileSync(path.join(GOLDENS, name, 'rules.yaml'), 'utf8')));
  return { name, set, engine: new SigmaEngine(set), read: matchReader(set.correlations) };
});

/** Records that the goldens' rules match, many of them at the same few moments. */
const record = fc.record({
  time: fc.integer({ min: 0, max: 40 }).map((tens) => Date.UTC(2024, 2, 1, 10, 0, tens * 10)),
  event: fc.constantFrom('failed', 'ok', 'sent'),
  user: fc.constantFrom('lee', 'kim'),
  source: fc.constantFrom('10.0.0.1', 'x'),
  target: fc.constantFrom('10.0.0.1', 'x'),
  host: fc.constantFrom('a', 'A', 'b', 'c'),
  image: fc.constantFrom(...'abcdefgh'),
  bytes: fc.constantFrom(4, 8, 60, '40', 'x'),
});

test.each(sets)(
  'law 2: $name is the same in any order, in batches, repeated',
  ({ name, set, engine, read }) => {
    let found = 0;
    const matchesOf = (values: readonly (object & { time: number })[]) =>
      values.flatMap(({ time, ...fields }) => {
        const seen = { product: 'test', timeMs: timeOf(time), fields: { ...fields } };
        return engine.match(seen).flatMap((rule) => logged(read(rule, seen, () => seen.timeMs)));
      });
    fc.assert(
      fc.property(
        fc.array(record, { minLength: 30, maxLength: 80 }),
        fc.array(fc.nat(1_000_000), { minLength: 400, maxLength: 400 }),
        fc.integer({ min: 1, max: 20 }),
        (records, chances, size) => {
          const matches = matchesOf(records);
          const whole = new Found(set);
          whole.add(matches);
          const shuffled = [...matches, ...matches]
            .map((match, index) => ({ match, chance: chances[index] ?? index }))
            .sort((a, b) => a.chance - b.chance)
            .map(({ match }) => match);
          const inBatches = new Found(set);
          for (let from = 0; from < shuffled.length; from += size) {
            inBatches.add(shuffled.slice(from, from + size));
          }
          found += whole.ids.length;
          expect(inBatches.ids).toEqual(whole.ids);
        },
      ),
      { numRuns: 60 },
    );
    expect(found, name).toBeGreaterThan(0);
  },
);

test.each(sets)('$name holds when the command says so', ({ set, engine, read }) => {
  fc.assert(
    fc.property(fc.array(record, { minLength: 30, maxLength: 80 }), (records) => {
      const log = new MatchLog<string>(set.correlations, String);
      const found = new Found(set);
      // Records that say the same are one in the service, and several in files.
      const distinct = new Map(records.map((one) => [JSON.stringify(one), one]));
      for (const [index, [text, { time, ...fields }]] of [...distinct].entries()) {
        // What has the same time may stand in any order, and the two need not choose the same.
        const seen = { product: 'test', timeMs: time + index, fields };
        for (const rule of engine.match(seen)) {
          log.add(rule, seen, text);
          found.log.add(
            logged(
              read(rule, seen, () => seen.timeMs),
              text,
            ),
          );
        }
      }
      const episodes = found.log.update(Number.POSITIVE_INFINITY);
      const starts = new Set(
        episodes.flatMap(({ correlation, key, episodes: all }) =>
          all.map(({ firstMs }) => `${correlation} ${key} ${firstMs}`),
        ),
      );
      for (const { rule, group, firstMs } of firstOfEach(log.correlate())) {
        const key = JSON.stringify(Object.values(group).map((text) => text.toLowerCase()));
        expect(starts).toContain(`${rule.id} ${key} ${firstMs}`);
      }
    }),
    { numRuns: 60 },
  );
});

test('a flood of one rule takes nothing from the others, and what is let go is counted', () => {
  const { set } = linkRules(
    rulesOf(
      ['a', 'b']
        .map(
          (id) => `
title: ${id}
id: ${id}
logsource: {product: test}
detection: {s: {x: ${id}}, condition: s}
---
title: many ${id}
id: many-${id}
correlation: {type: event_count, rules: [${id}], group-by: [u], timespan: 1m, condition: {gte: 3}}
`,
        )
        .join('---'),
    ),
  );
  const log = new CorrelationLog(set.correlations, NOTHING, 100);
  log.add(Array.from({ length: 20 }, (_, n) => matchAt('b', n * 1_000)));
  for (let n = 0; n < 1_000; n += 1) log.add([matchAt('a', n * 1_000)]);
  expect(log.size).toBeLessThanOrEqual(110);
  expect([...log.matches].filter(({ rule }) => rule === 'b')).toHaveLength(20);
  expect(log.dropped).toBe(1_020 - log.size);
  expect(log.cutOf('many-a')).toBeGreaterThan(0);
  expect(log.cutOf('many-b')).toBe(Number.NEGATIVE_INFINITY);
  const { size, dropped } = log;
  expect(log.add([matchAt('a', 1_000)])).toEqual([]);
  expect([log.size, log.dropped]).toEqual([size, dropped + 1]);
});

test('however long it goes on, it is one episode; after a quiet timespan it is another', () => {
  const { set } = linkRules(
    rulesOf(`
title: a
id: a
logsource: {product: test}
detection: {s: {x: a}, condition: s}
---
title: many
id: many
correlation: {type: event_count, rules: [a], group-by: [u], timespan: 1m, condition: {gte: 2}}
`),
  );
  const found = new Found(set);
  found.add([0, 1, 60, 61, 100, 120].map((second) => matchAt('a', second)));
  expect(found.ids).toHaveLength(1);
  found.add([181, 182].map((second) => matchAt('a', second)));
  expect(found.ids).toHaveLength(2);
  // A late one fills the gap.
  const first = found.ids.filter((text) => text.includes('"firstMs":0,'));
  expect(first).toHaveLength(1);
  found.add([matchAt('a', 150), matchAt('a', 151)]);
  expect(found.ids).toEqual(first);
});

/** The episodes that a log has, kept as a service would: by what each update says of a group. */
class Found {
  readonly log: CorrelationLog;
  readonly #byGroup = new Map<string, GroupEpisodes>();

  constructor(set: RuleSet) {
    this.log = new CorrelationLog(set.correlations, NOTHING);
  }

  add(matches: readonly LoggedMatch[]): void {
    this.log.add(matches);
    for (const group of this.log.update()) {
      this.#byGroup.set(`${group.correlation} ${group.key}`, group);
    }
  }

  get ids(): string[] {
    return [...this.#byGroup.values()]
      .flatMap(({ episodes }) => episodes.map((one) => JSON.stringify(one)))
      .sort();
  }
}

type Read = ReturnType<ReturnType<typeof matchReader>>;

function logged(read: Read, id?: string): LoggedMatch[] {
  if (read === undefined) return [];
  const match = loggedMatch(read);
  return [id === undefined ? match : { ...match, id: `${read.rule} ${rankOf(read.fields)} ${id}` }];
}

/** In the order that the command has for matches of one time. */
function rankOf(fields: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(fields));
}

/** A match of a rule so many seconds after the start. */
function matchAt(rule: string, second: number): LoggedMatch {
  return loggedMatch({ id: `${rule}${second}`, rule, time: second * 1_000, fields: { u: 'x' } });
}

function loggedMatch(read: NonNullable<Read>): LoggedMatch {
  const node = '00' as Ref;
  return {
    ...read,
    at: read.time,
    asset: node,
    subject: node,
    users: [],
    shard: 0,
    upload: 1,
    record: 1,
  };
}

type Told = ReturnType<MatchLog<string>['correlate']>;

/** The first match of each correlation and group: it begins an episode, whatever follows. */
function firstOfEach(matches: Told): Told {
  const first = new Map<string, Told[number]>();
  for (const match of matches) {
    const key = `${match.rule.id} ${JSON.stringify(match.group).toLowerCase()}`;
    const known = first.get(key);
    if (known === undefined || match.firstMs < known.firstMs) first.set(key, match);
  }
  return [...first.values()];
}
