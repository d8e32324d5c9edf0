import type { NodeId } from '../graph/id.ts';
import type { Assignment } from './check.ts';
import type { NodeSlot, Plan, Step } from './compile-part.ts';
import type { GraphReader } from './graph-reader.ts';

/** Nodes looked at for one start of a match. */
const MAX_STEPS = 10_000;

/** No node found yet, for shapes of any size. */
const NOTHING: Assignment = Array.from({ length: 1_000 }, () => undefined);

/** A search for a shape: the nodes found so far, and what is left of its bound. */
export interface Search {
  readonly reader: GraphReader;
  readonly nodes: Assignment;
  left: number;
}

export function startSearch(reader: GraphReader, size: number): Search {
  return { reader, nodes: NOTHING.slice(0, size), left: MAX_STEPS };
}

/**
 * Looks for a shape by its plan, and calls `found` with each match, which is in `search.nodes`
 * until it returns. A search that runs out of its bound stops.
 *
 * @param found whether that was enough
 * @returns whether it was
 */
export function look(search: Search, plan: Plan, found: () => boolean): boolean {
  const { reader, nodes } = search;
  for (const node of plan.known) {
    const at = nodes[node.slot];
    if (at === undefined || !fulfils(reader, node, at)) return false;
  }
  return lookFurther(search, plan, found);
}

/** As {@link look}, where the known nodes are tested already. */
export function lookFurther(search: Search, plan: Plan, found: () => boolean): boolean {
  const { reader, nodes } = search;
  if (!plan.checks.every((check) => check.holds(reader, nodes))) return false;
  return take(search, plan.steps, 0, found);
}

/** Whether a node can stand for a node of a pattern. */
export function fulfils(reader: GraphReader, node: NodeSlot, at: NodeId): boolean {
  return reader.fulfilledBy(at).includes(node.number);
}

function take(
  search: Search,
  steps: readonly Step[],
  index: number,
  found: () => boolean,
): boolean {
  const step = steps[index];
  if (step === undefined) return found();
  const { reader, nodes } = search;
  const { edge, origin, target, isForward, isClosing, checks } = step;
  const from = nodes[origin];
  if (from === undefined) throw new Error('a plan starts where nothing is known');
  if (isClosing) {
    search.left -= 1;
    const [a, b] = [nodes[edge.from], nodes[edge.to]];
    if (a === undefined || b === undefined || !reader.between(a, edge.choices, b)) return false;
    if (!checks.every((check) => check.holds(reader, nodes))) return false;
    return take(search, steps, index + 1, found);
  }
  for (const candidate of reader.around(from, edge.choices, isForward)) {
    search.left -= 1;
    if (search.left < 0) return false;
    if (!fulfils(reader, target, candidate)) continue;
    nodes[target.slot] = candidate;
    const isEnough =
      checks.every((check) => check.holds(reader, nodes)) && take(search, steps, index + 1, found);
    nodes[target.slot] = undefined;
    if (isEnough) return true;
  }
  return false;
}
