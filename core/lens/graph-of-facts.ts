import type { Graph } from '../contract/lenses.ts';
import type { Fact } from '../graph/fact.ts';
import type { NodeId } from '../graph/id.ts';
import { MemoryStore, mergeByKey } from '../graph/memory-store.ts';
import { exportNodes } from '../graph/snapshot.ts';
import { GraphView } from '../graph/view.ts';
import { predicates } from '../schema/schema.ts';
import { lensGraph } from './lens-graph.ts';

/** The graph that some facts make by themselves, as a tenant's graph would show it. */
export function graphOfFacts(facts: readonly Fact[]): Graph {
  const store = new MemoryStore(predicates);
  store.append(mergeByKey(facts));
  const ids = new Set<NodeId>();
  for (const { id } of exportNodes(store)) ids.add(id);
  return lensGraph(new GraphView(store), [...ids], false);
}
