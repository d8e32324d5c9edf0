import { NO_MATCHES } from '../../../parse/match-rules.ts';
import type { MatchRules } from '../../../parse/match-rules.ts';
import type { SigmaEngine } from './engine.ts';

/** Matches records by single rules alone, each of them shown, without correlations. */
export function matchShown(engine: SigmaEngine): MatchRules {
  return (record) => {
    const rules = engine.match(record).map(({ id }) => id);
    return rules.length === 0 ? NO_MATCHES : { rules, correlated: [] };
  };
}
