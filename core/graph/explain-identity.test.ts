import { expect, test } from 'vitest';
import { predicates } from '../schema/schema.ts';
import { explainIdentity } from './explain-identity.ts';
import { factsOf } from './facts-of.ts';
import { isPseudoKey } from './id.ts';
import { MemoryStore } from './memory-store.ts';
import { ObservationBuilder } from './observation.ts';
import { GraphView } from './view.ts';

const START = Date.UTC(2026, 0, 1);

/** The reasons for the process of pid 8, from records of a start each. */
function reasonsFor(starts: readonly { at: number; guid?: string }[]): string[] {
  const store = new MemoryStore(predicates);
  for (const [index, { at, guid }] of starts.entries()) {
    const add = new ObservationBuilder(at);
    add.node('asset', { hostname: 'alpha' }, { hostname: 'alpha' });
    add.node('process', { pid: 8, guid }, { pid: 8, guid, name: 'cmd.exe', started_at: at });
    store.append(factsOf(add.build(), 1, index + 1).facts);
  }
  const view = new GraphView(store);
  const key = store.subjects('pid', 8).facts.find(({ subject }) => isPseudoKey(subject))?.subject;
  const [id] = key === undefined ? [] : view.sessionsOf(key);
  const explained = id && explainIdentity(store, view, id);
  return (explained?.reasons ?? []).map(({ rule, evidence }) => `${evidence.record} ${rule}`);
}

test('two starts within the skew are joined, and each is named', () => {
  expect(reasonsFor([{ at: START }, { at: START + 700 }])).toEqual([
    '1 a start of the same asset, pid',
    '2 a start of the same asset, pid within 1000 ms of the session’s',
  ]);
});

test('a sensor’s id joins what has none', () => {
  expect(reasonsFor([{ at: START }, { at: START + 700, guid: 'g1' }])).toEqual([
    '2 the sensor’s own id, which decides wherever it is present',
    '2 the sensor’s id was seen with the same asset, pid',
    '1 a start of the same asset, pid within 1000 ms of the session’s',
  ]);
});
