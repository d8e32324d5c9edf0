import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Evidence } from '../graph/fact.ts';
import type { NodeId } from '../graph/id.ts';

/** A node that a hit names. */
export interface HitNode {
  /** The name of the node in the pattern. */
  readonly name: string;
  readonly id: NodeId;
  readonly type: string;
  /** A short name for people, when it was found. */
  readonly label: string;
}

/** An entity that a hit counts for. */
export interface HitLens {
  readonly id: NodeId;
  readonly type: string;
  readonly name: string;
}

/** One match of an analyzer on named nodes: a function of the graph alone. */
export interface Hit {
  /** Derived from the analyzer and the nodes, so that nothing hits twice. */
  readonly id: string;
  readonly analyzer: string;
  /** In the pattern's order. */
  readonly nodes: readonly HitNode[];
  readonly lenses: readonly HitLens[];
  /** When the shape was complete: the latest of its edges' first sightings, ms of event time. */
  readonly time: number;
  /** The group whose size decides whether the hit is rare enough; absent where all hits count. */
  readonly group?: string | undefined;
  /** The records in which its edges were first seen. */
  readonly evidence: readonly Evidence[];
}

/** A hit as it stands after a change of the graph. */
export interface HitChange {
  readonly hit: Hit;
  /** `withdrawn`: the graph no longer has the shape. */
  readonly state: 'active' | 'withdrawn';
}

/** The id of a hit, 32 hex digits. */
export function hitId(analyzer: string, nodes: readonly { name: string; id: NodeId }[]): string {
  const parts = [analyzer, ...nodes.map(({ name, id }) => `${name}=${id}`).sort()];
  return bytesToHex(sha256(utf8ToBytes(parts.join('\n')))).slice(0, 32);
}
