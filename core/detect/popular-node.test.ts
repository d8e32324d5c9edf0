import { expect, test } from 'vitest';
import type { Fact } from '../graph/fact.ts';
import { factsOf } from '../graph/facts-of.ts';
import { MemoryStore, mergeByKey } from '../graph/memory-store.ts';
import { ObservationBuilder } from '../graph/observation.ts';
import { GraphView } from '../graph/view.ts';
import { predicates } from '../schema/schema.ts';
import { parseAnalyzer } from './analyzer.ts';
import { Detector } from './detector.ts';
import { exampleAnalyzers } from './testing/example-analyzers.ts';

const START = Date.UTC(2026, 0, 1);

/** A store that counts the facts that were read of it. */
class CountingStore extends MemoryStore {
  read = 0;

  override facts(...args: Parameters<MemoryStore['facts']>) {
    return this.#count(super.facts(...args));
  }

  override factPage(...args: Parameters<MemoryStore['factPage']>) {
    const page = super.factPage(...args);
    this.#count(page.facts);
    return page;
  }

  override subjects(...args: Parameters<MemoryStore['subjects']>) {
    const page = super.subjects(...args);
    this.#count(page.facts);
    return page;
  }

  #count(facts: readonly Fact[]): readonly Fact[] {
    this.read += facts.length;
    return facts;
  }
}

/** What a process of one pid does that has a new name, line and file each time. */
function records(from: number, count: number): Fact[] {
  const facts = Array.from({ length: count }, (_, index) => {
    const number = from + index;
    const add = new ObservationBuilder(START + number);
    add.node('asset', { hostname: 'alpha' }, { hostname: 'alpha' });
    const names = { name: `cmd${number}.exe`, command_line: `cmd /c ${number}` };
    const process = add.node('process', { pid: 4 }, { pid: 4, ...names });
    const path = `c:\\temp\\${number}.exe`;
    add.edge(process, 'created_files', add.node('file', { path }, { path, name: `${number}.exe` }));
    return factsOf(add.build(), 1, number + 1).facts;
  });
  return mergeByKey(facts.flat());
}

function detectorOn(store: MemoryStore): Detector {
  const analyzers = exampleAnalyzers(60).map((source) => {
    const result = parseAnalyzer(source);
    if (!result.ok) throw new Error(JSON.stringify(result.faults));
    return result.analyzer;
  });
  return new Detector(new GraphView(store), analyzers, []);
}

test('what a node has already is read a few times for a batch, however much is new in it', () => {
  const [few, many] = [5, 200].map((count) => {
    const store = new CountingStore(predicates);
    const detector = detectorOn(store);
    detector.detect(store.append(records(0, 3_000)));
    store.read = 0;
    detector.detect(store.append(records(3_000, count)));
    return store.read;
  });
  // 9,000 facts of the process, by all and by predicate.
  expect(few).toBeLessThan(40_000);
  expect(many).toBeLessThan(60_000);
});

/** Connections of a process, one in five minutes: never enough within a time that a count asks for. */
function connections(from: number, count: number): Fact[] {
  const facts = Array.from({ length: count }, (_, index) => {
    const number = from + index;
    const add = new ObservationBuilder(START + number * 300_000);
    add.node('asset', { hostname: 'alpha' }, { hostname: 'alpha' });
    const ip = `10.0.${number >> 8}.${number & 255}`;
    const process = add.node('process', { pid: 4 }, { pid: 4, name: 'a.exe' });
    add.edge(process, 'connected_to', add.node('address', { ip }, { ip }));
    return factsOf(add.build(), 1, number + 1).facts;
  });
  return mergeByKey(facts.flat());
}

test('a count reads no neighbours where their times alone deny that there are enough', () => {
  const result = parseAnalyzer(`
id: many-addresses
title: Many addresses
description: Many addresses.
risk: 10
level: low
techniques: [T1046]
nodes: { a: { type: process } }
count: [{ of: [a, connected_to], at_least: 3, within: 1m }]
lens: [asset]
`);
  if (!result.ok) throw new Error(JSON.stringify(result.faults));
  const store = new CountingStore(predicates);
  const detector = new Detector(new GraphView(store), [result.analyzer], []);
  detector.detect(store.append(connections(0, 900)));
  detector.detect(store.append(connections(900, 1)));
  store.read = 0;
  for (let number = 901; number < 911; number += 1) {
    expect(detector.detect(store.append(connections(number, 1)))).toEqual([]);
  }
  // Ten times what is known of the process besides, and not ten times its nine hundred edges, too.
  expect(store.read).toBeLessThan(4_500);
});
