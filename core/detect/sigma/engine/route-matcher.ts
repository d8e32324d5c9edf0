import { ValueForms, matchesOther, valueTest } from '../match-value.ts';
import { canonicalField } from '../record.ts';
import type { SigmaRecord } from '../record.ts';
import type { FieldMatcher } from './field-matcher.ts';
import { KeywordScan } from './keyword-scan.ts';
import type { Node } from './node.ts';
import type { Predicates } from './predicates.ts';
import { CHANNEL, EVENT_ID } from './rule-compiler.ts';
import type { SlotKey } from './rule-compiler.ts';
import type { ValueClass } from './value-class.ts';
import { chooseWitness } from './witness.ts';

/** A rule of a route: its number in the rule set, and what it asks of this kind of record. */
export interface RouteRule {
  readonly rule: number;
  readonly node: Node;
}

/** Names of record fields that a route remembers; records of one kind have some dozen. */
const MAX_NAMES = 2000;

/** What reading another field costs, in the unit of a witness's share. */
const SLOT_COST = 0.01;

const NONE: readonly number[] = [];

/** A field of the route, and what decides about its values; made when the first value comes. */
class Slot {
  /** predicate → rules that it is a witness of. Empty: the slot is read only when asked. */
  readonly witnessOf = new Map<number, number[]>();
  readonly #make: () => FieldMatcher;
  #matcher: FieldMatcher | undefined;

  constructor(make: () => FieldMatcher) {
    this.#make = make;
  }

  get matcher(): FieldMatcher {
    return (this.#matcher ??= this.#make());
  }

  addWitness(predicate: number, rule: number): void {
    const known = this.witnessOf.get(predicate);
    if (known === undefined) this.witnessOf.set(predicate, [rule]);
    else if (!known.includes(rule)) known.push(rule);
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
  readonly #eager: readonly number[];
  readonly #always: readonly number[];
  readonly #keywordRules: readonly number[];
  readonly #keywordTests: ReadonlyMap<number, (value: ValueForms) => boolean>;
  readonly #scan: KeywordScan | undefined;
  readonly #sources: ReadonlyMap<string, Targets>;
  readonly #eventIdSlots: readonly number[];
  readonly #channelSlots: readonly number[];
  #targets = new Map<string, Targets | null>();
  /** The names of the last record's fields, in order: the next record mostly has the same. */
  readonly #shapeNames: string[] = [];
  readonly #shapeTargets: (Targets | null)[] = [];
  readonly #values: unknown[];
  readonly #priorities: Uint8Array;
  readonly #classes: (ValueClass | undefined)[];
  readonly #considered: Int32Array;
  #pass = 0;
  #texts: readonly ValueForms[] | undefined;
  #record: SigmaRecord | undefined;

  constructor(
    rules: readonly RouteRule[],
    slots: readonly SlotKey[],
    predicates: Predicates,
    matcherOf: (field: string) => FieldMatcher,
  ) {
    this.#rules = rules;
    const made = slots.map(({ field }) => new Slot(() => matcherOf(field)));
    this.#slots = made;
    const always: number[] = [];
    const keywordRules: number[] = [];
    const eager = new Set<number>();
    const cost = (slot: number) => (eager.has(slot) ? 0 : SLOT_COST);
    for (const [index, { node }] of rules.entries()) {
      const witness = chooseWitness(node, (id) => predicates.match(id), cost);
      if (witness === undefined) always.push(index);
      if (witness !== undefined && witness.keywords.length > 0) keywordRules.push(index);
      for (const { slot, predicate } of witness?.slots ?? []) {
        eager.add(slot);
        made[slot]?.addWitness(predicate, index);
      }
    }
    this.#eager = [...eager].sort((a, b) => a - b);
    this.#always = always;
    this.#keywordRules = keywordRules;
    const keywords = [...new Set(rules.flatMap(({ node }) => keywordsOf(node)))];
    this.#keywordTests = new Map(keywords.map((id) => [id, valueTest(predicates.match(id))]));
    this.#scan =
      keywordRules.length === 0
        ? undefined
        : new KeywordScan(keywords.map((id) => predicates.match(id)));
    this.#sources = targetsByName(slots);
    this.#eventIdSlots = slots.flatMap(({ field }, slot) => (field === EVENT_ID ? slot : []));
    this.#channelSlots = slots.flatMap(({ field }, slot) => (field === CHANNEL ? slot : []));
    this.#values = slots.map(() => undefined);
    this.#priorities = new Uint8Array(slots.length);
    this.#classes = slots.map(() => undefined);
    this.#considered = new Int32Array(rules.length);
  }

  /** Appends the numbers of the rules that match. */
  match(record: SigmaRecord, into: number[]): void {
    if (this.#rules.length === 0) return;
    this.#pass++;
    this.#record = record;
    this.#texts = undefined;
    const scanned = this.#read(record);
    for (const slot of this.#eager) {
      const found = this.#classOf(slot);
      if (found.predicates.length > 0) this.#consider(this.#candidates(slot, found), into);
    }
    if (scanned !== '' && this.#scan?.mayFind(scanned.toLowerCase()) === true) {
      this.#consider(this.#keywordRules, into);
    }
    if (this.#always.length > 0) this.#consider(this.#always, into);
    this.#record = undefined;
  }

  /** Puts the record's values into slots; returns the texts that keywords are looked for in. */
  #read({ fields, eventId, channel }: SigmaRecord): string {
    const values = this.#values;
    const classes = this.#classes;
    const priorities = this.#priorities;
    for (let slot = 0; slot < values.length; slot++) {
      values[slot] = undefined;
      classes[slot] = undefined;
      priorities[slot] = 255;
    }
    const minUnits = this.#scan?.minUnits ?? Infinity;
    let texts = '';
    let index = 0;
    for (const name in fields) {
      if (this.#shapeNames[index] !== name) this.#learn(index, name);
      const targets = this.#shapeTargets[index++];
      const value = fields[name];
      if (typeof value === 'string') {
        if (value.length >= minUnits) texts += `\n${value}`;
      } else if (minUnits !== Infinity && value !== null && value !== undefined) {
        texts += textOf(value);
      }
      if (targets === null || targets === undefined) continue;
      for (const { slot, priority } of targets) {
        if (priority > (priorities[slot] ?? 0)) continue;
        values[slot] = value;
        priorities[slot] = priority;
      }
    }
    if (eventId !== undefined) for (const slot of this.#eventIdSlots) values[slot] = eventId;
    if (channel !== undefined) for (const slot of this.#channelSlots) values[slot] = channel;
    return texts;
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

  #candidates(index: number, found: ValueClass): readonly number[] {
    const slot = this.#slots[index] as Slot;
    const known = found.candidates.get(slot);
    if (known !== undefined) return known;
    const rules = new Set(
      found.predicates.flatMap((predicate) => slot.witnessOf.get(predicate) ?? NONE),
    );
    const made = rules.size === 0 ? NONE : [...rules];
    found.candidates.set(slot, made);
    return made;
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

/** Every value of a record that keywords are looked for in. */
export function valuesOf(record: SigmaRecord | undefined): readonly (string | number | boolean)[] {
  return Object.values(record?.fields ?? {}).flatMap(scalarsOf);
}

/** What a value holds that can be compared: itself, or the elements of a list. */
export function scalarsOf(value: unknown): readonly (string | number | boolean)[] {
  if (Array.isArray(value)) return value.filter(isComparable);
  return isComparable(value) ? [value] : [];
}

function isComparable(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function textOf(value: unknown): string {
  let text = '';
  for (const one of scalarsOf(value)) text += `\n${String(one)}`;
  return text;
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
