import { knownEvents, routeOf, sourceConditions } from '../log-sources.ts';
import type { RecordSource } from '../log-sources.ts';
import type { SigmaRecord } from '../record.ts';
import { canonicalField } from '../record.ts';
import type { RuleSet } from '../rule-set.ts';
import type { EventRule, Expression } from '../rule.ts';
import { FieldMatcher } from './field-matcher.ts';
import { Predicates } from './predicates.ts';
import { RouteMatcher } from './route-matcher.ts';
import type { RouteRule } from './route-matcher.ts';
import { CHANNEL, EVENT_ID, RuleCompiler } from './rule-compiler.ts';

/** Routes kept; real logs have some hundred kinds of records. */
const MAX_ROUTES = 2000;

const NO_RULES: readonly EventRule[] = [];

/**
 * Matches a rule set against single records. Rules are compiled together, for each kind of record
 * when the first of it comes; what has been decided about a value is remembered. Nothing that is
 * remembered can change a result, and all of it is bounded.
 */
export class SigmaEngine {
  readonly #rules: readonly EventRule[];
  readonly #pools = new Map<string, Pool>();
  readonly #found: number[] = [];

  constructor(set: Pick<RuleSet, 'events'>) {
    this.#rules = set.events;
  }

  /** The event rules that match a record, in the order of the rule set. */
  match(record: SigmaRecord): readonly EventRule[] {
    const found = this.#found;
    found.length = 0;
    this.#pool(record.product?.toLowerCase() ?? '').match(record, found);
    if (found.length === 0) return NO_RULES;
    found.sort((a, b) => a - b);
    return found.flatMap((index) => this.#rules[index] ?? []);
  }

  /** Forgets what was decided about values, as if only new ones came. Results do not change. */
  forget(): void {
    for (const pool of this.#pools.values()) pool.forget();
  }

  #pool(product: string): Pool {
    const known = this.#pools.get(product);
    if (known !== undefined) return known;
    const isNamed =
      product === '' || this.#rules.some(({ logSource }) => logSource.product === product);
    // A product that no rule names has the rules for any product, as has a record without one.
    if (!isNamed) return this.#pool('');
    const made = new Pool(this.#rules, product);
    this.#pools.set(product, made);
    return made;
  }
}

/** The rules that records of one product can meet, and what they share. */
class Pool {
  readonly #product: string;
  readonly #rules: readonly { readonly index: number; readonly rule: EventRule }[];
  readonly #predicates = new Predicates();
  readonly #matchers = new Map<string, FieldMatcher>();
  readonly #channels: ReadonlySet<string>;
  readonly #eventIds: ReadonlySet<string>;
  /** channel → event id → hints → route; nested, so that nothing is joined for each record. */
  #routes = new Map<string, Map<string, RouteMatcher>>();
  #routeCount = 0;
  /** By what the rules can tell of a record's source; what they cannot tell apart shares one. */
  readonly #built = new Map<string, RouteMatcher>();

  constructor(rules: readonly EventRule[], product: string) {
    this.#product = product;
    this.#rules = rules.flatMap((rule, index) => {
      const { product: wanted } = rule.logSource;
      return wanted === undefined || wanted === product ? { index, rule } : [];
    });
    const known = knownEvents();
    const channels = new Set(known.channels);
    const eventIds = new Set(known.eventIds);
    for (const condition of sourceConditions()) this.#predicates.addAll(condition);
    for (const { rule } of this.#rules) {
      this.#predicates.addAll(rule.when);
      collectEquals(rule.when, EVENT_ID, eventIds);
      collectEquals(rule.when, CHANNEL, channels);
    }
    this.#channels = channels;
    this.#eventIds = eventIds;
  }

  match(record: SigmaRecord, into: number[]): void {
    const { channel = '', eventId = '', category, service } = record;
    const hints =
      category === undefined && service === undefined
        ? channel
        : `${channel}\0${category ?? ''}\0${service ?? ''}`;
    const route = this.#routes.get(hints)?.get(eventId) ?? this.#route(record, hints, eventId);
    route.match(record, into);
  }

  forget(): void {
    for (const matcher of this.#matchers.values()) matcher.forget();
  }

  #route(record: SigmaRecord, hints: string, eventId: string): RouteMatcher {
    const channel = record.channel?.toLowerCase() ?? '';
    const otherChannel = channel !== '' && !this.#channels.has(channel);
    const otherEventId = eventId !== '' && !this.#eventIds.has(eventId);
    const made = this.#build(
      {
        product: this.#product,
        category: record.category?.toLowerCase() ?? '',
        service: record.service?.toLowerCase() ?? '',
        channel: otherChannel ? '' : channel,
        eventId: otherEventId ? '' : eventId,
      },
      otherChannel,
      otherEventId,
    );
    if (++this.#routeCount > MAX_ROUTES) {
      this.#routes = new Map();
      this.#routeCount = 1;
    }
    const ofChannel = this.#routes.get(hints);
    if (ofChannel === undefined) this.#routes.set(hints, new Map([[eventId, made]]));
    else ofChannel.set(eventId, made);
    return made;
  }

  /** Unknown channels and event ids share a route, so that inventing them builds nothing new. */
  #build(source: RecordSource, otherChannel: boolean, otherEventId: boolean): RouteMatcher {
    const key = JSON.stringify([source, otherChannel, otherEventId]);
    const known = this.#built.get(key);
    if (known !== undefined) return known;
    const { channel, eventId } = source;
    const compiler = new RuleCompiler(this.#predicates, {
      channel,
      eventId,
      otherChannel,
      otherEventId,
    });
    const rules: RouteRule[] = [];
    for (const { index, rule } of this.#rules) {
      const route = routeOf(rule.logSource, source);
      if (route === undefined) continue;
      const node = compiler.compile(rule, route);
      if (node.op !== 'constant' || node.value) rules.push({ rule: index, node });
    }
    const made = new RouteMatcher(rules, compiler.slots, this.#predicates, (field) =>
      this.#matcher(field),
    );
    if (this.#built.size >= MAX_ROUTES) this.#built.clear();
    this.#built.set(key, made);
    return made;
  }

  #matcher(field: string): FieldMatcher {
    const known = this.#matchers.get(field);
    if (known !== undefined) return known;
    const made = new FieldMatcher(this.#predicates, this.#predicates.ofField(field));
    this.#matchers.set(field, made);
    return made;
  }
}

/** The literals that rules compare a field with; every other value is the same to them. */
function collectEquals(expression: Expression, field: string, into: Set<string>): void {
  switch (expression.kind) {
    case 'constant':
      return;
    case 'not':
      return collectEquals(expression.item, field, into);
    case 'test': {
      const isField = expression.field !== undefined && canonicalField(expression.field) === field;
      if (isField && expression.match.kind === 'equals') into.add(expression.match.text);
      return;
    }
    default:
      for (const item of expression.items) collectEquals(item, field, into);
  }
}
