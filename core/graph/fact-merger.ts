import { ALWAYS, isEarlier } from './fact.ts';
import type { Fact, Value } from './fact.ts';
import type { Ref } from './id.ts';

/** A fact that still takes sightings in. */
export type Growing = { -readonly [Key in keyof Fact]: Fact[Key] };

/** The facts of one subject and predicate. */
interface Slot {
  /** The one that was sighted last: a record mostly says what the one before it said. */
  latest: Growing;
  /** All of them, from the second on, by object where they hold always, and by scope and object. */
  always: Map<Value, Growing> | undefined;
  scoped: Map<number, Map<Value, Growing>> | undefined;
}

/**
 * Merges facts while they are made, by law 1. Of twelve facts that a record of Windows makes, ten
 * have been made before in the same upload: those cost a look-up and a comparison, and no object.
 */
export class FactMerger {
  readonly #bySubject = new Map<Ref, Map<string, Slot>>();
  readonly #facts: Growing[] = [];

  /** At most one fact of a key, in order of first mention. Adding goes on changing them. */
  get facts(): readonly Fact[] {
    return this.#facts;
  }

  /**
   * Adds what one record says, and returns the fact that it is merged into.
   *
   * @param at when it was sighted, ms since 1970
   */
  add(
    subject: Ref,
    predicate: string,
    object: Value,
    scope: number,
    at: number,
    upload: number,
    record: number,
  ): Growing {
    let slots = this.#bySubject.get(subject);
    if (slots === undefined) {
      slots = new Map();
      this.#bySubject.set(subject, slots);
    }
    const slot = slots.get(predicate);
    const known = slot && find(slot, object, scope);
    if (slot !== undefined && known !== undefined) {
      slot.latest = known;
      grow(known, at, upload, record);
      return known;
    }
    const fact = { subject, predicate, object, scope, first: at, last: at, upload, record };
    this.#facts.push(fact);
    if (slot === undefined) {
      slots.set(predicate, { latest: fact, always: undefined, scoped: undefined });
    } else {
      keep(slot, slot.latest);
      keep(slot, fact);
      slot.latest = fact;
    }
    return fact;
  }
}

function find(slot: Slot, object: Value, scope: number): Growing | undefined {
  const { latest } = slot;
  if (latest.object === object && latest.scope === scope) return latest;
  return scope === ALWAYS ? slot.always?.get(object) : slot.scoped?.get(scope)?.get(object);
}

function keep(slot: Slot, fact: Growing): void {
  const { object, scope } = fact;
  if (scope === ALWAYS) {
    slot.always ??= new Map();
    slot.always.set(object, fact);
    return;
  }
  slot.scoped ??= new Map();
  const ofScope = slot.scoped.get(scope);
  if (ofScope === undefined) slot.scoped.set(scope, new Map([[object, fact]]));
  else ofScope.set(object, fact);
}

/** Merges one more sighting into a fact. */
export function grow(fact: Growing, at: number, upload: number, record: number): void {
  if (at > fact.last) fact.last = at;
  if (at > fact.first) return;
  if (!isEarlier({ first: at, upload, record }, fact)) return;
  fact.first = at;
  fact.upload = upload;
  fact.record = record;
}
