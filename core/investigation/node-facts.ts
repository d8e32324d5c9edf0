import type { NodeFact, NodeFacts } from '../contract/investigations.ts';
import type { NodeId } from '../graph/id.ts';
import type { GraphView } from '../graph/view.ts';

/**
 * Every fact of some nodes as subjects, each with the evidence of its first sighting.
 *
 * @param most facts told of one node: a popular one has millions
 */
export function factsOfNodes(view: GraphView, nodes: readonly NodeId[], most: number): NodeFacts {
  let omitted = 0;
  const facts = nodes.flatMap((node) => {
    const found = [...propertiesOf(view, node), ...edgesOf(view, node)];
    omitted += Math.max(0, found.length - most);
    return found.slice(0, most);
  });
  return { facts, omitted };
}

/** One of each fact that several shards know: the earliest sighting, with the latest end. */
export function joinFacts(parts: readonly NodeFacts[]): NodeFacts {
  const byKey = new Map<string, NodeFact>();
  for (const fact of parts.flatMap(({ facts }) => facts)) {
    const key = JSON.stringify([fact.subject, fact.predicate, fact.object]);
    const before = byKey.get(key);
    const earliest = before !== undefined && before.first <= fact.first ? before : fact;
    byKey.set(key, { ...earliest, last: Math.max(fact.last, before?.last ?? fact.last) });
  }
  return {
    facts: [...byKey.values()].sort((a, b) => a.first - b.first || (keyOf(a) < keyOf(b) ? -1 : 1)),
    omitted: parts.reduce((sum, { omitted }) => sum + omitted, 0),
  };
}

function propertiesOf(view: GraphView, subject: NodeId): NodeFact[] {
  return [...view.sightings(subject)].flatMap(([predicate, sightings]) =>
    sightings.map(({ object, first, last, upload, record }): NodeFact => {
      const evidence = { upload, record };
      return { subject, predicate, object, kind: 'property', first, last, evidence };
    }),
  );
}

function edgesOf(view: GraphView, subject: NodeId): NodeFact[] {
  return view.edgesFrom(subject).map(({ node, edge, first, last, upload, record }): NodeFact => {
    const evidence = { upload, record };
    return { subject, predicate: edge, object: node, kind: 'edge', first, last, evidence };
  });
}

function keyOf({ subject, predicate, object }: NodeFact): string {
  return `${subject} ${predicate} ${object}`;
}
