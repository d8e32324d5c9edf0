import type { NodeId } from '../graph/id.ts';
import type { GraphView } from '../graph/view.ts';
import type { Analyzer } from './analyzer.ts';
import { isAlwaysTrue } from './condition.ts';
import { Numbering, compileParts } from './compile-part.ts';
import type { CompiledPart, NodeSlot, Plan, Step } from './compile-part.ts';
import { evaluate } from './evaluate.ts';
import { GraphReader } from './graph-reader.ts';
import { NodeConditions } from './node-conditions.ts';
import type { Hop } from './graph-reader.ts';
import type { Hit } from './hit.ts';
import { look, startSearch } from './search.ts';
import { findTriggers } from './find-triggers.ts';
import type { Triggers } from './triggers.ts';

/** What a new fact of one kind sets off. */
export interface PlannedStart {
  /** The predicates of the fact: an edge, or properties of a node. */
  readonly predicates: readonly string[];
  /** The nodes that are known then, with what they are tested for first. */
  readonly known: readonly string[];
  /** What is looked for next, in order. */
  readonly steps: readonly string[];
}

/** How a part of an analyzer is matched. */
export interface PartPlan {
  readonly nodes: readonly string[];
  readonly starts: readonly PlannedStart[];
  /** Ways from facts that a match does not name to the nodes that it does. */
  readonly ways: readonly PlannedStart[];
}

/** A fact that a hit rests on, with its evidence. */
export interface ExplainedFact {
  readonly subject: string;
  readonly predicate: string;
  readonly object: string;
  /** First sighting, ms of event time. */
  readonly first: number;
  readonly upload: number;
  readonly record: number;
}

/** How an analyzer is matched: which facts can complete it, and what is looked for then. */
export function explainPlan(analyzer: Analyzer): readonly PartPlan[] {
  const parts = compileParts(analyzer, new Numbering());
  return parts.map((part) => explainPart(part, findTriggers([part])));
}

/**
 * The facts that made a hit, or one host's part of it: the properties that conditions asked for
 * and the edges, each with the record that it was first seen in. Empty when the graph no longer
 * has it.
 *
 * @param view the graph of the shard that has the hit's nodes
 */
export function explainHit(view: GraphView, analyzer: Analyzer, hit: Hit): ExplainedFact[] {
  const parts = compileParts(analyzer, new Numbering());
  const reader = new GraphReader(view, new NodeConditions(parts));
  return parts.flatMap((part) => {
    const search = startSearch(reader, part.size);
    for (const node of part.shape.nodes) {
      search.nodes[node.slot] = hit.nodes.find(({ name }) => name === node.name)?.id;
    }
    const facts: ExplainedFact[] = [];
    look(search, part.whole, () => {
      const found = evaluate(search, part);
      if (found !== undefined) facts.push(...propertyFacts(reader, part, found.nodes));
      for (const hop of found?.hops ?? []) facts.push(edgeFact(reader, hop));
      return true;
    });
    return facts;
  });
}

function explainPart(part: CompiledPart, triggers: Triggers): PartPlan {
  const slots = slotsOf(part);
  const nodes = [...triggers.byType.values()].flatMap(({ nodes }) => [...nodes.values()].flat());
  const edges = [...triggers.edges].flatMap(([edge, { bySubject, byObject }]) =>
    [...bySubject.values(), ...byObject.values()]
      .flat()
      .map((trigger) => ({ edge, plan: trigger.plan })),
  );
  const wayEdges = [...triggers.wayEdges].flatMap(([edge, items]) =>
    items.map(({ trigger }) => ({ predicates: [edge], trigger })),
  );
  const wayNodes = [...triggers.byType.values()].flatMap(({ waysByPredicate }) =>
    [...waysByPredicate].flatMap(([predicate, items]) =>
      items.map((trigger) => ({ predicates: [predicate], trigger })),
    ),
  );
  return {
    nodes: part.shape.nodes.map(describeNode),
    starts: [
      ...nodes.map(({ predicates, plan }) => describeStart([...predicates], plan, slots)),
      ...edges.map(({ edge, plan }) => describeStart([edge], plan, slots)),
    ],
    ways: [...wayEdges, ...wayNodes].map(({ predicates, trigger }) => ({
      predicates,
      known: [`a ${trigger.type}`],
      steps: [
        ...trigger.way.map(({ choices, isForward }) =>
          choices
            .map(({ edge, reverse, backwards }) => (backwards === isForward ? reverse : edge))
            .join(' or '),
        ),
        `to ${trigger.end.node.name}`,
      ],
    })),
  };
}

function describeStart(
  predicates: readonly string[],
  plan: Plan,
  slots: ReadonlyMap<number, NodeSlot>,
): PlannedStart {
  return {
    predicates,
    known: plan.known.map(describeNode),
    steps: plan.steps.map((step) => describeStep(step, slots)),
  };
}

function describeStep(
  { edge, origin, target, isForward, isClosing, checks }: Step,
  slots: ReadonlyMap<number, NodeSlot>,
): string {
  const names = edge.choices.map((choice) => {
    const name = choice.backwards === isForward ? choice.reverse : choice.edge;
    return choice.steps > 1 ? `${name}+${choice.steps}` : name;
  });
  const from = slots.get(origin)?.name ?? '';
  const what = isClosing ? `is ${target.name}` : `find ${describeNode(target)}`;
  const then = checks.length === 0 ? '' : `, then ${checks.length} checks`;
  return `${from} ${names.join(' or ')}: ${what}${then}`;
}

function describeNode({ name, type, condition }: NodeSlot): string {
  if (isAlwaysTrue(condition)) return `${name} (${type})`;
  const { anchor } = condition;
  const first =
    anchor === undefined
      ? `a condition on ${[...condition.properties].join(', ')}`
      : `${anchor.property} ${anchor.kind} ${[...anchor.texts].join(', ')}`;
  return `${name} (${type}, ${first})`;
}

function slotsOf({ shape }: CompiledPart): ReadonlyMap<number, NodeSlot> {
  return new Map(shape.nodes.map((node) => [node.slot, node]));
}

function propertyFacts(
  reader: GraphReader,
  { shape }: CompiledPart,
  nodes: readonly NodeId[],
): ExplainedFact[] {
  return shape.nodes.flatMap(({ condition }, at) => {
    const node = nodes[at];
    if (node === undefined) return [];
    return [...condition.properties].flatMap((property) => {
      const sighting = reader.resolved(node, property);
      if (sighting === undefined) return [];
      const { object, first, upload, record } = sighting;
      const subject = reader.label(node);
      return [{ subject, predicate: property, object: String(object), first, upload, record }];
    });
  });
}

function edgeFact(reader: GraphReader, { from, edge, to, first, upload, record }: Hop) {
  const subject = reader.label(from);
  return { subject, predicate: edge, object: reader.label(to), first, upload, record };
}
