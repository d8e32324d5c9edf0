import { expect, test } from 'vitest';
import { factsOf } from '../graph/facts-of.ts';
import type { NodeId, Ref } from '../graph/id.ts';
import { MemoryStore, mergeByKey } from '../graph/memory-store.ts';
import { ObservationBuilder } from '../graph/observation.ts';
import { GraphView } from '../graph/view.ts';
import { predicates } from '../schema/schema.ts';
import { expandNode, lensGraph } from './lens-graph.ts';

const START = Date.UTC(2026, 0, 1);

/** A store that knows which subjects it was asked for, each time. */
class AskedStore extends MemoryStore {
  readonly asked: Ref[] = [];

  override facts(...args: Parameters<MemoryStore['facts']>) {
    this.asked.push(args[0]);
    return super.facts(...args);
  }

  override factPage(...args: Parameters<MemoryStore['factPage']>) {
    this.asked.push(args[0]);
    return super.factPage(...args);
  }
}

/** A process that wrote files: the store, and the process. */
function written(store: MemoryStore, files: number, from = 0): NodeId {
  for (let number = from; number < from + files; number += 1) {
    const add = new ObservationBuilder(START + number);
    add.node('asset', { hostname: 'alpha' }, { hostname: 'alpha' });
    const process = add.node('process', { pid: 4 }, { pid: 4, name: 'cmd.exe' });
    const path = `c:\\temp\\${number}.txt`;
    const file = add.node('file', { path }, { path, name: `${number}.txt` });
    add.edge(process, 'created_files', file);
    store.append(mergeByKey(factsOf(add.build(), 1, number + 1).facts));
  }
  const { facts } = store.subjects('name', 'cmd.exe');
  const [fact] = facts;
  if (fact === undefined) throw new Error('there is no process');
  return new GraphView(store).resolve(fact.subject, fact.first);
}

test.each([
  ['a lens', lensGraph],
  ['a node that is expanded', expandNode],
] as const)('what is known of a node is read once: %s', (_, read) => {
  const store = new AskedStore(predicates);
  const process = written(store, 100);
  const view = new GraphView(store);
  store.asked.length = 0;
  const graph = read === lensGraph ? lensGraph(view, [process], true) : expandNode(view, process);
  expect(graph.nodes.length).toBeGreaterThan(10);
  expect(graph.omitted).toBeGreaterThan(0);
  // Where sessions begin is asked for apart, once.
  expect(store.asked.length).toBeLessThanOrEqual(new Set(store.asked).size + 1);
});

test('nothing that was read is kept: the next reading has what came since, and until when', () => {
  const store = new MemoryStore(predicates);
  const process = written(store, 3);
  const view = new GraphView(store);
  const before = lensGraph(view, [process], true);
  written(store, 1, 500);
  const after = lensGraph(view, [process], true);
  expect(after.nodes.length).toBe(before.nodes.length + 1);
  const lastOf = ({ nodes }: typeof after) => nodes.find(({ id }) => id === process)?.last;
  expect([lastOf(before), lastOf(after)]).toEqual([START + 2, START + 500]);
});
