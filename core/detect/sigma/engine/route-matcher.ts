import { ValueForms, matchesOther, valueTest } from '../match-value.ts';
import { canonicalField } from '../record.ts';
import type { SigmaRecord } from '../record.ts';
import type { FieldMatcher } from './field-matcher.ts';
import { KeywordScan } from './keyword-scan.ts';
import type { Node } from './node.ts';
import { makePlan } from './plan.ts';
import type { Plan, WitnessIndex } from './plan.ts';
import type { Predicates } from './predicates.ts';
import { CHANNEL, EVENT_ID } from './rule-compiler.ts';
import type { SlotKey } from './rule-compiler.ts';
import type { ValueClass } from './value-class.ts';

/** A rule of a route: its number in the rule set, and what it asks of this kind of record. */
export interface RouteRule {
  readonly rule: number;
  readonly node: Node;
}

/** Names of record fields that a route remembers; records of one kind have some dozen. */
const MAX_NAMES = 2000;

/** Records of which a route learns what is common; after them the plan is made again. */
const SAMPLED_RECORDS = 64;

/** Units of the longest value that is kept to compare the next one with. */
const MAX_KEPT_UNITS = 200;

const NONE: readonly number[] = [];

/** Priorities of a slot without a value, and of one whose value only stands in for a missing one. */
const NO_VALUE = 255;
const FALLBACK = 254;

/** A field of the route, and what decides about its values; made when the first value comes. */
class Slot {
  readonly #make: () => FieldMatcher;
  #matcher: FieldMatcher | undefined;

  constructor(make: () => FieldMatcher) {
    this.#make = make;
  }

  get matcher(): FieldMatcher {
    return (this.#matcher ??= this.#make());
  }
}

/** Where the value of a record field goes: slots, and its place among their possible sources. */
type Targets = readonly { readonly slot: number; readonly priority: number }[];

/**
 * Matches all rules of one route (one kind of record) against records. A rule is looked at only
 * when one of its witnesses holds; fields that are no witness of any rule are read only for rules
 * that are looked at.
 */
export class RouteMatcher {
  readonly #rules: readonly RouteRule[];
  readonly #slots: readonly Slot[];
  readonly #predicates: Predicates;
  #plan: Plan;
  #sample: OpenSample | undefined;
  readonly #keywordTests: ReadonlyMap<number, (value: ValueForms) => boolean>;
  readonly #scan: KeywordScan | undefined;
  readonly #sources: ReadonlyMap<string, Targets>;
  readonly #eventIdSlots: readonly number[];
  readonly #channelSlots: readonly number[];
  #targets = new Map<string, Targets | null>();
  /** The names of the last record's fields, in order: the next record mostly has the same. */
  readonly #shapeNames: string[] = [];
  readonly #shapeTargets: (Targets | null)[] = [];
  /** By place of the field, the last value without a keyword: hosts and users mostly stay. */
  readonly #scanned: (string | undefined)[] = [];
  readonly #values: unknown[];
  readonly #priorities: Uint8Array;
  readonly #classes: (ValueClass | undefined)[];
  readonly #forms: (ValueForms | undefined)[];
  readonly #considered: Int32Array;
  #pass = 0;
  #mayHaveKeyword = false;
  #texts: readonly ValueForms[] | undefined;
  #record: SigmaRecord | undefined;

  constructor(
    rules: readonly RouteRule[],
    slots: readonly SlotKey[],
    predicates: Predicates,
    matcherOf: (field: string) => FieldMatcher,
  ) {
    this.#rules = rules;
    this.#slots = slots.map(({ field }) => new Slot(() => matcherOf(field)));
    this.#predicates = predicates;
    this.#plan = this.#makePlan(undefined);
    this.#sample = new OpenSample(slots.length);
    const keywords = [...new Set(rules.flatMap(({ node }) => keywordsOf(node)))];
    this.#keywordTests = new Map(keywords.map((id) => [id, valueTest(predicates.match(id))]));
    this.#scan =
      this.#plan.onKeyword.length === 0
        ? undefined
        : new KeywordScan(keywords.map((id) => predicates.match(id)));
    this.#sources = targetsByName(slots);
    this.#eventIdSlots = slots.flatMap(({ field }, slot) => (field === EVENT_ID ? slot : []));
    this.#channelSlots = slots.flatMap(({ field }, slot) => (field === CHANNEL ? slot : []));
    this.#values = slots.map(() => undefined);
    this.#priorities = new Uint8Array(slots.length);
    this.#classes = slots.map(() => undefined);
    this.#forms = slots.map(() => undefined);
    this.#considered = new Int32Array(rules.length);
  }

  /** Appends the numbers of the rules that match. */
  match(record: SigmaRecord, into: number[]): void {
    if (this.#rules.length === 0) return;
    this.#pass++;
    this.#record = record;
    this.#texts = undefined;
    const mayHaveKeyword = this.#read(record);
    const { eager, indexes, always, onKeyword } = this.#plan;
    for (const slot of eager) {
      const found = this.#classOf(slot);
      if (found.predicates.length === 0) continue;
      this.#consider(candidatesOf(found, indexes[slot] ?? NO_WITNESS), into);
    }
    if (mayHaveKeyword) this.#consider(onKeyword, into);
    if (always.length > 0) this.#consider(always, into);
    if (this.#sample !== undefined) this.#learnFrom(this.#sample);
    this.#record = undefined;
  }

  /** Counts what is true of this record, and plans anew once enough has been seen. */
  #learnFrom(sample: OpenSample): void {
    sample.records++;
    for (const slot of this.#slots.keys()) {
      const value = this.#values[slot];
      sample.add(
        slot,
        this.#classOf(slot).predicates,
        typeof value === 'string' ? value.length : 0,
      );
    }
    if (sample.records < SAMPLED_RECORDS) return;
    this.#plan = this.#makePlan(sample);
    this.#sample = undefined;
  }

  #makePlan(sample: OpenSample | undefined): Plan {
    const nodes = this.#rules.map(({ node }) => node);
    const plan = makePlan(nodes, this.#slots.length, (id) => this.#predicates.match(id), sample);
    for (const slot of plan.eager) {
      const { matcher } = this.#slots[slot] as Slot;
      for (const predicate of plan.indexes[slot]?.keys() ?? []) matcher.promote(predicate);
    }
    return plan;
  }

  /** Puts the record's values into slots; returns whether some value may hold a keyword. */
  #read({ fields, system, eventId, channel }: SigmaRecord): boolean {
    const values = this.#values;
    const priorities = this.#priorities;
    for (let slot = 0; slot < values.length; slot++) {
      values[slot] = undefined;
      this.#classes[slot] = undefined;
      this.#forms[slot] = undefined;
      priorities[slot] = NO_VALUE;
    }
    this.#mayHaveKeyword = false;
    const start = system === undefined ? 0 : this.#readFields(system, 0, true);
    this.#readFields(fields, start, false);
    if (eventId !== undefined) for (const slot of this.#eventIdSlots) values[slot] = eventId;
    if (channel !== undefined) for (const slot of this.#channelSlots) values[slot] = channel;
    return this.#mayHaveKeyword;
  }

  /**
   * Reads one object of the record, and returns the place after its last field.
   *
   * @param index the place of its first field
   * @param isFallback whether every other source of a slot counts more
   */
  #readFields(fields: SigmaRecord['fields'], from: number, isFallback: boolean): number {
    const values = this.#values;
    const priorities = this.#priorities;
    const scan = this.#scan;
    const minUnits = scan?.minUnits ?? Infinity;
    let index = from;
    for (const name in fields) {
      if (this.#shapeNames[index] !== name) this.#learn(index, name);
      const targets = this.#shapeTargets[index];
      const value = valueOf(fields, name);
      if (typeof value === 'string') {
        if (value.length >= minUnits && value !== this.#scanned[index]) {
          if (scan?.mayFind(value) === true) this.#mayHaveKeyword = true;
          else if (value.length <= MAX_KEPT_UNITS) this.#scanned[index] = value;
        }
      } else if (typeof value === 'number') {
        if (scan?.mayFindInNumbers === true && scan.mayFind(String(value)))
          this.#mayHaveKeyword = true;
      } else if (scan !== undefined && Array.isArray(value)) {
        this.#mayHaveKeyword ||= scalarsOf(value).some((one) => scan.mayFind(String(one)));
      } else if (typeof value === 'boolean' && minUnits <= 5) this.#mayHaveKeyword = true;
      index++;
      if (targets === null || targets === undefined) continue;
      for (const target of targets) {
        const { slot } = target;
        const priority = isFallback ? FALLBACK : target.priority;
        if (priority > (priorities[slot] ?? 0)) continue;
        values[slot] = value;
        priorities[slot] = priority;
      }
    }
    return index;
  }

  #learn(index: number, name: string): void {
    let targets = this.#targets.get(name);
    if (targets === undefined) {
      if (this.#targets.size >= MAX_NAMES) this.#targets = new Map();
      targets = this.#sources.get(canonicalField(name)) ?? null;
      this.#targets.set(name, targets);
    }
    if (index >= MAX_NAMES) return;
    this.#shapeNames[index] = name;
    this.#shapeTargets[index] = targets;
  }

  #classOf(slot: number): ValueClass {
    const known = this.#classes[slot];
    if (known !== undefined) return known;
    const { matcher } = this.#slots[slot] as Slot;
    const found = matcher.classify(this.#values[slot]);
    this.#classes[slot] = found;
    return found;
  }

  #consider(rules: readonly number[], into: number[]): void {
    for (const index of rules) {
      if (this.#considered[index] === this.#pass) continue;
      this.#considered[index] = this.#pass;
      const { rule, node } = this.#rules[index] as RouteRule;
      if (this.#holds(node)) into.push(rule);
    }
  }

  #holds(node: Node): boolean {
    switch (node.op) {
      case 'predicate':
        return this.#classOf(node.slot).holds(node.predicate) !== node.negated;
      case 'deferred':
        return this.#valueHolds(node) !== node.negated;
      case 'group':
        return this.#classOf(node.slot).holdsAny(node.predicates) !== node.negated;
      case 'and':
        for (const item of node.items) if (!this.#holds(item)) return false;
        return true;
      case 'or':
        for (const item of node.items) if (this.#holds(item)) return true;
        return false;
      case 'constant':
        return node.value;
      case 'keyword':
        return this.#anyText(node.predicate) !== node.negated;
      case 'reference':
        return this.#refers(node) !== node.negated;
    }
  }

  #valueHolds({ slot, test }: Extract<Node, { op: 'deferred' }>): boolean {
    const value = this.#values[slot];
    if (Array.isArray(value)) return scalarsOf(value).some((one) => test(new ValueForms(one)));
    const known = this.#forms[slot];
    if (known !== undefined) return test(known);
    const [scalar] = scalarsOf(value);
    if (scalar === undefined) return false;
    const forms = new ValueForms(scalar);
    this.#forms[slot] = forms;
    return test(forms);
  }

  #anyText(predicate: number): boolean {
    const test = this.#keywordTests.get(predicate);
    this.#texts ??= valuesOf(this.#record).map((value) => new ValueForms(value));
    return test !== undefined && this.#texts.some(test);
  }

  #refers({ slot, other, match }: Extract<Node, { op: 'reference' }>): boolean {
    const values = scalarsOf(this.#values[slot]);
    const others = scalarsOf(this.#values[other]);
    return values.some((value) =>
      others.some((one) => matchesOther(match, new ValueForms(value), new ValueForms(one))),
    );
  }
}

/**
 * The value of a field. A function of its own: `fields[name]` inside of `for (name in fields)` is
 * compiled for objects with an enumeration cache, and where one has none, compiled anew each time.
 */
function valueOf(fields: SigmaRecord['fields'], name: string): unknown {
  return fields[name];
}

const NO_WITNESS: WitnessIndex = new Map();

/** The rules that have a witness among what is true of a value. */
function candidatesOf(found: ValueClass, index: WitnessIndex): readonly number[] {
  const known = found.candidates.get(index);
  if (known !== undefined) return known;
  const rules = new Set(found.predicates.flatMap((predicate) => index.get(predicate) ?? NONE));
  const made = rules.size === 0 ? NONE : [...rules];
  found.candidates.set(index, made);
  return made;
}

/** A {@link Sample} that is being taken. */
class OpenSample {
  records = 0;
  readonly held: readonly Map<number, number>[];
  readonly units: number[];

  constructor(slotCount: number) {
    this.held = Array.from({ length: slotCount }, () => new Map<number, number>());
    this.units = Array.from({ length: slotCount }, () => 0);
  }

  add(slot: number, predicates: readonly number[], units: number): void {
    const held = this.held[slot];
    for (const predicate of predicates) held?.set(predicate, (held.get(predicate) ?? 0) + 1);
    this.units[slot] = (this.units[slot] ?? 0) + units;
  }
}

/** Every value of a record that keywords are looked for in. */
export function valuesOf(record: SigmaRecord | undefined): readonly (string | number | boolean)[] {
  if (record === undefined) return [];
  return [...Object.values(record.fields), ...Object.values(record.system ?? {})].flatMap(
    scalarsOf,
  );
}

/** What a value holds that can be compared: itself, or the elements of a list. */
export function scalarsOf(value: unknown): readonly (string | number | boolean)[] {
  if (Array.isArray(value)) return value.filter(isComparable);
  return isComparable(value) ? [value] : [];
}

function isComparable(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function targetsByName(slots: readonly SlotKey[]): ReadonlyMap<string, Targets> {
  const byName = new Map<string, { slot: number; priority: number }[]>();
  for (const [slot, { sources }] of slots.entries()) {
    for (const [priority, name] of sources.entries()) {
      const known = byName.get(name);
      if (known === undefined) byName.set(name, [{ slot, priority }]);
      else known.push({ slot, priority });
    }
  }
  return byName;
}

function keywordsOf(node: Node): readonly number[] {
  if (node.op === 'keyword') return [node.predicate];
  return node.op === 'and' || node.op === 'or' ? node.items.flatMap(keywordsOf) : [];
}
