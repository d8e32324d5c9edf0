import { readField } from '../read-field.ts';
import type { SigmaRecord } from '../record.ts';
import type { LinkedCorrelation } from '../rule-set.ts';
import type { EventRule } from '../rule.ts';
import { Correlator } from './correlator.ts';
import type { CorrelationMatch } from './correlator.ts';

/** A match of a rule that some correlation is about, with what correlations read of its record. */
interface LoggedMatch<Evidence> {
  readonly rule: EventRule;
  readonly timeMs: number;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly evidence: Evidence;
  /** What decides between matches of one time: the rule, the fields, and then the evidence. */
  readonly rank: string;
}

/**
 * Collects matches in any order, and correlates them in the order of their times. So what holds is
 * a function of the set of matches: the same records in other files, or in another order, give the
 * same. A match that comes twice with the same evidence is one.
 */
export class MatchLog<Evidence> {
  readonly #correlations: readonly LinkedCorrelation[];
  readonly #inputs: ReadonlySet<string>;
  readonly #fields: ReadonlySet<string>;
  readonly #matches = new Map<string, LoggedMatch<Evidence>>();
  readonly #keyOf: (evidence: Evidence) => string;

  /** @param keyOf what tells one piece of evidence from all others */
  constructor(correlations: readonly LinkedCorrelation[], keyOf: (evidence: Evidence) => string) {
    this.#correlations = correlations;
    this.#keyOf = keyOf;
    this.#inputs = new Set(correlations.flatMap(({ inputs }) => inputs));
    this.#fields = new Set(correlations.flatMap(fieldsOf));
  }

  /** Takes a match of an event rule. One that no correlation is about, or without a time, is left. */
  add(rule: EventRule, record: SigmaRecord, evidence: Evidence): void {
    const { timeMs } = record;
    if (timeMs === undefined || !this.#inputs.has(rule.id)) return;
    const fields = Object.create(null) as Record<string, unknown>;
    for (const name of this.#fields) {
      const value = readField(record, name, rule.logSource);
      if (value !== undefined) fields[name] = value;
    }
    const rank = JSON.stringify([rule.id, Object.entries(fields), this.#keyOf(evidence)]);
    this.#matches.set(`${timeMs} ${rank}`, { rule, timeMs, fields, evidence, rank });
  }

  /** Everything that holds among the matches so far, in the order in which it came to hold. */
  correlate(): readonly CorrelationMatch<Evidence>[] {
    const ordered = [...this.#matches.values()].sort(
      (a, b) => a.timeMs - b.timeMs || (a.rank < b.rank ? -1 : 1),
    );
    const correlator = new Correlator<Evidence>(this.#correlations);
    const found = ordered.flatMap(({ rule, timeMs, fields, evidence }) =>
      correlator.add(rule, { timeMs, fields }, evidence),
    );
    return [...found, ...correlator.end()];
  }
}

/** Every name by which a correlation may ask a record for a field. */
function fieldsOf({ rule, aliases }: LinkedCorrelation): string[] {
  const behind = [...aliases.values()].flatMap((fields) => [...fields.values()]);
  return [...rule.groupBy, ...rule.valueFields, ...behind];
}
