import type {
  Absence,
  Comparison,
  Count,
  Moment,
  Order,
  Part,
  PatternEdge,
  Shape,
} from './shape.ts';

/** What an analyzer looks for, before it is cut. */
export interface WholeShape extends Shape {
  readonly any: readonly (readonly Shape[])[];
  readonly absent: readonly Absence[];
  readonly counts: readonly Count[];
}

/** The parts of a shape, and what must hold between them. */
export interface CutShape {
  readonly parts: readonly Part[];
  readonly orders: readonly Order[];
  readonly comparisons: readonly Comparison[];
  /** Alternatives, absences and counts that belong to no part alone. */
  readonly misplaced: number;
}

/** Cuts a shape at a node: each part has the node, and what is joined without it. */
export function splitParts(whole: WholeShape, crossing: string): CutShape {
  const groups = groupsWithout(whole, crossing);
  let misplaced = 0;

  function homeOf(nodes: readonly string[]): number | undefined {
    const homes = groups.flatMap((group, index) =>
      nodes.some((node) => group.has(node)) ? [index] : [],
    );
    return homes.length === 1 ? homes[0] : undefined;
  }
  /** The part that a thing belongs to; `undefined`, and counted, for what is none's alone. */
  function placed(nodes: readonly string[]): number | undefined {
    const home = homeOf(nodes);
    if (home === undefined) misplaced += 1;
    return home;
  }

  const outer = new Set(whole.nodes.map(({ name }) => name));
  const usedBy = (shape: Shape) => namesIn(shape, whole.edges).filter((name) => outer.has(name));
  const anyHomes = whole.any.map((group) => placed(group.flatMap(usedBy)));
  const absentHomes = whole.absent.map(({ shape }) => placed(usedBy(shape)));
  const countHomes = whole.counts.map(({ node }) => placed([node]));
  const orderHomes = whole.orders.map((order) => homeOf(namesInOrder(order, whole.edges)));
  const compareHomes = whole.comparisons.map((item) => homeOf(namesInComparison(item)));
  const parts = groups.map((group, index): Part => {
    const isHere = (home: number | undefined): boolean => home === index;
    return {
      nodes: whole.nodes.filter(({ name }) => name === crossing || group.has(name)),
      edges: whole.edges.filter(({ from, to }) => group.has(from) || group.has(to)),
      orders: whole.orders.filter((_, at) => isHere(orderHomes[at])),
      comparisons: whole.comparisons.filter((_, at) => isHere(compareHomes[at])),
      any: whole.any.filter((_, at) => isHere(anyHomes[at])),
      absent: whole.absent.filter((_, at) => isHere(absentHomes[at])),
      counts: whole.counts.filter((_, at) => isHere(countHomes[at])),
    };
  });
  return {
    parts,
    orders: whole.orders.filter((_, at) => orderHomes[at] === undefined),
    comparisons: whole.comparisons.filter((_, at) => compareHomes[at] === undefined),
    misplaced,
  };
}

/** The names of the nodes that an order speaks of. */
export function namesInOrder(order: Order, edges: readonly PatternEdge[]): string[] {
  return [order.first, order.second].flatMap((moment) => namesInMoment(moment, edges));
}

function namesInMoment(moment: Moment, edges: readonly PatternEdge[]): string[] {
  if (moment.kind === 'property') return [moment.node];
  const edge = edges.find(({ name }) => name === moment.edge);
  return edge === undefined ? [] : [edge.from, edge.to];
}

function namesInComparison(comparison: Comparison): string[] {
  return comparison.kind === 'differ'
    ? [comparison.left, comparison.right]
    : [comparison.left.node, comparison.right.node];
}

function namesIn(shape: Shape, outerEdges: readonly PatternEdge[]): string[] {
  const edges = [...shape.edges, ...outerEdges];
  return [
    ...shape.edges.flatMap(({ from, to }) => [from, to]),
    ...shape.orders.flatMap((order) => namesInOrder(order, edges)),
    ...shape.comparisons.flatMap(namesInComparison),
  ];
}

/** The sets of nodes that stay joined when one node is taken away. */
function groupsWithout({ nodes, edges }: Shape, without: string): ReadonlySet<string>[] {
  const groups: Set<string>[] = [];
  const left = new Set(nodes.map(({ name }) => name).filter((name) => name !== without));
  for (const start of left) {
    const group = new Set([start]);
    for (const name of group) {
      left.delete(name);
      for (const { from, to } of edges) {
        const other = from === name ? to : to === name ? from : undefined;
        if (other !== undefined && other !== without) group.add(other);
      }
    }
    groups.push(group);
  }
  return groups;
}
