import * as z from 'zod';
import type { AnalyzerChange, PatternAnalyzer } from './analyzers.ts';
import type { StoppedAnalyzer } from './budgets.ts';
import type { TextFault } from './text-fault.ts';

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

/** The text of a rule that is written here is at most so long, in characters. */
export const MAX_RULE_LENGTH = 100_000;

/** A set of rules that was imported under one name. */
export interface RulePack {
  readonly name: string;
  readonly rules: number;
  readonly rejected: number;
  readonly importedAt: number;
  /** Whether it has the rules that are written here. */
  readonly isOwn?: boolean | undefined;
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
  /** Present while it is stopped for being over its budget. */
  readonly stopped?: StoppedAnalyzer | undefined;
  /** Whether a source sends records that it is about; undefined before any was looked at. */
  readonly isFed?: boolean | undefined;
  /** Whether it is written here, or is an edited one of a pack. */
  readonly isOwn: boolean;
  /** Lists of values that it names and that there are not: it matches nothing until there are. */
  readonly missingLists: readonly string[];
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

/** A source that sends records which a rule is about. */
export interface RuleFeed {
  readonly source: string;
  readonly name: string;
  /** Such as `windows · Security · 4625`. */
  readonly kinds: readonly string[];
}

/** Answer of `GET /api/rules/:id`. */
export interface RuleDetail {
  readonly rule: RuleSummary;
  readonly credit: RuleCredit;
  /** The file that it stands in, whole. */
  readonly path: string;
  readonly source: string;
  /** The sources that send records which it is about, with their kinds. */
  readonly feeds: readonly RuleFeed[];
  /** Of a rule that is written here: its version, which an edit is based on. */
  readonly own?: { readonly version: number; readonly at: number; readonly by: string } | undefined;
  /** What a rule that is written here stands in for. */
  readonly original?: { readonly pack: string; readonly source: string } | undefined;
  /** Newest first. */
  readonly changes: readonly AnalyzerChange[];
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
  /** Rules that came and do not hold, because the tenant has versions of its own of them. */
  readonly kept: readonly KeptRule[];
}

/** A rule of a pack that a version of the tenant's own stands in for. */
export interface KeptRule extends RuleName {
  /** Whether the pack has another text now than the one that was edited. */
  readonly isChanged: boolean;
}

/** `POST /api/rules/check`. */
export const checkRuleRequest = z.object({ source: z.string().min(1).max(MAX_RULE_LENGTH) });

export type CheckRuleRequest = z.infer<typeof checkRuleRequest>;

/** Answer of `POST /api/rules/check`. */
export interface RuleCheck {
  /** Empty when the text is rules. */
  readonly faults: readonly TextFault[];
  readonly warnings: readonly TextFault[];
  readonly rules: readonly (RuleName & {
    readonly kind: RuleSummary['kind'];
    readonly level: RuleLevel;
    readonly logs: string;
  })[];
}

/** `PUT /api/rules/:id`. */
export const saveRuleRequest = z.object({
  source: z.string().min(1).max(MAX_RULE_LENGTH),
  /** The version of one's own that was edited; null for the first. */
  basedOn: z.number().int().nonnegative().nullable(),
});

export type SaveRuleRequest = z.infer<typeof saveRuleRequest>;

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
