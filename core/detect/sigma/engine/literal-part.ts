import { regexOf } from '../match-value.ts';
import type { Match } from '../rule.ts';

/** A text that every value of a match contains, in the match's own case; the longest known. */
export function literalPart(match: Match): string | undefined {
  switch (match.kind) {
    case 'equals':
    case 'startswith':
    case 'endswith':
    case 'contains':
      return match.text;
    case 'glob':
      return match.pattern.reduce<string>(
        (best, piece) => (typeof piece === 'string' && piece.length > best.length ? piece : best),
        '',
      );
    case 'regex': {
      const literals = regexOf(match.source, match.flags)?.literals;
      return literals?.length === 1 ? literals[0] : undefined;
    }
    default:
      return undefined;
  }
}
