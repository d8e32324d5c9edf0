import { testedCondition } from '../detect/expression-test.ts';
import type { TestedCondition } from '../detect/expression-test.ts';
import type { Expression } from '../detect/sigma/rule.ts';
import { excluded } from '../detect/sigma/rule-set.ts';
import { parseSigma } from '../detect/sigma/language/parse.ts';

/** A Sigma filter as exceptions take it. */
export interface ReadFilter {
  readonly title: string;
  /** Ids or names of the rules that it is for. */
  readonly rules: readonly string[];
  /** What a hit's own node must be for the filter to take the hit away. */
  readonly condition: TestedCondition;
}

/** What is wrong with a filter. */
export interface FilterFault {
  readonly message: string;
}

/** Before the name of a property that is the parent's. */
export const OF_PARENT = 'parent.';

/** Sigma's fields of a process's start, and the properties of the graph that they become. */
const PROPERTIES: Readonly<Record<string, string>> = {
  Image: 'image',
  CommandLine: 'command_line',
  CurrentDirectory: 'current_directory',
  IntegrityLevel: 'integrity_level',
  OriginalFileName: 'original_file_name',
  ProcessId: 'pid',
  ParentImage: `${OF_PARENT}image`,
  ParentCommandLine: `${OF_PARENT}command_line`,
  ParentProcessId: `${OF_PARENT}pid`,
};

/**
 * Reads a Sigma filter whose fields are those of a process's start. Anything else is said: a filter
 * that is imported with a pack of rules is asked of records, and has all fields.
 */
export function readFilter(text: string): ReadFilter | FilterFault {
  const [read, ...others] = parseSigma(text);
  if (read === undefined || others.length > 0) return { message: 'there must be one filter' };
  if (!read.ok) {
    const [fault] = read.faults;
    return {
      message: fault === undefined ? 'it cannot be read' : `${fault.line}: ${fault.message}`,
    };
  }
  const filter = read.value;
  if (filter.kind !== 'filter') return { message: 'this is a rule, not a filter' };
  if (filter.rules === undefined) {
    return { message: 'it names no rules: import it with the pack that it is for' };
  }
  const unknown = new Set<string>();
  const expression = renamed(excluded(filter.when), unknown);
  const [first] = unknown;
  if (first !== undefined) return { message: `the graph does not tell of ${first}` };
  const { title, rules } = filter;
  return { title, rules, condition: testedCondition(expression) };
}

function renamed(expression: Expression, unknown: Set<string>): Expression {
  switch (expression.kind) {
    case 'and':
    case 'or':
      return { ...expression, items: expression.items.map((item) => renamed(item, unknown)) };
    case 'not':
      return { kind: 'not', item: renamed(expression.item, unknown) };
    case 'constant':
      return expression;
    case 'test': {
      const field = propertyOf(expression.field, unknown);
      const { match } = expression;
      if (match.kind !== 'fieldref') return { ...expression, field };
      const other = propertyOf(match.field, unknown) ?? match.field;
      return { ...expression, field, match: { ...match, field: other } };
    }
  }
}

function propertyOf(field: string | undefined, unknown: Set<string>): string | undefined {
  if (field === undefined) {
    unknown.add('words without a field');
    return undefined;
  }
  const found = Object.hasOwn(PROPERTIES, field) ? PROPERTIES[field] : undefined;
  if (found === undefined) unknown.add(field);
  return found;
}
