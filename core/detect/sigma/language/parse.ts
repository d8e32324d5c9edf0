import type { Checked, Fault } from '../../../yaml/fault.ts';
import type { Rule } from '../rule.ts';
import { readCorrelation } from './correlation.ts';
import { readDetection } from './detection.ts';
import type { ReadContext } from './field-item.ts';
import type { PlaceholderLists } from './placeholders.ts';
import { readInfo, readLogSource, textsAt, withoutUndefined } from './rule-info.ts';
import { entryOf, kindOf, readYaml } from '../../../yaml/tree.ts';
import type { MapTree, YamlDocument } from '../../../yaml/tree.ts';

/** What became of one YAML document: a rule or its faults, and what is odd about it. */
export type ParsedRule = Checked<Rule> & { readonly warnings: readonly Fault[] };

export interface ParseOptions {
  /** The tenant's lists for the `expand` modifier. */
  readonly lists?: PlaceholderLists | undefined;
}

/** What a filter's `filter` holds beside its selections. */
const FILTER_KEYS: ReadonlySet<string> = new Set(['rules']);

/**
 * Reads a Sigma file: event rules, correlations and filters, one or several YAML documents. Never
 * throws; every document gives a rule or all of its faults. Empty documents are left out.
 */
export function parseSigma(text: string, options: ParseOptions = {}): readonly ParsedRule[] {
  const documents = readYaml(text).filter(
    ({ root, faults }) => !faults.clean || (root !== undefined && !isEmpty(root)),
  );
  if (documents.length === 0) return [failed({ line: 1, column: 1, message: 'the file is empty' })];
  return documents.map((document) => parseDocument(document, options));
}

function failed(fault: Fault): ParsedRule {
  return { ok: false, faults: [fault], warnings: [] };
}

function isEmpty(root: NonNullable<YamlDocument['root']>): boolean {
  return root.kind === 'scalar' && root.value === null;
}

function parseDocument({ root, faults }: YamlDocument, options: ParseOptions): ParsedRule {
  let rule: Rule | undefined;
  if (root !== undefined && root.kind !== 'map') {
    faults.add(
      root.at,
      `a rule must be a map, this is ${kindOf(root)}`,
      'write `title:`, `logsource:` and `detection:`',
    );
  } else if (root !== undefined && faults.clean) {
    const context = {
      faults,
      lists: options.lists ?? new Map<string, readonly string[]>(),
      missingLists: new Set<string>(),
      namedLists: new Set<string>(),
    };
    rule = readRule(root, context);
  }
  const { warnings } = faults;
  if (faults.clean && rule !== undefined) return { ok: true, value: rule, warnings };
  if (faults.clean) faults.add(root?.at ?? 0, 'the document is not a rule');
  return { ok: false, faults: faults.faults, warnings };
}

function readRule(root: MapTree, context: ReadContext): Rule | undefined {
  const { faults } = context;
  const info = readInfo(root, faults);
  if (info === undefined) return undefined;
  if (entryOf(root, 'correlation') !== undefined) return readCorrelation(root, info, faults);
  const isFilter = entryOf(root, 'filter') !== undefined;
  const logSource = readLogSource(root, faults);
  const body = entryOf(root, isFilter ? 'filter' : 'detection');
  if (body === undefined) {
    faults.add(root.at, '`detection` is missing', 'write selections and a condition');
    return undefined;
  }
  if (body.value.kind !== 'map') {
    faults.add(body.at, `\`${body.key}\` must be a map, this is ${kindOf(body.value)}`);
    return undefined;
  }
  const when = readDetection(body.value, context, isFilter ? FILTER_KEYS : undefined);
  if (logSource === undefined || when === undefined) return undefined;
  for (const name of context.missingLists) {
    faults.warn(
      body.at,
      `there is no value list \`${name}\`, which %${name}% stands for: the rule matches nothing`,
      `add the list \`${name}\` under Analyzers, Value lists; for the command, a file ${name}.txt in --lists`,
    );
  }
  if (!isFilter) {
    const missing = context.missingLists.size === 0 ? undefined : [...context.missingLists];
    const lists = context.namedLists.size === 0 ? undefined : [...context.namedLists];
    return withoutUndefined({
      ...info,
      kind: 'event',
      logSource,
      when,
      lists,
      missingLists: missing,
    });
  }
  const rules = textsAt(body.value, 'rules', faults);
  const any = rules === undefined || (rules.length === 1 && rules[0]?.toLowerCase() === 'any');
  return withoutUndefined({
    ...info,
    kind: 'filter',
    logSource,
    when,
    rules: any ? undefined : rules,
  });
}
