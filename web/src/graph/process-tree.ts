import type { GraphEdge, GraphNode } from '../../../core/contract/lenses.ts';
import { typeLook } from '../parts/node-type.ts';
import { counted } from '../parts/plural.ts';
import { isHappening } from './edge-kinds.ts';
import type { GraphIndex } from './graph-index.ts';

/** More leaves of one kind than this are folded into one item that says how many. */
const MAX_LIKE_LEAVES = 8;

/** One item of the process tree. */
export interface TreeItem {
  /** Unique in the tree, and the same on every rebuild: what is open stays open. */
  readonly key: string;
  /** `host`: a heading; `process` and `leaf`: a node; `fold`: leaves behind one line. */
  readonly kind: 'host' | 'process' | 'leaf' | 'fold' | 'rest';
  readonly node?: GraphNode;
  /** How the item above came to it: *started*, *created*. */
  readonly verb?: string;
  readonly edge?: GraphEdge;
  /** What a heading or a fold says. */
  readonly title?: string;
  /** Time since the item above; undefined where it says nothing. */
  readonly sinceParentMs?: number;
  readonly children: readonly TreeItem[];
}

/** An item that is shown, with its place. */
export interface TreeRow {
  readonly item: TreeItem;
  readonly level: number;
  readonly isOpen: boolean;
  /** The key of the item above. */
  readonly parent: string | undefined;
  readonly position: number;
  readonly siblings: number;
}

/**
 * The graph as a tree: hosts, the processes that they ran by parent, and what each process did.
 * Every node of the graph is in it, so that it can stand in for the picture. A node that was
 * reached twice is a leaf in both places, but only a process once: cycles cannot happen.
 */
export function buildProcessTree(index: GraphIndex): TreeItem[] {
  const placed = new Set<string>();
  const processes = [...index.nodes.values()]
    .filter((node) => node.type === 'process')
    .toSorted((a, b) => startOf(a) - startOf(b));
  const parentOf = new Map<string, GraphEdge>();
  for (const edge of index.edges.values()) {
    if (edge.name === 'children' && !parentOf.has(edge.to)) parentOf.set(edge.to, edge);
  }

  const build = (node: GraphNode, edge?: GraphEdge): TreeItem => {
    placed.add(node.id);
    const parent = edge === undefined ? undefined : index.nodes.get(edge.from);
    const started = index
      .edgesOf(node.id)
      .filter((child) => child.name === 'children' && child.from === node.id)
      .filter((child) => parentOf.get(child.to) === child && !placed.has(child.to))
      .flatMap((child) => {
        const target = index.nodes.get(child.to);
        return target === undefined || placed.has(target.id) ? [] : [build(target, child)];
      });
    const item: TreeItem = {
      key: node.id,
      kind: 'process',
      node,
      children: [...foldLikes(node.id, leavesOf(index, node, placed)), ...started],
    };
    return edge === undefined || parent === undefined
      ? item
      : { ...item, edge, verb: edge.verb, sinceParentMs: startOf(node) - startOf(parent) };
  };

  const roots = processes.filter((node) => !parentOf.has(node.id)).map((node) => build(node));
  // What is left has only parents that are below it; the earliest of each ring begins it.
  for (const node of processes) if (!placed.has(node.id)) roots.push(build(node));
  return [...groupByHost(index, roots, placed), ...restOf(index, placed)];
}

/** The rows that are seen when the items in `closed` are closed and the folds in `open` open. */
export function visibleRows(
  items: readonly TreeItem[],
  isOpen: (item: TreeItem) => boolean,
): TreeRow[] {
  const rows: TreeRow[] = [];
  const walk = (siblings: readonly TreeItem[], level: number, parent: string | undefined) => {
    siblings.forEach((item, at) => {
      const open = item.children.length > 0 && isOpen(item);
      const place = { level, isOpen: open, parent, position: at + 1, siblings: siblings.length };
      rows.push({ item, ...place });
      if (open) walk(item.children, level + 1, item.key);
    });
  };
  walk(items, 1, undefined);
  return rows;
}

/** When a process started, or was first seen. */
export function startOf(node: GraphNode): number {
  const started = node.properties.started_at?.value;
  return typeof started === 'number' ? started : node.first;
}

function leavesOf(index: GraphIndex, node: GraphNode, placed: Set<string>): TreeItem[] {
  return index.edgesOf(node.id).flatMap((edge) => {
    if (edge.from !== node.id || edge.name === 'children' || !isHappening(edge)) return [];
    const target = index.nodes.get(edge.to);
    if (target === undefined || target.type === 'process') return [];
    placed.add(target.id);
    return [
      {
        key: `${node.id} ${edge.name} ${target.id}`,
        kind: 'leaf',
        node: target,
        edge,
        verb: edge.verb,
        sinceParentMs: edge.first - startOf(node),
        children: [],
      } satisfies TreeItem,
    ];
  });
}

/** Folds long runs of leaves of one verb, but never one that carries risk. */
function foldLikes(owner: string, leaves: readonly TreeItem[]): TreeItem[] {
  const items: TreeItem[] = [];
  const byVerb = Map.groupBy(leaves, (leaf) => leaf.verb ?? '');
  for (const [verb, likes] of byVerb) {
    const quiet = likes.filter((leaf) => (leaf.node?.risk ?? 0) === 0);
    if (quiet.length <= MAX_LIKE_LEAVES) {
      items.push(...likes);
      continue;
    }
    items.push(...likes.filter((leaf) => (leaf.node?.risk ?? 0) > 0));
    const types = [...new Set(quiet.map((leaf) => leaf.node?.type ?? ''))];
    const noun = types.length === 1 ? typeLook(types[0] ?? '').word : 'node';
    items.push({
      key: `${owner} fold ${verb}`,
      kind: 'fold',
      verb,
      title: counted(quiet.length, noun),
      children: quiet,
    });
  }
  return items;
}

function groupByHost(index: GraphIndex, roots: readonly TreeItem[], placed: Set<string>) {
  const hosts = Map.groupBy(roots, (root) => hostOf(index, root));
  const items: TreeItem[] = [];
  for (const [host, own] of hosts) {
    const node = host === undefined ? undefined : index.nodes.get(host);
    if (node === undefined) {
      items.push(...own);
      continue;
    }
    placed.add(node.id);
    items.push({ key: node.id, kind: 'host', node, children: own });
  }
  return items.sort((a, b) => highestRisk(b) - highestRisk(a));
}

/** The host with the riskiest process is read first. */
function highestRisk(item: TreeItem): number {
  return Math.max(item.node?.risk ?? 0, ...item.children.map(highestRisk));
}

/** The host of a process, or of the first process below it that names one. */
function hostOf(index: GraphIndex, item: TreeItem): string | undefined {
  const edge = index
    .edgesOf(item.node?.id ?? '')
    .find((candidate) => candidate.name === 'runs_on' && candidate.from === item.node?.id);
  if (edge !== undefined) return edge.to;
  for (const child of item.children) {
    const host = child.kind === 'process' ? hostOf(index, child) : undefined;
    if (host !== undefined) return host;
  }
  return undefined;
}

/** The nodes that no process did anything to, such as users; they belong in the tree, too. */
function restOf(index: GraphIndex, placed: ReadonlySet<string>): TreeItem[] {
  const rest = [...index.nodes.values()]
    .filter((node) => !placed.has(node.id))
    .map((node): TreeItem => ({ key: `rest ${node.id}`, kind: 'leaf', node, children: [] }));
  if (rest.length === 0) return [];
  return [{ key: 'rest', kind: 'rest', title: `${rest.length} more in this lens`, children: rest }];
}
