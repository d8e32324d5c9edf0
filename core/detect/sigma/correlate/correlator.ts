import { readField } from '../read-field.ts';
import type { SigmaRecord } from '../record.ts';
import type { LinkedCorrelation } from '../rule-set.ts';
import type { CorrelationRule, EventRule } from '../rule.ts';
import { Group, decisionOf } from './group.ts';
import type { Decision, Window } from './group.ts';
import { groupTexts, groupKey, sightedValue } from './group-texts.ts';
import type { Sighting } from './measure.ts';

/** How much a correlator may remember. */
export interface CorrelatorLimits {
  /** Sightings of all groups together; about 200 bytes each. */
  readonly maxSightings: number;
  /** How long after later ones a record may come and still be put in its place. */
  readonly maxLateMs: number;
}

export const DEFAULT_LIMITS: CorrelatorLimits = { maxSightings: 100_000, maxLateMs: 3_600_000 };

/** A correlation that holds. */
export interface CorrelationMatch<Evidence> {
  readonly rule: CorrelationRule;
  /** The values that its sightings agree in, by `group-by` name. */
  readonly group: Readonly<Record<string, string>>;
  readonly firstMs: number;
  readonly lastMs: number;
  /** Evidence of the sightings in the window, earliest first; at most {@link MAX_EVIDENCE}. */
  readonly evidence: readonly Evidence[];
}

/** Pieces of evidence that one match carries. */
export const MAX_EVIDENCE = 100;

interface State<Evidence> {
  readonly linked: LinkedCorrelation;
  readonly decision: Decision;
  readonly groups: Map<string, Group<Evidence>>;
}

/**
 * Correlates matches of event rules by the time of their records (Sigma correlation rules 2.1.0).
 * Windows slide; a record that comes late is put where its time belongs, and can complete a
 * window of the past. What is remembered is bounded; what had to be left out is counted.
 */
export class Correlator<Evidence> {
  readonly #byInput = new Map<string, State<Evidence>[]>();
  readonly #states: readonly State<Evidence>[];
  readonly #limits: CorrelatorLimits;
  #nowMs = -Infinity;
  #sightings = 0;
  #dropped = 0;

  constructor(
    correlations: readonly LinkedCorrelation[],
    limits: CorrelatorLimits = DEFAULT_LIMITS,
  ) {
    this.#limits = limits;
    this.#states = correlations.map((linked) => ({
      linked,
      decision: decisionOf(linked),
      groups: new Map(),
    }));
    for (const state of this.#states) {
      for (const id of new Set(state.linked.inputs)) {
        const known = this.#byInput.get(id);
        if (known === undefined) this.#byInput.set(id, [state]);
        else known.push(state);
      }
    }
  }

  /** Sightings that are kept now. */
  get remembered(): number {
    return this.#sightings;
  }

  /** Sightings that were left out because a bound was reached. */
  get dropped(): number {
    return this.#dropped;
  }

  /**
   * Takes a match of an event rule; returns the correlations that hold now, chained ones after
   * those that they build on. A record without a time is not correlated.
   */
  add(
    rule: EventRule,
    record: SigmaRecord,
    evidence: Evidence,
  ): readonly CorrelationMatch<Evidence>[] {
    const { timeMs } = record;
    if (timeMs === undefined || !this.#byInput.has(rule.id)) return [];
    const ended = timeMs > this.#nowMs ? this.#advance(timeMs) : [];
    const read = (field: string) => readField(record, field, rule.logSource);
    return [...ended, ...this.#sight(rule.id, timeMs, read, [evidence])];
  }

  /** Decides about all windows that only the end of the stream ends. */
  end(): readonly CorrelationMatch<Evidence>[] {
    return this.#advance(Infinity);
  }

  #advance(nowMs: number): readonly CorrelationMatch<Evidence>[] {
    this.#nowMs = nowMs;
    const matches: CorrelationMatch<Evidence>[] = [];
    for (const state of this.#states) {
      if (!state.decision.atEnd) continue;
      for (const group of state.groups.values()) {
        for (const window of group.ended(nowMs)) {
          this.#sightings -= window.length;
          matches.push(...this.#matched(state, group, window));
        }
      }
    }
    return matches;
  }

  #sight(
    id: string,
    timeMs: number,
    read: (field: string) => unknown,
    evidence: readonly Evidence[],
  ): readonly CorrelationMatch<Evidence>[] {
    const matches: CorrelationMatch<Evidence>[] = [];
    for (const state of this.#byInput.get(id) ?? []) {
      const { linked } = state;
      const group = this.#group(state, id, read);
      const value = sightedValue(linked, id, read);
      if (group === undefined || value === undefined) continue;
      const places = linked.inputs.flatMap((input, place) => (input === id ? place : []));
      const sighting: Sighting<Evidence> = { timeMs, places, value, evidence };
      const left = group.add(sighting);
      this.#dropped += left;
      this.#sightings += 1 - left;
      const before = group.size;
      const window = group.around(sighting);
      this.#sightings -= before - group.size;
      if (window !== undefined) matches.push(...this.#matched(state, group, window));
    }
    if (this.#sightings > this.#limits.maxSightings) this.#makeRoom();
    return matches;
  }

  /** Tells of a match, and hands it on to the correlations that build on it. */
  #matched(
    { linked }: State<Evidence>,
    group: Group<Evidence>,
    window: Window<Evidence>,
  ): readonly CorrelationMatch<Evidence>[] {
    const firstMs = window[0]?.timeMs ?? 0;
    const lastMs = window.at(-1)?.timeMs ?? 0;
    const evidence = window.flatMap((one) => one.evidence).slice(0, MAX_EVIDENCE);
    const match = { rule: linked.rule, group: group.values, firstMs, lastMs, evidence };
    const read = (field: string) => group.values[field];
    return [match, ...this.#sight(linked.rule.id, lastMs, read, evidence)];
  }

  #group(
    state: State<Evidence>,
    id: string,
    read: (field: string) => unknown,
  ): Group<Evidence> | undefined {
    const { linked, groups, decision } = state;
    const values = groupTexts(linked, id, read);
    if (values === undefined) return undefined;
    const key = groupKey(values);
    const known = groups.get(key);
    if (known !== undefined) return known;
    const made = new Group<Evidence>(linked.rule, decision, values);
    groups.set(key, made);
    return made;
  }

  /** Forgets what no window can need any more, and then whole groups, the quietest first. */
  #makeRoom(): void {
    for (const { linked, groups } of this.#states) {
      const beforeMs = this.#nowMs - linked.rule.timespanMs - this.#limits.maxLateMs;
      for (const [key, group] of groups) {
        this.#sightings -= group.prune(beforeMs);
        if (group.size === 0) groups.delete(key);
      }
    }
    // A quarter is freed at once, so that a flood does not make room for every single record.
    const target = this.#limits.maxSightings * 0.75;
    if (this.#sightings <= this.#limits.maxSightings) return;
    const all = this.#states.flatMap(({ groups }) =>
      [...groups].map(([key, group]) => ({ groups, key, group })),
    );
    all.sort((a, b) => a.group.lastMs - b.group.lastMs);
    for (const { groups, key, group } of all) {
      if (this.#sightings <= target) return;
      groups.delete(key);
      this.#sightings -= group.size;
      this.#dropped += group.size;
    }
  }
}
