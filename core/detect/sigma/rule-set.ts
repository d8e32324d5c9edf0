import type {
  CorrelationRule,
  EventRule,
  Expression,
  FilterRule,
  LogSource,
  Rule,
} from './rule.ts';

/** A correlation whose rules have been found. */
export interface LinkedCorrelation {
  readonly rule: CorrelationRule;
  /** The ids of what it correlates, in the order written. */
  readonly inputs: readonly string[];
  /** alias → id → field. */
  readonly aliases: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** Rules that fit together: filters applied, references resolved. */
export interface RuleSet {
  readonly events: readonly EventRule[];
  readonly correlations: readonly LinkedCorrelation[];
  /** Ids of rules that only feed correlations and do not match on their own. */
  readonly silent: ReadonlySet<string>;
}

/** A rule that was read but cannot be used beside the others. */
export interface LinkProblem {
  readonly rule: Rule;
  readonly reason: string;
}

/**
 * Puts rules together. Filters are added to the rules they name; correlations find theirs by id or
 * name. A correlation that misses a rule, or waits for itself, is left out with the reason.
 */
export function linkRules(rules: readonly Rule[]): {
  readonly set: RuleSet;
  readonly problems: readonly LinkProblem[];
} {
  const problems: LinkProblem[] = [];
  const unique = withoutDuplicates(rules, problems);
  const filters = unique.filter((rule) => rule.kind === 'filter');
  const events = unique
    .filter((rule) => rule.kind === 'event')
    .map((rule) => filtered(rule, filters));
  const correlations = unique.filter((rule) => rule.kind === 'correlation');
  const index = indexRules([...events, ...correlations]);
  const linked: LinkedCorrelation[] = [];
  const unlinked: string[] = [];
  for (const rule of correlations) {
    const missing = rule.rules.filter((reference) => !index.has(reference));
    const chain = missing.length > 0 ? undefined : cycleFrom(rule, index);
    if (missing.length > 0 || chain !== undefined) unlinked.push(rule.id);
    if (missing.length > 0) {
      problems.push({ rule, reason: `there is no rule with the id or name ${missing.join(', ')}` });
    } else if (chain !== undefined) {
      problems.push({ rule, reason: `it correlates itself: ${chain.join(' → ')}` });
    } else linked.push(link(rule, index));
  }
  const usable = withoutBroken(linked, problems, new Set(unlinked));
  return { set: { events, correlations: usable, silent: silentIds(usable) }, problems };
}

/** Keeps the first rule of each id, or every match of it would count twice. */
function withoutDuplicates(rules: readonly Rule[], problems: LinkProblem[]): readonly Rule[] {
  const first = new Map<string, Rule>();
  return rules.filter((rule) => {
    const known = first.get(rule.id);
    if (known === undefined) first.set(rule.id, rule);
    else problems.push({ rule, reason: `its id ${rule.id} is taken by "${known.title}"` });
    return known === undefined;
  });
}

function filtered(rule: EventRule, filters: readonly FilterRule[]): EventRule {
  const applying = filters.filter((filter) => applies(filter, rule));
  if (applying.length === 0) return rule;
  const exclusions = applying.map(({ when }): Expression => ({
    kind: 'not',
    item: excluded(when),
  }));
  return { ...rule, when: { kind: 'and', items: [rule.when, ...exclusions] } };
}

function applies(filter: FilterRule, rule: EventRule): boolean {
  const named = filter.rules?.some((name) => name === rule.id || name === rule.name) ?? true;
  const keys: readonly (keyof LogSource)[] = ['product', 'category', 'service'];
  const sameSource = keys.every((key) => {
    const wanted = filter.logSource[key];
    return wanted === undefined || wanted === rule.logSource[key];
  });
  return named && sameSource;
}

/**
 * What a filter takes away. The specification's condition names what to suppress (`selection`);
 * the widespread form names what to keep (`not selection`). A condition that consists of negations
 * alone is of the second form.
 */
export function excluded(when: Expression): Expression {
  return isNegative(when) ? { kind: 'not', item: when } : when;
}

function isNegative(when: Expression): boolean {
  if (when.kind === 'not') return true;
  return (when.kind === 'and' || when.kind === 'or') && when.items.every(isNegative);
}

/** By id and by name; the first of several rules with one id or name counts. */
function indexRules(
  rules: readonly (EventRule | CorrelationRule)[],
): ReadonlyMap<string, EventRule | CorrelationRule> {
  const index = new Map<string, EventRule | CorrelationRule>();
  for (const rule of rules) {
    if (!index.has(rule.id)) index.set(rule.id, rule);
    if (rule.name !== undefined && !index.has(rule.name)) index.set(rule.name, rule);
  }
  return index;
}

function cycleFrom(
  start: CorrelationRule,
  index: ReadonlyMap<string, EventRule | CorrelationRule>,
): readonly string[] | undefined {
  const done = new Set<string>();
  const visit = (rule: CorrelationRule, path: readonly string[]): readonly string[] | undefined => {
    for (const reference of rule.rules) {
      const target = index.get(reference);
      if (target === start) return [...path, start.title];
      if (target?.kind !== 'correlation' || done.has(target.id)) continue;
      done.add(target.id);
      const found = visit(target, [...path, target.title]);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return visit(start, [start.title]);
}

function link(
  rule: CorrelationRule,
  index: ReadonlyMap<string, EventRule | CorrelationRule>,
): LinkedCorrelation {
  const idOf = (reference: string) => index.get(reference)?.id ?? reference;
  const aliases = Object.entries(rule.aliases).map(([alias, fields]) => {
    const byId = Object.entries(fields).map(([name, field]) => [idOf(name), field] as const);
    return [alias, new Map(byId)] as const;
  });
  return { rule, inputs: rule.rules.map(idOf), aliases: new Map(aliases) };
}

/** Drops correlations that build on a dropped one, in order of dependence. */
function withoutBroken(
  linked: readonly LinkedCorrelation[],
  problems: LinkProblem[],
  broken: Set<string>,
): readonly LinkedCorrelation[] {
  let usable = linked;
  for (;;) {
    const lost = usable.filter(({ inputs }) => inputs.some((id) => broken.has(id)));
    if (lost.length === 0) return usable;
    for (const { rule } of lost) {
      broken.add(rule.id);
      problems.push({ rule, reason: 'it builds on a correlation that cannot be used' });
    }
    usable = usable.filter(({ rule }) => !broken.has(rule.id));
  }
}

function silentIds(correlations: readonly LinkedCorrelation[]): ReadonlySet<string> {
  const used = correlations.flatMap(({ inputs }) => inputs);
  const loud = correlations.flatMap(({ rule, inputs }) => (rule.generate ? inputs : []));
  const silent = new Set(used);
  for (const id of loud) silent.delete(id);
  return silent;
}
