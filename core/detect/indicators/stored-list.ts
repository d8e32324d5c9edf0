import type { IndicatorKind } from '../../contract/indicators.ts';
import type { RuleState } from '../../contract/rules.ts';
import type { ListTerms } from './indicator-analyzers.ts';

/** A list of indicators of a tenant, without what is on it. */
export interface StoredIndicatorList extends ListTerms {
  readonly state: RuleState;
  /** Where its indicators are: an array of them, as JSON. */
  readonly entriesKey: string;
  readonly counts: Readonly<Partial<Record<IndicatorKind, number>>>;
  /** The version of the tenant's rules that its indicators are of. */
  readonly version: number;
  readonly url?: string | undefined;
  readonly everyHours?: number | undefined;
  readonly fetchedAt?: number | undefined;
  readonly savedAt: number;
  readonly savedBy: string;
  readonly failure?: string | undefined;
}
