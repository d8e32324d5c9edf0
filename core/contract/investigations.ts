import * as z from 'zod';
import type { Assignee } from './lens-life.ts';
import type { EvidencePointer, Graph, ScoreRow } from './lenses.ts';

/** Nodes that an investigation holds: more cannot be read, nor drawn. */
export const MAX_INVESTIGATION_NODES = 300;

/** Characters of a write-up. */
export const MAX_WRITE_UP = 100_000;

/** An investigation is worked on, or its work is done. */
export const INVESTIGATION_STATUSES = ['open', 'closed'] as const;
export type InvestigationStatus = (typeof INVESTIGATION_STATUSES)[number];

const title = z.string().trim().min(1).max(160);
const node = z.string().min(1).max(100);
const user = z.string().min(1).max(64);

/** `POST /api/investigations`: from a lens, from nodes, or empty. */
export const investigationRequest = z.strictObject({
  title,
  /** The lens whose nodes it begins with. */
  lens: z.string().max(64).optional(),
  nodes: z.array(node).max(MAX_INVESTIGATION_NODES).default([]),
});

export type InvestigationRequest = z.input<typeof investigationRequest>;

/** `PATCH /api/investigations/:id`. What is not named stays. */
export const investigationChange = z.strictObject({
  title: title.optional(),
  status: z.enum(INVESTIGATION_STATUSES).optional(),
  /** A member; null for nobody. */
  assignee: user.nullable().optional(),
  /** All who work on it, instead of those before. */
  members: z.array(user).max(50).optional(),
  /** Text that is never markup, and the version that it was written over: 409 when there is a later. */
  writeUp: z
    .strictObject({ text: z.string().max(MAX_WRITE_UP), basedOn: z.int().min(0) })
    .optional(),
});

export type InvestigationChange = z.infer<typeof investigationChange>;

/** `POST /api/investigations/:id/nodes`. */
export const pinRequest = z.strictObject({
  nodes: z.array(node).min(1).max(MAX_INVESTIGATION_NODES),
});

/** `PUT /api/investigations/:id/nodes/:node/note`; an empty note is none. */
export const noteRequest = z.strictObject({ text: z.string().trim().max(4000) });

/** The query of `GET /api/investigations/:id/export`. */
export const exportQuery = z.object({ format: z.enum(['json', 'markdown']).default('json') });

/** An investigation as the list shows it. */
export interface InvestigationSummary {
  readonly id: string;
  readonly title: string;
  readonly status: InvestigationStatus;
  readonly assignee?: string | undefined;
  /** The users who work on it. */
  readonly members: readonly string[];
  /** The lens that it was made from. */
  readonly lens?: string | undefined;
  /** How many nodes it holds. */
  readonly nodes: number;
  /** The address of who made it, or an API token's name. */
  readonly createdBy: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** A node of an investigation, as it was when it was taken in. */
export interface InvestigationNode {
  readonly id: string;
  readonly type: string;
  readonly label: string;
  /** `pinned` by hand; `expanded`: a neighbour of `from` that came when that was expanded. */
  readonly how: 'pinned' | 'expanded';
  readonly from?: string | undefined;
  readonly by: string;
  readonly at: number;
  readonly note: string;
}

/** Answer of `GET /api/investigations`. */
export interface InvestigationList {
  /** Open ones first, then those that changed latest. */
  readonly investigations: readonly InvestigationSummary[];
  /** Those who can take part. */
  readonly assignees: readonly Assignee[];
}

/** Answer of `GET /api/investigations/:id`. */
export interface InvestigationDetail {
  readonly investigation: InvestigationSummary;
  readonly writeUp: { readonly text: string; readonly version: number };
  /** In the order in which they were taken in. */
  readonly nodes: readonly InvestigationNode[];
  /** What is known of the nodes now, and the edges between them. */
  readonly graph: Graph;
  /** Ids of nodes of which nothing is known any more. */
  readonly gone: readonly string[];
  /** The rows of the lens that it was made from, as they are now. */
  readonly rows: readonly ScoreRow[];
  readonly assignees: readonly Assignee[];
}

/** Answer of what takes nodes in. */
export interface PinnedNodes {
  /** Ids of those that were not there before. */
  readonly added: readonly string[];
  /** So many had no room. */
  readonly omitted: number;
}

/** An entry of an investigation's history. Entries are only added. */
export interface InvestigationEvent {
  readonly id: string;
  readonly at: number;
  readonly by: string;
  readonly what:
    | 'created'
    | 'renamed'
    | 'opened'
    | 'closed'
    | 'assigned'
    | 'members'
    | 'pinned'
    | 'unpinned'
    | 'expanded'
    | 'collapsed'
    | 'noted'
    | 'written';
  /** What there is to say: a new title, an address, what nodes are called. */
  readonly text: string;
}

/** Answer of `GET /api/investigations/:id/history`. */
export interface InvestigationHistory {
  /** Latest first. */
  readonly events: readonly InvestigationEvent[];
}

/** One fact of a node: a value that a property was seen to have, or an edge to another node. */
export interface NodeFact {
  readonly subject: string;
  readonly predicate: string;
  /** A value, or a node's id. */
  readonly object: string | number;
  readonly kind: 'property' | 'edge';
  /** Event times, ms. */
  readonly first: number;
  readonly last: number;
  readonly evidence: EvidencePointer;
}

/** All that is known of some nodes, as one shard knows it. */
export interface NodeFacts {
  readonly facts: readonly NodeFact[];
  /** So many facts were left out of nodes that have very many. */
  readonly omitted: number;
}
