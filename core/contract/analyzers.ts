import * as z from 'zod';
import type { StoppedAnalyzer } from './budgets.ts';
import type { EvidencePointer } from './lenses.ts';
import type { RuleLevel, RuleState } from './rules.ts';
import type { RecordCounts } from './sources.ts';
import type { TextFault } from './text-fault.ts';

/** An analyzer that is a pattern: one that comes with the service, or a tenant's own. */
export interface PatternAnalyzer {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly level: RuleLevel;
  readonly risk: number;
  readonly techniques: readonly string[];
  readonly falsePositives: readonly string[];
  readonly isOwn: boolean;
  readonly state: RuleState;
  /** Present while it is stopped for being over its budget. */
  readonly stopped?: StoppedAnalyzer | undefined;
  /** Hits now, counted whatever the state. */
  readonly hits: number;
  /** Of a tenant's own: when it was last saved, and by whom. */
  readonly saved?: { readonly at: number; readonly by: string } | undefined;
}

/** A change of an analyzer or of its state. */
export interface AnalyzerChange {
  /** The version of the tenant's analyzers that the change made. */
  readonly version: number;
  readonly at: number;
  /** The address of the member. */
  readonly by: string;
  readonly action: 'saved' | 'deleted' | 'on' | 'shadow' | 'off' | 'stopped';
  /** The text, as it was saved. */
  readonly source?: string | undefined;
}

/** Answer of `GET /api/analyzers/:id`. */
export interface AnalyzerDetail {
  readonly analyzer: PatternAnalyzer;
  readonly source: string;
  /** Of a tenant's own: the version that an edit is based on. */
  readonly version: number | null;
  readonly plan: readonly PlannedPart[];
  /** Newest first. */
  readonly changes: readonly AnalyzerChange[];
}

/** What a new fact of one kind sets off. */
export interface PlannedSearch {
  /** The predicates of the fact: an edge, or properties of a node. */
  readonly predicates: readonly string[];
  /** The nodes that are known then, with what they are tested for first. */
  readonly known: readonly string[];
  /** What is looked for next, in order. */
  readonly steps: readonly string[];
}

/** How one host's part of an analyzer is matched. */
export interface PlannedPart {
  readonly nodes: readonly string[];
  readonly starts: readonly PlannedSearch[];
  readonly ways: readonly PlannedSearch[];
}

/** A hit that an analyzer makes where it is tried. */
export interface TriedHit {
  readonly id: string;
  readonly title: string;
  /** Event time, ms. */
  readonly time: number;
  readonly nodes: readonly {
    readonly name: string;
    readonly id: string;
    readonly type: string;
    readonly label: string;
  }[];
  /** The entities whose lenses it would count for. */
  readonly lenses: readonly {
    readonly id: string;
    readonly type: string;
    readonly name: string;
  }[];
  readonly evidence: readonly EvidencePointer[];
}

/** Answer of `POST /api/analyzers/check`. */
export interface AnalyzerCheck {
  /** Empty when the text is an analyzer. */
  readonly faults: readonly TextFault[];
  readonly analyzer?: CheckedAnalyzer | undefined;
  /** What it finds in the records that were sent. */
  readonly tried?:
    | {
        readonly records: RecordCounts;
        readonly rejects: readonly { readonly record: number; readonly reason: string }[];
        readonly hits: readonly TriedHit[];
      }
    | undefined;
}

/** What a text that is an analyzer says. */
export interface CheckedAnalyzer {
  readonly id: string;
  readonly title: string;
  readonly level: RuleLevel;
  readonly risk: number;
  readonly techniques: readonly string[];
  readonly plan: readonly PlannedPart[];
}

/** An analyzer's text is at most so long, in characters. */
export const MAX_ANALYZER_LENGTH = 100_000;

/** Records that an analyzer is tried on are at most so long, in characters. */
export const MAX_TRIED_LENGTH = 1_000_000;

const source = z.string().min(1).max(MAX_ANALYZER_LENGTH);

/** `POST /api/analyzers/check`. */
export const checkAnalyzerRequest = z.object({
  source,
  /** Records in any format that is read. */
  records: z.string().max(MAX_TRIED_LENGTH).optional(),
});

export type CheckAnalyzerRequest = z.infer<typeof checkAnalyzerRequest>;

/** `PUT /api/analyzers/:id`. */
export const saveAnalyzerRequest = z.object({
  source,
  /** The version that was edited; null for a new one. It is refused when somebody saved since. */
  basedOn: z.number().int().nonnegative().nullable(),
});

export type SaveAnalyzerRequest = z.infer<typeof saveAnalyzerRequest>;

/** `PATCH /api/analyzers`. */
export const setAnalyzersRequest = z.object({
  ids: z.array(z.string().min(1).max(100)).min(1).max(1_000),
  state: z.enum(['on', 'shadow', 'off']),
});

export type SetAnalyzersRequest = z.infer<typeof setAnalyzersRequest>;

/** `POST /api/analyzers/run`: one of `id` and `source`, over a range of event time in ms. */
export const runAnalyzerRequest = z
  .object({
    id: z.string().min(1).max(100).optional(),
    source: source.optional(),
    from: z.number().int(),
    to: z.number().int(),
  })
  .refine(({ from, to }) => from <= to, 'a range ends after it begins')
  .refine((body) => body.id !== undefined || body.source !== undefined, 'send an id or a source');

export type RunAnalyzerRequest = z.infer<typeof runAnalyzerRequest>;

/** A line of the answer of `POST /api/analyzers/run`, which is JSON lines. */
export type PastRunLine =
  | {
      readonly type: 'progress';
      readonly scanned: number;
      readonly total: number;
      readonly hits: number;
    }
  | { readonly type: 'result'; readonly result: PastRun }
  | { readonly type: 'failed'; readonly message: string };

/** How a hit of a run stands to what the analyzer as it is now finds. */
export type PastHitState = 'new' | 'same' | 'gone';

/** What an analyzer would have found in the past. It created nothing. */
export interface PastRun {
  /** Facts that were looked at. */
  readonly scanned: number;
  /** Hits of the text that was run. */
  readonly hits: number;
  /** Compared with the analyzer of the same id as it is now; all are new where there is none. */
  readonly difference: { readonly new: number; readonly same: number; readonly gone: number };
  /** The lenses that its hits would count for, by the risk that they would put there. */
  readonly lenses: readonly PastLens[];
  /** Some of the hits, latest first; those that are gone among them. */
  readonly shown: readonly (TriedHit & { readonly state: PastHitState })[];
  /** Hits by day of event time, UTC, ms of its beginning. */
  readonly days: readonly { readonly day: number; readonly hits: number }[];
  /** Why it may have missed some; empty when it did not. */
  readonly limits: readonly string[];
}

/** A lens as a run would have opened or changed it. */
export interface PastLens {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly hits: number;
  /** What the hits would count for in the lens by themselves. */
  readonly contribution: number;
  /** Whether there is such a lens already. */
  readonly isOpen: boolean;
}
