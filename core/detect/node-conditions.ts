import type { CompiledPart, NodeSlot } from './compile-part.ts';
import type { PropertyReader } from './condition.ts';
import { isAlwaysTrue } from './condition.ts';
import { FieldMatcher } from './sigma/engine/field-matcher.ts';
import { Predicates } from './sigma/engine/predicates.ts';
import { RouteMatcher } from './sigma/engine/route-matcher.ts';
import { RuleCompiler } from './sigma/engine/rule-compiler.ts';

/** The values of a node's properties, as conditions ask for them: of several, a list. */
export type PropertyValues = Readonly<Record<string, unknown>>;

/** Nothing of a record is fixed where the record is a node. */
const NOTHING_FIXED = { channel: '', eventId: '', otherChannel: false, otherEventId: false };

/**
 * Decides which of all analyzers' conditions a node fulfils, all of them at once, by the engine
 * that matches Sigma rules: a node is to it a record, and a condition a rule. So the texts that
 * hundreds of conditions ask for are looked for in one pass over a value, what was decided about a
 * value is remembered for whatever node has it next, and a condition is looked at only where a part
 * of it that is rare holds.
 */
export class NodeConditions {
  readonly #byType = new Map<string, ConditionsOfType>();

  constructor(parts: Iterable<CompiledPart>) {
    for (const part of parts) for (const slot of slotsOf(part)) this.#add(slot);
  }

  /** The properties that conditions on nodes of a type ask for. */
  propertiesOf(type: string): Iterable<string> {
    return this.#byType.get(type)?.properties ?? [];
  }

  /**
   * The numbers of the conditions that a node of a type fulfils.
   *
   * @param values of the properties that {@link propertiesOf} names
   * @param read reads any property of the node
   */
  fulfilledBy(type: string, values: PropertyValues, read: PropertyReader): readonly number[] {
    return this.#byType.get(type)?.fulfilledBy(values, read) ?? [];
  }

  #add(slot: NodeSlot): void {
    let ofType = this.#byType.get(slot.type);
    if (ofType === undefined) {
      ofType = new ConditionsOfType();
      this.#byType.set(slot.type, ofType);
    }
    ofType.add(slot);
  }
}

/** The conditions on nodes of one type, each once; compiled together when the first node comes. */
class ConditionsOfType {
  readonly properties = new Set<string>();
  readonly #known = new Set<number>();
  /** Those that ask for nothing. */
  readonly #always: number[] = [];
  readonly #asking: NodeSlot[] = [];
  /** Those that no expression says. */
  readonly #own: NodeSlot[] = [];
  #matcher: RouteMatcher | undefined;

  add(slot: NodeSlot): void {
    const { number, condition } = slot;
    if (this.#known.has(number)) return;
    this.#known.add(number);
    if (condition.holds !== undefined) {
      this.#own.push(slot);
      return;
    }
    for (const property of condition.properties) this.properties.add(property);
    if (isAlwaysTrue(condition)) this.#always.push(number);
    else this.#asking.push(slot);
  }

  fulfilledBy(values: PropertyValues, read: PropertyReader): readonly number[] {
    const found = [...this.#always];
    this.#matcher ??= makeMatcher(this.#asking);
    this.#matcher.match({ fields: values }, found);
    for (const { number, condition } of this.#own) {
      if (condition.holds?.(read) === true) found.push(number);
    }
    return found;
  }
}

function makeMatcher(slots: readonly NodeSlot[]): RouteMatcher {
  const predicates = new Predicates();
  for (const { condition } of slots) predicates.addAll(condition.expression);
  const compiler = new RuleCompiler(predicates, NOTHING_FIXED);
  const rules = slots.map(({ number, condition }) => ({
    rule: number,
    node: compiler.compile({ when: condition.expression }, {}),
  }));
  return new RouteMatcher(
    rules,
    compiler.slots,
    predicates,
    (field) => new FieldMatcher(predicates, predicates.ofField(field)),
  );
}

/** All nodes that a part asks something of: its own, and those of the shapes beside it. */
export function slotsOf({ shape, any, absent, counts }: CompiledPart): readonly NodeSlot[] {
  return [
    ...[shape, ...[...any.flat(), ...absent].map((sub) => sub.shape)].flatMap(({ nodes }) => nodes),
    ...counts.map(({ target }) => target),
  ];
}
