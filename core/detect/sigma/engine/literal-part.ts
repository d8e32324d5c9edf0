import { regexOf } from '../match-value.ts';
import type { Match } from '../rule.ts';
import { MIN_LITERAL } from './literal-set.ts';
import { isWide } from './wide-literals.ts';

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
      const best = regexOf(match.source, match.flags)?.required[0];
      return best?.length === 1 ? best[0] : undefined;
    }
    default:
      return undefined;
  }
}

/**
 * Whether one pass over a value decides a match together with thousands of others. What is not
 * indexed is tested alone, when it is asked for.
 */
export function isIndexed(match: Match): boolean {
  switch (match.kind) {
    case 'null':
    case 'exists':
      return true;
    case 'regex': {
      const mark = regexOf(match.source, match.flags)?.required[0];
      return mark?.every((text) => text.length >= MIN_LITERAL) === true;
    }
    case 'equals':
      if (match.cased !== true && match.dash !== true) return true;
      return match.text.length >= MIN_LITERAL;
    case 'startswith':
    case 'endswith':
    case 'contains':
      return match.text.length >= MIN_LITERAL || (match.cased !== true && isWide(match.text));
    case 'glob':
      return (literalPart(match) ?? '').length >= MIN_LITERAL;
    default:
      return false;
  }
}
