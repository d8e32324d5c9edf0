import type { CorrelatedMatch } from '../graph/observation.ts';
import type { LogRecord } from './log-record.ts';
import { observe } from './observe.ts';
import type { ParseContext } from './parse-context.ts';
import type { Parsed } from './parsed.ts';
import type { Recognised } from './recognised.ts';

/** What a tenant's rules say of a record. */
export interface RecordMatches {
  /** The ids of the rules that match it and are to be shown. */
  readonly rules: readonly string[];
  /** The matches that correlations build on; of rules that may not be shown on their own. */
  readonly correlated: readonly CorrelatedMatch[];
}

/**
 * @param timeOf when the record says that it was made, ms since 1970; asked where correlations need it
 */
export type MatchRules = (record: LogRecord, timeOf: () => number | undefined) => RecordMatches;

/** Of most records. */
export const NO_MATCHES: RecordMatches = { rules: [], correlated: [] };

/** Each match is a fact and may be a hit: a record that is made to match everything adds so many. */
const MAX_MATCHES = 50;

/**
 * What a record says, with the rules that match it. A record that the graph has no use for, and a
 * rule has, is an observation of its asset. What was rejected is not matched: it can be replayed.
 */
export function withMatchedRules(
  parsed: Parsed,
  recognised: Recognised,
  match: MatchRules,
  context: ParseContext,
): Parsed {
  if (parsed.kind === 'reject') return parsed;
  const record = recognised.log();
  const matches = record === undefined ? NO_MATCHES : match(record, () => recognised.origin().time);
  const matchedRules = matches.rules.slice(0, MAX_MATCHES);
  const correlated = matches.correlated.slice(0, MAX_MATCHES);
  if (matchedRules.length + correlated.length === 0) return parsed;
  const seen = parsed.kind === 'observation' ? parsed : observeAsset(recognised, context);
  return seen.kind === 'observation'
    ? { kind: 'observation', observation: { ...seen.observation, matchedRules, correlated } }
    : seen;
}

function observeAsset(recognised: Recognised, context: ParseContext): Parsed {
  const { host, time } = recognised.origin();
  return observe(
    time ?? context.receivedAt,
    { host: host ?? context.defaultHost },
    () => undefined,
  );
}
