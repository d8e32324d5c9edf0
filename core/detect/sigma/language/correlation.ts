import type { FaultList } from '../../../yaml/fault.ts';
import { closest } from '../../../yaml/fault.ts';
import type { Bound, CorrelationRule, CorrelationType, RuleInfo } from '../rule.ts';
import { numberOf } from './number-value.ts';
import { textAt, textsAt } from './rule-info.ts';
import { entryOf, kindOf } from '../../../yaml/tree.ts';
import type { Entry, MapTree } from '../../../yaml/tree.ts';

const TYPES: readonly CorrelationType[] = [
  'event_count',
  'value_count',
  'temporal',
  'temporal_ordered',
  'value_sum',
  'value_avg',
  'value_percentile',
];
const COMPARISONS: readonly Bound['comparison'][] = ['gt', 'gte', 'lt', 'lte', 'eq', 'neq'];
const UNIT_MS: ReadonlyMap<string, number> = new Map([
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

/** The longest window: what is remembered of it must fit in memory. */
const MAX_TIMESPAN_MS = 31 * 86_400_000;

/** Rules that one correlation may name. */
const MAX_RULES = 1000;

/** Reads a correlation document (Sigma correlation rules specification 2.1.0). */
export function readCorrelation(
  root: MapTree,
  info: RuleInfo,
  faults: FaultList,
): CorrelationRule | undefined {
  const entry = entryOf(root, 'correlation');
  if (entry?.value.kind !== 'map') {
    faults.add(
      entry?.at ?? root.at,
      '`correlation` must be a map',
      'write type, rules, group-by and timespan under it',
    );
    return undefined;
  }
  const body = entry.value;
  const type = readType(body, faults);
  const rules = textsAt(body, 'rules', faults) ?? [];
  if (rules.length === 0) faults.add(entry.at, '`rules` is missing', 'name rules by id or name');
  if (rules.length > MAX_RULES)
    faults.add(entry.at, `a correlation names at most ${MAX_RULES} rules`);
  const timespanMs = readTimespan(body, faults);
  const condition = entryOf(body, 'condition');
  const { bounds, valueFields } = readBounds(condition, body, type, faults);
  const generate = entryOf(body, 'generate') ?? entryOf(root, 'generate');
  if (type === undefined || timespanMs === undefined || !faults.clean) return undefined;
  return {
    ...info,
    kind: 'correlation',
    type,
    rules,
    groupBy: textsAt(body, 'group-by', faults) ?? [],
    timespanMs,
    bounds,
    valueFields,
    aliases: readAliases(body, faults),
    generate: generate?.value.kind === 'scalar' && generate.value.value === true,
  };
}

function readType(body: MapTree, faults: FaultList): CorrelationType | undefined {
  const text = textAt(body, 'type', faults);
  const at = entryOf(body, 'type')?.value.at ?? body.at;
  const type = TYPES.find((one) => one === text);
  if (type === undefined) {
    const near = text === undefined ? undefined : closest(text, TYPES);
    const fix =
      near === undefined ? `write one of ${TYPES.join(', ')}` : `did you mean \`${near}\`?`;
    faults.add(
      at,
      text === undefined ? '`type` is missing' : `there is no correlation type \`${text}\``,
      fix,
    );
  }
  return type;
}

function readTimespan(body: MapTree, faults: FaultList): number | undefined {
  const entry = entryOf(body, 'timespan');
  const text = textAt(body, 'timespan', faults);
  const [, count, unit] = /^(\d{1,9})([smhd])$/.exec(text ?? '') ?? [];
  const ms = Number(count) * (UNIT_MS.get(unit ?? '') ?? Number.NaN);
  const fix = 'write a number and one of s, m, h, d, such as 90m';
  if (entry === undefined) faults.add(body.at, '`timespan` is missing', fix);
  else if (!(ms > 0)) faults.add(entry.value.at, `\`${text ?? ''}\` is not a timespan`, fix);
  else if (ms > MAX_TIMESPAN_MS) faults.add(entry.value.at, 'the timespan is longer than 31 days');
  else return ms;
  return undefined;
}

function readBounds(
  condition: Entry | undefined,
  body: MapTree,
  type: CorrelationType | undefined,
  faults: FaultList,
): { bounds: readonly Bound[]; valueFields: readonly string[] } {
  const none = { bounds: [], valueFields: [] };
  const temporal = type === 'temporal' || type === 'temporal_ordered';
  if (condition === undefined) {
    if (!temporal && type !== undefined) {
      faults.add(
        body.at,
        '`condition` is missing',
        'write for example `condition:` with `gte: 10`',
      );
    }
    return none;
  }
  if (condition.value.kind !== 'map') {
    faults.add(
      condition.at,
      `\`condition\` must be a map, this is ${kindOf(condition.value)}`,
      'write for example `gte: 10` under it',
    );
    return none;
  }
  const bounds: Bound[] = [];
  for (const { key, at, value } of condition.value.entries) {
    if (key === 'field') continue;
    const comparison = COMPARISONS.find((one) => one === key);
    const number = value.kind === 'scalar' ? numberOf(value.value) : undefined;
    if (comparison === undefined) {
      faults.add(at, `there is no comparison \`${key}\``, `write one of ${COMPARISONS.join(', ')}`);
    } else if (number === undefined) faults.add(value.at, `\`${key}\` needs a number`);
    else bounds.push({ comparison, number });
  }
  if (bounds.length === 0 && faults.clean) {
    faults.add(condition.at, 'the condition compares with nothing', 'write for example `gte: 10`');
  }
  const valueFields = textsAt(condition.value, 'field', faults) ?? [];
  if (type?.startsWith('value_') === true && valueFields.length === 0) {
    faults.add(condition.at, `\`${type}\` needs a field`, 'write `field: <name>` in the condition');
  }
  if (type !== 'value_count' && valueFields.length > 1) {
    faults.add(condition.at, `\`${type ?? ''}\` takes one field`);
  }
  return { bounds, valueFields };
}

function readAliases(body: MapTree, faults: FaultList): CorrelationRule['aliases'] {
  const entry = entryOf(body, 'aliases');
  if (entry === undefined) return {};
  const fix = 'write `alias:` with `rule: field` under it';
  if (entry.value.kind !== 'map') {
    faults.add(entry.at, '`aliases` must be a map', fix);
    return {};
  }
  const aliases = entry.value.entries.map(({ key, at, value }) => {
    if (value.kind === 'map') {
      const fields = value.entries.flatMap((one): [string, string][] =>
        one.value.kind === 'scalar' ? [[one.key, one.value.text]] : [],
      );
      return [key, Object.fromEntries(fields)] as const;
    }
    faults.add(at, `the alias \`${key}\` must be a map`, fix);
    return [key, {}] as const;
  });
  return Object.fromEntries(aliases);
}
