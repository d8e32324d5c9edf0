import type { ModifierFault } from './modifiers.ts';

const AGGREGATION =
  /^\s*(count|sum|avg|min|max)\s*\(\s*([^)]*?)\s*\)\s*(?:by\s+([^<>=]+?)\s*)?(<=|>=|<|>|==?)\s*(\d+)\s*$/i;

const WORDS: ReadonlyMap<string, string> = new Map([
  ['<', 'lt'],
  ['<=', 'lte'],
  ['>', 'gt'],
  ['>=', 'gte'],
]);

const TYPES: ReadonlyMap<string, string> = new Map([
  ['sum', 'value_sum'],
  ['avg', 'value_avg'],
]);

/**
 * What to write instead of the aggregations that Sigma had before correlations, such as
 * `| count(User) by Computer > 5`.
 *
 * @param aggregation what follows the pipe
 */
export function legacyAdvice(aggregation: string): ModifierFault {
  const message = 'conditions no longer aggregate: what follows `|` is obsolete since Sigma 2.0';
  const found = AGGREGATION.exec(aggregation.slice(0, 500));
  if (found === null) {
    const type = /^\s*near\b/i.test(aggregation) ? 'temporal' : 'event_count';
    return { message, fix: `write a correlation document of type ${type} that names this rule` };
  }
  const [, word = '', field = '', by, operator = '', number = ''] = found;
  const counted = field === '' ? 'event_count' : 'value_count';
  const type = TYPES.get(word.toLowerCase()) ?? counted;
  const grouping = by === undefined ? '' : `, group-by: [${by}]`;
  const about = field === '' ? '' : `field: ${field}, `;
  const bound = `condition: {${about}${WORDS.get(operator) ?? 'eq'}: ${number}}`;
  return {
    message,
    fix: `write a second document with correlation: {type: ${type}, rules: [this rule's id]${grouping}, timespan: 5m, ${bound}}`,
  };
}
