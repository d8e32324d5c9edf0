import { findEdge, nodeType } from '../schema/schema.ts';
import type { Analyzer } from './analyzer.ts';
import { compileCheck } from './check.ts';
import type { Check } from './check.ts';
import { isAlwaysTrue } from './condition.ts';
import type { NodeCondition } from './condition.ts';
import type { Count, Part, PatternEdge, PatternNode, Shape } from './shape.ts';

/** A node of a pattern, with its place in a match. */
export interface NodeSlot {
  /** Index into a match's nodes. */
  readonly slot: number;
  /** Of all conditions that a detector knows, this one's number. */
  readonly number: number;
  readonly name: string;
  readonly type: string;
  readonly condition: PatternNode['condition'];
}

/** An edge of a pattern, with the places of its ends. */
export interface EdgeSlot {
  readonly name?: string | undefined;
  readonly from: number;
  readonly to: number;
  readonly choices: PatternEdge['choices'];
}

/** A shape with places for its nodes. */
export interface CompiledShape {
  readonly nodes: readonly NodeSlot[];
  readonly edges: readonly EdgeSlot[];
  readonly checks: readonly Check[];
}

/** One more node, over an edge from one that is already there, or an edge between two that are. */
export interface Step {
  readonly edge: EdgeSlot;
  readonly origin: number;
  readonly target: NodeSlot;
  readonly isForward: boolean;
  readonly isClosing: boolean;
  /** What can be told as soon as this step is made. */
  readonly checks: readonly Check[];
}

/** The order in which a shape is looked for, when some of its nodes are known. */
export interface Plan {
  /** The nodes that are known and must still be tested. */
  readonly known: readonly NodeSlot[];
  readonly checks: readonly Check[];
  readonly steps: readonly Step[];
}

/** A shape beside the part's own, looked for when all of the part's nodes are known. */
export interface SubShape {
  readonly shape: CompiledShape;
  readonly plan: Plan;
}

export interface CompiledCount {
  readonly count: Count;
  readonly slot: number;
  readonly target: NodeSlot;
}

/** A part of an analyzer, ready to be matched. */
export interface CompiledPart {
  readonly analyzer: Analyzer;
  readonly index: number;
  readonly part: Part;
  /** How many places a match has, those of all shapes beside it included. */
  readonly size: number;
  readonly shape: CompiledShape;
  readonly any: readonly (readonly SubShape[])[];
  readonly absent: readonly (SubShape & { readonly settleMs: number })[];
  readonly counts: readonly CompiledCount[];
  /** Looks at the shape again where all of its nodes are known. */
  readonly whole: Plan;
  /** The names of all edges that its hits depend on. */
  readonly edges: ReadonlySet<string>;
}

/** Gives each condition a number; conditions that say the same have the same one. */
export class Numbering {
  readonly #numbers = new Map<string | NodeCondition['holds'], number>();

  numberOf({ type, condition }: PatternNode): number {
    const said = condition.holds ?? `${type} ${JSON.stringify(condition.expression)}`;
    const number = this.#numbers.get(said) ?? this.#numbers.size;
    this.#numbers.set(said, number);
    return number;
  }
}

/** Neighbours that an edge is likely to lead to, for comparing plans. */
const FEW = 1;
const MANY = 20;
const VERY_MANY = 1_000;

/** Compiles the parts of an analyzer. */
export function compileParts(analyzer: Analyzer, numbering: Numbering): CompiledPart[] {
  return analyzer.parts.map((part, index) => {
    let size = 0;
    const takeSlot = (node: PatternNode): NodeSlot => ({
      ...node,
      slot: size++,
      number: numbering.numberOf(node),
    });
    const shape = compileShape(part, undefined, takeSlot);
    const compileSub = (sub: Shape): SubShape => {
      const compiled = compileShape(sub, shape, takeSlot);
      return { shape: compiled, plan: makePlan(compiled, shape.nodes, []) };
    };
    const any = part.any.map((group) => group.map(compileSub));
    const absent = part.absent.map((item) => ({
      ...compileSub(item.shape),
      settleMs: item.settleMs,
    }));
    const counts = part.counts.map((count) => ({
      count,
      slot: slotOf(shape.nodes, count.node),
      target: takeSlot(count.target),
    }));
    const whole = makePlan(shape, shape.nodes, []);
    const edges = edgesOf(analyzer, part);
    return { analyzer, index, part, size, shape, any, absent, counts, whole, edges };
  });
}

/**
 * The order in which a shape is best looked for: edges between known nodes first, then those that
 * lead to the fewest nodes, and of these to the nodes with the strictest conditions.
 *
 * @param known nodes that are there already
 * @param given edges that are known to be there
 */
export function makePlan(
  shape: CompiledShape,
  known: readonly NodeSlot[],
  given: readonly EdgeSlot[],
): Plan {
  const reached = new Map(known.map((node) => [node.slot, node]));
  const slots = new Map([...known, ...shape.nodes].map((node) => [node.slot, node]));
  const edges = shape.edges.filter((edge) => !given.includes(edge));
  const waiting = [...shape.checks];
  const takeChecks = (): Check[] => {
    const ready = waiting.filter(({ slots: needed }) => needed.every((slot) => reached.has(slot)));
    for (const check of ready) waiting.splice(waiting.indexOf(check), 1);
    return ready;
  };
  const checks = takeChecks();
  const steps: Step[] = [];
  while (edges.length > 0) {
    const next = cheapestStep(edges, reached, slots);
    if (next === undefined) break;
    edges.splice(edges.indexOf(next.edge), 1);
    reached.set(next.target.slot, next.target);
    steps.push({ ...next, checks: takeChecks() });
  }
  return { known, checks, steps };
}

/** The names of the edges that a part's hits depend on. */
function edgesOf({ lens }: Analyzer, part: Part): ReadonlySet<string> {
  const shapes = [part, ...part.any.flat(), ...part.absent.map(({ shape }) => shape)];
  const choices = [
    ...shapes.flatMap((shape) => shape.edges.flatMap((edge) => edge.choices)),
    ...part.counts.map(({ choice }) => choice),
  ];
  const ofLens = lens.flatMap((scope) =>
    scope.kind === 'neighbour' ? (findEdge(scope.edge)?.edge.name ?? []) : [],
  );
  return new Set([...choices.map(({ edge }) => edge), ...ofLens]);
}

function compileShape(
  shape: Shape,
  outer: CompiledShape | undefined,
  takeSlot: (node: PatternNode) => NodeSlot,
): CompiledShape {
  const nodes = shape.nodes.map(takeSlot);
  const inScope = [...nodes, ...(outer?.nodes ?? [])];
  const edges = shape.edges.map(({ name, from, to, choices }) => ({
    name,
    from: slotOf(inScope, from),
    to: slotOf(inScope, to),
    choices,
  }));
  const scope = {
    slotOf: (name: string) => slotOf(inScope, name),
    edgeOf: (name: string) => [...edges, ...(outer?.edges ?? [])].find((e) => e.name === name),
  };
  const rules = [...shape.orders, ...shape.comparisons];
  return { nodes, edges, checks: rules.map((rule) => compileCheck(rule, scope)) };
}

function slotOf(nodes: readonly NodeSlot[], name: string): number {
  const found = nodes.find((node) => node.name === name);
  if (found === undefined) throw new Error(`a pattern without its node ${name}`);
  return found.slot;
}

function cheapestStep(
  edges: readonly EdgeSlot[],
  reached: ReadonlyMap<number, NodeSlot>,
  slots: ReadonlyMap<number, NodeSlot>,
): Omit<Step, 'checks'> | undefined {
  let best: { readonly step: Omit<Step, 'checks'>; readonly cost: number } | undefined;
  for (const edge of edges) {
    for (const isForward of [true, false]) {
      const [origin, targetSlot] = isForward ? [edge.from, edge.to] : [edge.to, edge.from];
      const from = reached.get(origin);
      const target = slots.get(targetSlot);
      if (from === undefined || target === undefined) continue;
      const isClosing = reached.has(targetSlot);
      const cost = isClosing ? 0 : fanOut(edge, isForward, from) * strictness(target);
      if (best !== undefined && cost >= best.cost) continue;
      best = { step: { edge, origin, target, isForward, isClosing }, cost };
    }
  }
  return best?.step;
}

/** About how many nodes an edge leads to. */
function fanOut({ choices }: EdgeSlot, isForward: boolean, from: NodeSlot): number {
  return choices.reduce((sum, choice) => {
    const cardinality = findEdge(choice.edge)?.edge.cardinality ?? 'many-to-many';
    const along = choice.backwards !== isForward;
    const isOne = along ? cardinality.endsWith('-one') : cardinality.startsWith('one-');
    if (isOne) return sum + FEW;
    const isPopular = from.type === 'asset' || nodeType(from.type).boundary;
    return sum + (isPopular ? VERY_MANY : MANY) * choice.steps;
  }, 0);
}

function strictness({ condition }: NodeSlot): number {
  if (isAlwaysTrue(condition)) return 1;
  return condition.anchor === undefined ? 0.8 : 0.5;
}
