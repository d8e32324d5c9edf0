import type { ExceptionRequest, FilterRequest } from '../contract/exceptions.ts';
import { ruleAnalyzerId } from '../detect/rule-hits.ts';
import { readFilter } from './sigma-filter.ts';
import type { FilterFault } from './sigma-filter.ts';

/** Rules that one filter may name. */
const MAX_RULES = 50;

/** A filter as exceptions, one for each rule that there is. */
export interface FilterExceptions {
  readonly title: string;
  readonly requests: readonly ExceptionRequest[];
  /** Rules that are named and not there. */
  readonly unknown: readonly string[];
}

/**
 * The exceptions that a Sigma filter means.
 *
 * @param isThere whether the tenant has a rule of an id
 */
export function exceptionsOfFilter(
  { text, until }: FilterRequest,
  isThere: (rule: string) => boolean,
): FilterExceptions | FilterFault {
  const read = readFilter(text);
  if ('message' in read) return read;
  const rules = [...new Set(read.rules)];
  if (rules.length > MAX_RULES) return { message: `it names more than ${MAX_RULES} rules` };
  const known = rules.filter(isThere);
  const reason = `Sigma filter: ${read.title}`.slice(0, 500);
  return {
    title: read.title,
    requests: known.map((rule) => ({
      analyzer: ruleAnalyzerId(rule),
      where: {},
      filter: text,
      reason,
      ...(until === undefined ? {} : { until }),
    })),
    unknown: rules.filter((rule) => !known.includes(rule)),
  };
}
