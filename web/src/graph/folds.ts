import type { GraphNode } from '../../../core/contract/lenses.ts';
import { causeAndEffect, isHappening } from './edge-kinds.ts';
import type { GraphIndex } from './graph-index.ts';

/** More like siblings than this are drawn as one. */
const MAX_LIKE_SIBLINGS = 8;

/** Nodes that are drawn as one: one cause did the same to all of them, and nothing else did. */
export interface Fold {
  readonly id: string;
  readonly cause: string;
  readonly verb: string;
  readonly type: string;
  readonly members: readonly GraphNode[];
}

/** The folds of a graph. What carries risk, or leads on to something else, is never folded. */
export function foldsOf(index: GraphIndex): Map<string, Fold> {
  const likes = new Map<string, { fold: Omit<Fold, 'members'>; members: GraphNode[] }>();
  for (const node of index.nodes.values()) {
    if (node.risk > 0) continue;
    const happenings = index.edgesOf(node.id).filter(isHappening);
    const [only] = happenings;
    if (only === undefined || happenings.length > 1) continue;
    const [cause, effect] = causeAndEffect(only);
    if (effect !== node.id || cause === node.id) continue;
    const id = `fold ${cause} ${only.name} ${node.type}`;
    const known = likes.get(id) ?? {
      fold: { id, cause, verb: only.verb, type: node.type },
      members: [],
    };
    known.members.push(node);
    likes.set(id, known);
  }
  const folds = new Map<string, Fold>();
  for (const [id, { fold, members }] of likes) {
    if (members.length > MAX_LIKE_SIBLINGS) folds.set(id, { ...fold, members });
  }
  return folds;
}
