import * as z from 'zod';
import type { Assignee, LensLife, LensTabName } from './lens-life.ts';
import type { RuleCredit } from './rules.ts';

/** A pointer to the raw record that a fact was first seen in. */
export interface EvidencePointer {
  readonly upload: number;
  readonly record: number;
}

/** The kinds of analyzers. */
export type AnalyzerKind = 'pattern' | 'sigma' | 'indicator' | 'code';

/** One analyzer's row of a lens's score. Rows and terms together sum to the score (law 5). */
export interface ScoreRow {
  readonly analyzerId: string;
  readonly title: string;
  readonly kind: AnalyzerKind;
  readonly risk: number;
  readonly techniques: readonly string[];
  readonly hits: number;
  readonly contribution: number;
  /** Why it counts so much, in a sentence. */
  readonly why: string;
  /** The nodes that its hits name. */
  readonly nodes: readonly string[];
  /** Event times of its first and last hit, ms. */
  readonly first: number;
  readonly last: number;
  /** Of a Sigma rule: whose it is, and what it says of itself. */
  readonly rule?: RuleCredit | undefined;
  /** Of hits that an exception keeps out, which contribute 0: the exception, and the analyzer. */
  readonly exception?: { readonly id: string; readonly analyzer: string } | undefined;
}

/** What a score counts beside its analyzers. */
export interface ScoreTerm {
  /**
   * `common` and `age` take from one analyzer: it hits on many hosts, or long ago. `meeting` and
   * `tactics` add: analyzers meet on one node, and there are several tactics of ATT&CK.
   * `criticality` adds or takes for what the tenant says of the assets.
   */
  readonly kind: 'common' | 'age' | 'meeting' | 'tactics' | 'criticality';
  /** Of which analyzer it takes; absent where it is about several. */
  readonly analyzerId?: string | undefined;
  readonly title: string;
  /** Points; below zero where it takes. */
  readonly contribution: number;
  /** Why it counts so much, in a sentence. */
  readonly why: string;
  /** The nodes that it is about. */
  readonly nodes: readonly string[];
}

/** A lens as the list shows it. */
export interface LensSummary {
  readonly id: string;
  /** The node type of the entity, such as `asset`. */
  readonly type: string;
  readonly name: string;
  readonly score: number;
  readonly hits: number;
  readonly techniques: readonly string[];
  readonly analyzers: readonly { readonly id: string; readonly title: string }[];
  /** The riskiest story in one line: `dropper.exe → cmd.exe → svchost.exe`. */
  readonly why: string;
  /** Event times, ms. */
  readonly first: number;
  readonly last: number;
  /**
   * Hits of the seven days up to the last, by quarters of days (UTC): that of `last` first, then
   * those before it. Undefined where the lens has not changed since this is counted.
   */
  readonly activity?: readonly number[] | undefined;
  /** When the lens last changed, ms. */
  readonly updatedAt: number;
  /** What analysts made of it; undefined when nobody has touched it. */
  readonly life?: LensLife | undefined;
}

/** A property as shown: its resolved value, when it was seen, and the raw record that says so. */
export interface ShownProperty {
  readonly value: string | number;
  /** `time`: the value is a time in milliseconds since 1970. */
  readonly unit?: 'time' | undefined;
  readonly first: number;
  readonly last: number;
  readonly evidence: EvidencePointer;
}

/** A node of a lens's graph. */
export interface GraphNode {
  readonly id: string;
  readonly type: string;
  readonly label: string;
  /** Sum of the risk that hits put on the node. */
  readonly risk: number;
  /** Titles of the analyzers whose hits name the node. */
  readonly hitBy: readonly string[];
  /** Whether it is no part of a hit, but explains one. */
  readonly context: boolean;
  /** Event times of the first and last sighting, ms. */
  readonly first: number;
  readonly last: number;
  readonly properties: Readonly<Record<string, ShownProperty>>;
}

/** An edge of a lens's graph. */
export interface GraphEdge {
  readonly from: string;
  readonly name: string;
  readonly to: string;
  /** The edge as a sentence reads it: from, verb, to. */
  readonly verb: string;
  readonly first: number;
  readonly last: number;
  readonly evidence: EvidencePointer;
}

/** Nodes and the edges between them. */
export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** How many neighbours were left out to stay within bounds; 0 when the graph is whole. */
  readonly omitted: number;
}

/** Answer of `GET /api/lenses`. */
export interface LensList {
  readonly lenses: readonly LensSummary[];
  /** What `after` takes for the lenses that follow; undefined when there are none. */
  readonly next?: string | undefined;
  /** The event time of the tenant's latest hit, ms, or now where that is earlier. */
  readonly until: number;
  /** How many lenses each list has, without filters. */
  readonly counts: Readonly<Record<LensTabName, number>>;
  /** Those to whom lenses can be assigned. */
  readonly assignees: readonly Assignee[];
}

/** Another lens that is about the same. */
export interface LinkedLens {
  readonly id: string;
  readonly type: string;
  readonly name: string;
}

/** Answer of `GET /api/lenses/:id`. */
export interface LensDetail {
  readonly lens: LensSummary;
  /** By contribution, largest first. */
  readonly rows: readonly ScoreRow[];
  /** What counts beside the analyzers; with the rows it sums to the score. */
  readonly terms: readonly ScoreTerm[];
  /** The lens that this one was closed as a duplicate of. */
  readonly duplicateOf?: LinkedLens | undefined;
  /** Lenses that were closed as duplicates of this one; the first hundred. */
  readonly duplicates?: readonly LinkedLens[] | undefined;
  readonly graph: Graph;
}

/** A hit that counts for a lens. */
export interface LensHit {
  readonly id: string;
  /** With the values of this hit, where the analyzer's title has places for them. */
  readonly title: string;
  /** Event time, ms. */
  readonly time: number;
}

/** Answer of `GET /api/lenses/:id/hits?analyzer=ID`: the hits behind one row, latest first. */
export interface LensHits {
  readonly hits: readonly LensHit[];
  /** How many more there are. */
  readonly omitted: number;
}

/** Answer of `GET /api/hits/:id`: why there is such a hit. */
export interface HitExplanation {
  readonly title: string;
  readonly analyzerId: string;
  /** The facts that it rests on, each with the record that it was first seen in. */
  readonly facts: readonly HitFact[];
}

/** A fact that a hit rests on. */
export interface HitFact {
  readonly subject: string;
  readonly predicate: string;
  readonly object: string;
  /** First sighting, ms of event time. */
  readonly first: number;
  readonly evidence: EvidencePointer;
}

/** `GET /api/lenses/:id/score`: as of when, and without what. */
export const scoreQuery = z.object({
  /** Event time, ms since 1970; without it, that of the newest hit. */
  asOf: z.coerce.number().int().min(0).max(8.64e15).optional(),
  /** `analyzer:ID`: as if the analyzer were not there. `node:ID`: as if nothing hit the node. */
  without: z
    .string()
    .regex(/^(analyzer|node):.{1,200}$/)
    .optional(),
});

/** Answer of `GET /api/lenses/:id/score`. */
export interface LensScore {
  /** The event time that ages are counted to, ms. */
  readonly asOf: number;
  readonly score: number;
  readonly rows: readonly ScoreRow[];
  readonly terms: readonly ScoreTerm[];
  /** The score with nothing left out, as of the same time. */
  readonly whole: number;
}

/** A message of the live feed, `GET /api/live` (WebSocket). */
export type LiveMessage =
  | { readonly type: 'lens'; readonly lens: LensSummary }
  | { readonly type: 'lives'; readonly lives: Readonly<Record<string, LensLife>> }
  | { readonly type: 'upload'; readonly upload: number; readonly state: 'done' | 'failed' }
  /** An investigation was changed, or deleted; the version is when, ms. */
  | { readonly type: 'investigation'; readonly investigation: string; readonly version: number };
