/** What a wildcard stands for inside a {@link Pattern}: `*` any number of characters. */
export const ANY = 0;
/** `?`: exactly one character (one UTF-16 unit). */
export const ONE = 1;

/** A text with wildcards: literal pieces, {@link ANY} and {@link ONE}. Never empty pieces. */
export type Pattern = readonly (string | typeof ANY | typeof ONE)[];

/**
 * How one text is compared. `equals` to `contains` have one literal; `glob` has the whole pattern.
 * Without `cased` the literals are in lower case. With `dash` they have every dash as `-`, and so
 * has the value before it is compared (see `foldDashes`).
 */
export type TextMatch = {
  readonly cased?: true | undefined;
  readonly dash?: true | undefined;
} & (
  | { readonly kind: 'equals' | 'startswith' | 'endswith' | 'contains'; readonly text: string }
  | { readonly kind: 'glob'; readonly pattern: Pattern }
);

/** A regular expression, searched for anywhere in the value. Linear time: see `regex/`. */
export interface RegexMatch {
  readonly kind: 'regex';
  readonly source: string;
  /** Of `i`, `m`, `s`, in this order. */
  readonly flags: string;
}

export type Comparison = 'lt' | 'lte' | 'gt' | 'gte' | 'eq';

export type TimePart = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';

/** A number against the value, or against a part of the date that the value is. */
export interface NumberMatch {
  readonly kind: 'number';
  readonly comparison: Comparison;
  readonly number: number;
  readonly part?: TimePart | undefined;
}

export interface CidrMatch {
  readonly kind: 'cidr';
  readonly network: string;
}

/** Whether the field is there at all, whatever it holds. */
export interface ExistsMatch {
  readonly kind: 'exists';
}

/** Whether the field is absent or null. */
export interface NullMatch {
  readonly kind: 'null';
}

/** The value against the value of another field of the same record. */
export interface FieldRefMatch {
  readonly kind: 'fieldref';
  readonly field: string;
  readonly position: 'equals' | 'startswith' | 'endswith' | 'contains';
  readonly cased?: true | undefined;
}

export type Match =
  | TextMatch
  | RegexMatch
  | NumberMatch
  | CidrMatch
  | ExistsMatch
  | NullMatch
  | FieldRefMatch;

/** A question about a record: a field against a match; without a field, any value of the record. */
export interface Test {
  readonly kind: 'test';
  readonly field?: string | undefined;
  readonly match: Match;
}

export type Expression =
  | Test
  | { readonly kind: 'and' | 'or'; readonly items: readonly Expression[] }
  | { readonly kind: 'not'; readonly item: Expression }
  | { readonly kind: 'constant'; readonly value: boolean };

export type Level = 'informational' | 'low' | 'medium' | 'high' | 'critical';
export type Status = 'stable' | 'test' | 'experimental' | 'deprecated' | 'unsupported';

/** Which logs a rule is about. At least one of the three is set. */
export interface LogSource {
  readonly product?: string | undefined;
  readonly category?: string | undefined;
  readonly service?: string | undefined;
}

/** What is shown of a rule; author, references and license are a duty of the rules' licences. */
export interface RuleInfo {
  readonly title: string;
  /** The rule's own id, or one made from its title when it has none. */
  readonly id: string;
  readonly name?: string | undefined;
  readonly level?: Level | undefined;
  readonly status?: Status | undefined;
  readonly description?: string | undefined;
  readonly author?: string | undefined;
  readonly license?: string | undefined;
  readonly date?: string | undefined;
  readonly modified?: string | undefined;
  readonly taxonomy?: string | undefined;
  readonly references?: readonly string[] | undefined;
  readonly falsePositives?: readonly string[] | undefined;
  readonly fields?: readonly string[] | undefined;
  readonly scope?: readonly string[] | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly related?: readonly { readonly id: string; readonly type: string }[] | undefined;
}

/** A rule about single records. */
export interface EventRule extends RuleInfo {
  readonly kind: 'event';
  readonly logSource: LogSource;
  readonly when: Expression;
  /** The lists that its placeholders name, given or not. */
  readonly lists?: readonly string[] | undefined;
  /** Placeholders that no list was given for. Such a rule is loaded but cannot match. */
  readonly missingLists?: readonly string[] | undefined;
}

export type CorrelationType =
  | 'event_count'
  | 'value_count'
  | 'temporal'
  | 'temporal_ordered'
  | 'value_sum'
  | 'value_avg'
  | 'value_percentile';

/** A bound on what a correlation counts; several are joined by AND. */
export interface Bound {
  readonly comparison: Comparison | 'neq';
  readonly number: number;
}

/** A rule about several matches of other rules within a span of time. */
export interface CorrelationRule extends RuleInfo {
  readonly kind: 'correlation';
  readonly type: CorrelationType;
  /** Ids or names, as written. */
  readonly rules: readonly string[];
  readonly groupBy: readonly string[];
  readonly timespanMs: number;
  readonly bounds: readonly Bound[];
  /** The fields that `value_*` is about. */
  readonly valueFields: readonly string[];
  /** alias → rule (id or name) → field. */
  readonly aliases: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Whether the correlated rules also match on their own. */
  readonly generate: boolean;
}

/** An exclusion added to other rules. */
export interface FilterRule extends RuleInfo {
  readonly kind: 'filter';
  readonly logSource: LogSource;
  /** Ids or names of the rules it applies to; undefined for every rule of the log source. */
  readonly rules?: readonly string[] | undefined;
  readonly when: Expression;
}

export type Rule = EventRule | CorrelationRule | FilterRule;
