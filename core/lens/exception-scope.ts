import type { ExceptionRequest } from '../contract/exceptions.ts';
import type { TestedCondition } from '../detect/expression-test.ts';
import type { Hit } from '../detect/hit.ts';
import { ValueForms } from '../detect/sigma/match-value.ts';
import type { Value } from '../graph/fact.ts';
import type { NodeId } from '../graph/id.ts';
import { OF_PARENT } from './sigma-filter.ts';
import type { GraphView } from '../graph/view.ts';

/** How far up a process's ancestors are asked. */
const MAX_ANCESTORS = 16;

/** Parents read of one process; it has one, unless identity is in doubt. */
const MAX_PARENTS = 20;

/** What an exception asks of the graph, beside the hit itself. */
export interface ExceptionScope {
  /** By a node's name in the analyzer, or its type. */
  readonly nodes: ReadonlyMap<string, TestedCondition>;
  readonly ancestor: TestedCondition | undefined;
  /** Of a Sigma filter: what the node must be that the hit is about. */
  readonly filter?: TestedCondition | undefined;
}

/** The properties of a node, each read by its rule. */
type Properties = Readonly<Record<string, Value>>;

/** What is known of a node, as scopes ask for it. */
export interface DescribedNode {
  readonly id: NodeId;
  readonly properties: Properties;
  /** Of a process: those of its ancestors, the nearest first. */
  readonly ancestors: readonly Properties[];
}

/** Whether an exception asks for more than a hit tells by itself. */
export function hasScope({ nodes, ancestor, filter }: ExceptionRequest): boolean {
  if (filter !== undefined) return true;
  return Object.keys(nodes ?? {}).length > 0 || Object.keys(ancestor ?? {}).length > 0;
}

/** What a shard knows of nodes; those that it does not know are left out. */
export function describeNodes(view: GraphView, nodes: readonly NodeId[]): DescribedNode[] {
  return nodes.flatMap((id) => {
    const properties = view.properties(id);
    if (Object.keys(properties).length === 0) return [];
    return [{ id, properties, ancestors: ancestorsOf(view, id) }];
  });
}

/** Whether the nodes of a hit are what a scope asks for. What is not known is not so. */
export function scopeHolds(
  { nodes, ancestor, filter }: ExceptionScope,
  hit: Hit,
  described: ReadonlyMap<string, DescribedNode>,
): boolean {
  for (const [wanted, condition] of nodes) {
    const isSo = hit.nodes.some(({ name, type, id }) => {
      const node = name === wanted || type === wanted ? described.get(id) : undefined;
      return node !== undefined && holdsOf(condition, node.properties);
    });
    if (!isSo) return false;
  }
  if (filter !== undefined) {
    const about = described.get(hit.nodes[0]?.id ?? '');
    if (about === undefined || !holdsOf(filter, withParent(about))) return false;
  }
  if (ancestor === undefined) return true;
  return hit.nodes.some(({ id }) =>
    described.get(id)?.ancestors.some((properties) => holdsOf(ancestor, properties)),
  );
}

/** The properties of a node, with those of its parent by names of their own. */
function withParent({ properties, ancestors: [parent = {}] }: DescribedNode): Properties {
  const ofParent = Object.entries(parent).map(([name, value]) => [OF_PARENT + name, value]);
  return { ...properties, ...(Object.fromEntries(ofParent) as Properties) };
}

function holdsOf(condition: TestedCondition, properties: Properties): boolean {
  return condition.holds((name) => {
    const value = Object.hasOwn(properties, name) ? properties[name] : undefined;
    return value === undefined ? [] : [new ValueForms(value)];
  });
}

function ancestorsOf(view: GraphView, node: NodeId): Properties[] {
  const ancestors: Properties[] = [];
  const seen = new Set([node]);
  let at: NodeId | undefined = parentOf(view, node);
  while (at !== undefined && !seen.has(at) && ancestors.length < MAX_ANCESTORS) {
    seen.add(at);
    ancestors.push(view.properties(at));
    at = parentOf(view, at);
  }
  return ancestors;
}

/** The parent; of several, the first by id, as lenses show it. */
function parentOf(view: GraphView, node: NodeId): NodeId | undefined {
  const parents = view.neighbours(node, 'parent', { limit: MAX_PARENTS }).map((one) => one.node);
  return parents.toSorted()[0];
}
