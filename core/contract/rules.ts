import * as z from 'zod';
import type { PatternAnalyzer } from './analyzers.ts';

export type RuleLevel = 'informational' | 'low' | 'medium' | 'high' | 'critical';

/**
 * `on`: its hits count. `shadow`: it is matched and its hits are counted, but score nothing. `off`:
 * it is not matched, and hits of before score nothing.
 */
export type RuleState = 'on' | 'shadow' | 'off';

/** What must be shown wherever a match of a rule is: the rules' licences ask for their authors. */
export interface RuleCredit {
  readonly level: RuleLevel;
  readonly author?: string | undefined;
  readonly license?: string | undefined;
  readonly description?: string | undefined;
  readonly references: readonly string[];
  readonly falsePositives: readonly string[];
}

/** A set of rules that was imported under one name. */
export interface RulePack {
  readonly name: string;
  readonly rules: number;
  readonly rejected: number;
  readonly importedAt: number;
}

/** A rule as the list shows it. */
export interface RuleSummary {
  readonly id: string;
  readonly title: string;
  readonly kind: 'event' | 'correlation' | 'filter';
  readonly level: RuleLevel;
  /** Of the rule itself: `stable`, `test`, `experimental`, `deprecated`, `unsupported`. */
  readonly status?: string | undefined;
  readonly author?: string | undefined;
  readonly techniques: readonly string[];
  /** The logs that it is about: `windows / process_creation`. */
  readonly logs: string;
  readonly pack: string;
  /** What holds now. */
  readonly state: RuleState;
  /** What a member set; null leaves it to the service, which keeps it on unless it is noisy. */
  readonly setting: RuleState | null;
  /** Whether it hits so much that, unless a member set its state, it is in shadow. */
  readonly isNoisy: boolean;
  /** Nodes that it hits now. */
  readonly hits: number;
  /** Whether it only feeds correlations, and does not hit on its own. */
  readonly isSilent: boolean;
}

/** What a tenant's correlations remember. */
export interface CorrelationStatus {
  /** Matches of rules that correlations build on. */
  readonly matches: number;
  /** Matches that were let go for lack of room, the oldest first. */
  readonly dropped: number;
  /** Times that a correlation held and made no hit, because it has too many. */
  readonly leftOut: number;
}

/** Answer of `GET /api/rules`. */
export interface RuleList {
  readonly packs: readonly RulePack[];
  readonly correlations: CorrelationStatus;
  readonly rules: readonly RuleSummary[];
  readonly builtIn: readonly PatternAnalyzer[];
  /** The tenant's own patterns. */
  readonly own: readonly PatternAnalyzer[];
}

/** Answer of `GET /api/rules/:id`. */
export interface RuleDetail {
  readonly rule: RuleSummary;
  readonly credit: RuleCredit;
  /** The file that it stands in, whole. */
  readonly path: string;
  readonly source: string;
}

/** Something wrong with a file of rules, where it is, and what would be right. */
export interface RuleFault {
  readonly path: string;
  /** From 1; 0 when it is about the file as a whole. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly fix?: string | undefined;
}

/** A rule as a difference names it. */
export interface RuleName {
  readonly id: string;
  readonly title: string;
}

/** Answer of `POST /api/rules/import`. */
export interface RuleImport {
  readonly pack: RulePack;
  readonly added: readonly RuleName[];
  readonly changed: readonly RuleName[];
  readonly removed: readonly RuleName[];
  readonly unchanged: number;
  /** Rules that were not taken. */
  readonly rejected: readonly RuleFault[];
  /** What is odd about rules that were. */
  readonly warnings: readonly RuleFault[];
}

/** Larger imports are refused. */
export const MAX_IMPORT_FILES = 10_000;

const packName = z.string().trim().min(1).max(80);

/** `POST /api/rules/import` as JSON: files themselves, or where an archive of them is. */
export const importRulesRequest = z.object({
  pack: packName,
  /** Whether rules of the pack that are not among these stay. */
  keepOthers: z.boolean().default(false),
  files: z
    .array(z.object({ path: z.string().min(1).max(1_000), text: z.string().max(1_000_000) }))
    .max(MAX_IMPORT_FILES)
    .optional(),
  url: z
    .url({ protocol: /^https$/ })
    .max(2_000)
    .optional(),
});

export type ImportRulesRequest = z.input<typeof importRulesRequest>;

/** The name of a pack as a query parameter has it. */
export const packNameParameter = packName;

/** `PATCH /api/rules`. */
export const setRulesRequest = z.object({
  ids: z.array(z.string().min(1).max(300)).min(1).max(MAX_IMPORT_FILES),
  /** Null leaves it to the service. */
  state: z.enum(['on', 'shadow', 'off']).nullable(),
});

export type SetRulesRequest = z.infer<typeof setRulesRequest>;

/** How well one ATT&CK technique is covered. */
export interface TechniqueCoverage {
  readonly technique: string;
  /** Rules and built-in analyzers that are on and name it. */
  readonly analyzers: number;
  readonly hits: number;
}

/** Answer of `GET /api/rules/coverage`. */
export interface Coverage {
  readonly techniques: readonly TechniqueCoverage[];
}
