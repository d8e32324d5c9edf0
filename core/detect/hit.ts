import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Evidence, Value } from '../graph/fact.ts';
import type { NodeId, Ref } from '../graph/id.ts';

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

/** When a hit of something that is absent begins to hold. */
export interface Settling {
  /** The host whose records decide it. */
  readonly asset: NodeId;
  /** The event time that they must have reached, in ms. */
  readonly at: number;
}

/** What a match of one part of a pattern brings to where the parts meet. */
export interface PartMatch {
  /** Which part of the analyzer. */
  readonly index: number;
  /** The node where it meets the others. */
  readonly meeting: NodeId;
  /** The host that it is on. */
  readonly asset: NodeId;
  /** First sightings of the edges that the order between parts names, in ms. */
  readonly times: Readonly<Record<string, number>>;
  /** Properties that comparisons, the title and rarity ask for, by `node.property`. */
  readonly values: Readonly<Record<string, Value>>;
}

/** A node as the facts of one record name it: which one it is, its time decides. */
export interface NodeMoment {
  readonly ref: Ref;
  /** Ms since 1970. */
  readonly time: number;
}

/** A record that a hit rests on; of a correlation with the rule that matched it, and when. */
export interface HitEvidence extends Evidence {
  readonly rule?: string | undefined;
  readonly time?: number | undefined;
}

/** What of a correlation that holds is in one shard: it is a hit there wherever its nodes move. */
export interface Mark {
  /** The id of the shard's hit. */
  readonly id: string;
  /** The id of the hit that the shards' make together. */
  readonly episode: string;
  readonly analyzer: string;
  readonly title: string;
  /** When the correlation first held, ms since 1970. */
  readonly time: number;
  /** What the matches are about, in order of time. */
  readonly subjects: readonly NodeMoment[];
  /** The accounts that the matches name. */
  readonly users: readonly NodeMoment[];
  /** Those of them that all matches name, so that the hit counts for them. */
  readonly shared: readonly Ref[];
  readonly evidence: readonly HitEvidence[];
}

/** One match of an analyzer on named nodes: a function of the graph alone. */
export interface Hit {
  /** Derived from the analyzer and the nodes, so that nothing hits twice. */
  readonly id: string;
  readonly analyzer: string;
  /** For people, with the values of this hit. */
  readonly title: string;
  /** In the pattern's order. */
  readonly nodes: readonly HitNode[];
  readonly lenses: readonly HitLens[];
  /** When the shape was complete: the latest of its facts' first sightings, ms of event time. */
  readonly time: number;
  /** The group whose size decides whether the hit is rare enough; absent where all hits count. */
  readonly group?: string | undefined;
  /** The records in which its facts were first seen. */
  readonly evidence: readonly HitEvidence[];
  /** Present where something must be absent. */
  readonly settling?: Settling | undefined;
  /** Present where it is no hit by itself, but one host's part of one. */
  readonly part?: PartMatch | undefined;
  /** Present where it is no hit by itself, but one shard's share of a correlation's. */
  readonly mark?: Mark | undefined;
}

/** A hit as it stands after a change of the graph. */
export interface HitChange {
  readonly hit: Hit;
  /**
   * `withdrawn`: the graph no longer has the shape. `waiting`: it has, but what must be absent may
   * still come; nobody is told of it.
   */
  readonly state: 'active' | 'withdrawn' | 'waiting';
}

/** The id of a hit, 32 hex digits. */
export function hitId(analyzer: string, nodes: readonly { name: string; id: NodeId }[]): string {
  const parts = [analyzer, ...nodes.map(({ name, id }) => `${name}=${id}`).sort()];
  return bytesToHex(sha256(utf8ToBytes(parts.join('\n')))).slice(0, 32);
}

/** The group of a hit, from the values that its rarity goes by. */
export function groupOf(values: readonly (Value | undefined)[]): string {
  return JSON.stringify(values.map((value) => String(value ?? '').toLowerCase()));
}
