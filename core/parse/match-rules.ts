import type { LogRecord } from './log-record.ts';
import { observe } from './observe.ts';
import type { ParseContext } from './parse-context.ts';
import type { Parsed } from './parsed.ts';
import type { Recognised } from './recognised.ts';

/** The ids of the rules that match a record. */
export type MatchRules = (record: LogRecord) => readonly string[];

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
  const matchedRules = record === undefined ? [] : match(record).slice(0, MAX_MATCHES);
  if (matchedRules.length === 0) return parsed;
  const seen = parsed.kind === 'observation' ? parsed : observeAsset(recognised, context);
  return seen.kind === 'observation'
    ? { kind: 'observation', observation: { ...seen.observation, matchedRules } }
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
