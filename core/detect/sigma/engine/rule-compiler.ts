import type { Route, RecordSource } from '../log-sources.ts';
import { ValueForms, valueTest } from '../match-value.ts';
import { canonicalField } from '../record.ts';
import type { EventRule, Expression, Match, Test } from '../rule.ts';
import { FALSE, TRUE, combine } from './node.ts';
import type { Node } from './node.ts';
import { isIndexed } from './literal-part.ts';
import type { Predicates } from './predicates.ts';

/** A field as one rule reads it from one kind of record. */
export interface SlotKey {
  /** The rule's name for it, in canonical form; predicates are kept under it. */
  readonly field: string;
  /** What the record may call it, the first that is there counts. */
  readonly sources: readonly string[];
}

/** The fields that a record's own hints answer. */
export const EVENT_ID = 'eventid';
export const CHANNEL = 'channel';

/** What is fixed for all records of one route. Undefined: records differ in it. */
export type Fixed = Pick<RecordSource, 'channel' | 'eventId'> & {
  /** Whether event ids, or channels, are any that no rule names. */
  readonly otherEventId: boolean;
  readonly otherChannel: boolean;
};

/** Compiles rules for one kind of record, deciding already what is the same for all of them. */
export class RuleCompiler {
  readonly slots: SlotKey[] = [];
  readonly #bySlotKey = new Map<string, number>();
  readonly #predicates: Predicates;
  readonly #fixed: Fixed;

  constructor(predicates: Predicates, fixed: Fixed) {
    this.#predicates = predicates;
    this.#fixed = fixed;
  }

  /** The rule for this kind of record; a constant when it can be said at once. */
  compile(rule: Pick<EventRule, 'when' | 'missingLists'>, route: Route): Node {
    if (rule.missingLists !== undefined) return FALSE;
    const node = this.#node(rule.when, false, route);
    if (route.where === undefined) return node;
    return combine('and', [this.#node(route.where, false, route), node]);
  }

  #node(expression: Expression, negated: boolean, route: Route): Node {
    switch (expression.kind) {
      case 'constant':
        return expression.value === negated ? FALSE : TRUE;
      case 'not':
        return this.#node(expression.item, !negated, route);
      case 'test':
        return this.#test(expression, negated, route);
      default: {
        // De Morgan: negation goes down to the tests.
        const op = (expression.kind === 'and') === negated ? 'or' : 'and';
        return combine(
          op,
          expression.items.map((item) => this.#node(item, negated, route)),
        );
      }
    }
  }

  #test(test: Test, negated: boolean, route: Route): Node {
    const { field, match } = test;
    if (field === undefined) {
      return { op: 'keyword', predicate: this.#predicates.idOf(test), negated };
    }
    const name = canonicalField(field);
    const known = this.#decided(name, match);
    if (known !== undefined) return known === negated ? FALSE : TRUE;
    const slot = this.#slot(name, route);
    if (match.kind === 'fieldref') {
      const other = this.#slot(canonicalField(match.field), route);
      return { op: 'reference', slot, other, match, negated };
    }
    const predicate = this.#predicates.idOf(test);
    return isIndexed(match)
      ? { op: 'predicate', slot, predicate, negated }
      : { op: 'deferred', slot, predicate, test: valueTest(match), negated };
  }

  /** What a test of the event id or the channel says for every record of this route. */
  #decided(field: string, match: Match): boolean | undefined {
    if (field !== EVENT_ID && field !== CHANNEL) return undefined;
    const { channel, eventId, otherChannel, otherEventId } = this.#fixed;
    const value = field === EVENT_ID ? eventId : channel;
    if (field === EVENT_ID ? otherEventId : otherChannel) {
      return match.kind === 'equals' && match.cased !== true && match.dash !== true
        ? false
        : undefined;
    }
    if (value === '' || match.kind === 'fieldref') return undefined;
    // A channel is known in lower case only, which is enough for what ignores case.
    const needsCase = match.kind === 'regex' || ('cased' in match && match.cased === true);
    if (field === CHANNEL && needsCase) return undefined;
    return valueTest(match)(new ValueForms(value));
  }

  #slot(field: string, { fields }: Route): number {
    const mapped = fields?.[field];
    const sources = mapped === undefined ? [field] : [mapped, field];
    const key = sources.join('\0');
    const known = this.#bySlotKey.get(key);
    if (known !== undefined) return known;
    this.slots.push({ field, sources });
    this.#bySlotKey.set(key, this.slots.length - 1);
    return this.slots.length - 1;
  }
}
