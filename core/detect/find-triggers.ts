import { findEdge, nodeType } from '../schema/schema.ts';
import { makePlan } from './compile-part.ts';
import type { CompiledPart, CompiledShape, EdgeSlot, NodeSlot } from './compile-part.ts';
import { isAlwaysTrue } from './condition.ts';
import type { EdgeChoice } from './shape.ts';
import type {
  CountTrigger,
  EdgeTrigger,
  EdgeTriggers,
  Hop,
  NodeTrigger,
  Triggers,
  TypeTriggers,
  WayEdge,
  WayTrigger,
} from './triggers.ts';

/** Finds out what can complete, or end, the matches of each part. */
export function findTriggers(parts: readonly CompiledPart[]): Triggers {
  const collector = new Collector();
  for (const part of parts) collector.addPart(part);
  return collector.finish();
}

class Collector implements Triggers {
  readonly byType = new Map<string, TypeTriggers>();
  readonly edges = new Map<string, EdgeTriggers>();
  readonly wayEdges = new Map<string, WayEdge[]>();
  readonly countEdges = new Map<string, CountTrigger[]>();
  readonly predicates = new Set<string>();
  readonly hitEdges = new Set<string>();
  readonly #wayNumbers = new Map<string, number>();
  #nextId = 0;

  /** Says which predicates concern anything, when all parts are added. */
  finish(): Triggers {
    for (const type of this.byType.values()) {
      for (const names of [type.predicates, type.waysByPredicate, type.countsByPredicate]) {
        for (const name of names.keys()) this.predicates.add(name);
      }
    }
    for (const edges of [this.edges, this.wayEdges, this.countEdges]) {
      for (const name of edges.keys()) this.predicates.add(name);
    }
    return this;
  }

  addPart(compiled: CompiledPart): void {
    const { shape } = compiled;
    for (const name of compiled.edges) this.hitEdges.add(name);
    const starts = new Map<number, NodeTrigger>();
    const alternatives = compiled.any.flat().map((sub) => sub.shape);
    const absences = compiled.absent.map((sub) => sub.shape);
    const subs = [...alternatives, ...absences];
    for (const node of shape.nodes) {
      const predicates = predicatesOf(shape, node);
      // What a shape beside it compares with a node of the part's own concerns that node.
      for (const sub of subs) for (const name of checkedOf(sub, node.slot)) predicates.add(name);
      if (isAlone(compiled)) for (const name of identityOf(node.type)) predicates.add(name);
      const plan = makePlan(shape, [node], []);
      const id = this.#nextId++;
      const isJoined = shape.edges.some(({ from, to }) => from === node.slot || to === node.slot);
      const trigger: NodeTrigger = {
        kind: 'node',
        id,
        compiled,
        node,
        plan,
        predicates,
        isJoined,
      };
      starts.set(node.slot, trigger);
      const type = this.#typeOf(node.type);
      push(type.nodes, node.number, trigger);
      for (const name of predicates) type.predicates.add(name);
    }
    for (const edge of shape.edges) this.#addEdge(compiled, edge, starts);
    for (const sub of alternatives) this.#addSubShape(compiled, sub, starts, true);
    for (const sub of absences) this.#addSubShape(compiled, sub, starts, false);
    for (const count of compiled.counts) {
      const end = starts.get(count.slot);
      if (end !== undefined) this.#addCount({ compiled, count, end });
    }
  }

  #addCount(trigger: CountTrigger): void {
    const { count, target } = trigger.count;
    push(this.countEdges, count.choice.edge, trigger);
    const type = this.#typeOf(target.type);
    type.counts.push(trigger);
    const properties = new Set(target.condition.properties);
    if (count.by !== undefined) properties.add(count.by);
    for (const property of properties) push(type.countsByPredicate, property, trigger);
  }

  #addEdge(compiled: CompiledPart, edge: EdgeSlot, starts: ReadonlyMap<number, NodeTrigger>): void {
    const [from, to] = [starts.get(edge.from), starts.get(edge.to)];
    if (from === undefined || to === undefined) return;
    for (const choice of edge.choices) {
      if (choice.steps > 1) {
        const back = [{ ...restOf(choice), isForward: false }];
        this.#addTransitive(compiled, choice, back, from);
        continue;
      }
      const plan = makePlan(compiled.shape, [from.node, to.node], [edge]);
      this.#addEdgeTrigger(choice, {
        kind: 'edge',
        id: this.#nextId++,
        compiled,
        edge,
        from: from.node,
        to: to.node,
        backwards: choice.backwards,
        plan,
      });
    }
  }

  #addEdgeTrigger({ edge, backwards }: EdgeChoice, trigger: EdgeTrigger): void {
    let triggers = this.edges.get(edge);
    if (triggers === undefined) {
      triggers = { bySubject: new Map(), byObject: new Map() };
      this.edges.set(edge, triggers);
    }
    const [subject, object] = backwards ? [trigger.to, trigger.from] : [trigger.from, trigger.to];
    // What is read for every edge is decided by the end that asks for something.
    const isBySubject = isAlwaysTrue(object.condition) && !isAlwaysTrue(subject.condition);
    if (isBySubject) push(triggers.bySubject, subject.number, trigger);
    else push(triggers.byObject, object.number, trigger);
  }

  /** What changes in the middle of a transitive edge concerns the nodes where it begins. */
  #addTransitive(
    compiled: CompiledPart,
    choice: EdgeChoice,
    way: readonly Hop[],
    end: NodeTrigger,
  ): void {
    const type = findEdge(choice.edge)?.edge.from ?? '';
    const trigger = this.#wayOf(compiled, type, way, end);
    this.#addWay(trigger, new Set());
    // A new hop leads on from where it begins: its subject, unless the pattern goes against it.
    push(this.wayEdges, choice.edge, { trigger, atObject: choice.backwards, ends: undefined });
  }

  #addSubShape(
    compiled: CompiledPart,
    sub: CompiledShape,
    starts: ReadonlyMap<number, NodeTrigger>,
    isAlternative: boolean,
  ): void {
    const ways = waysToStarts(sub, starts);
    for (const node of sub.nodes) {
      const found = ways.get(node.slot);
      if (found === undefined) continue;
      const start = isAlternative ? node : undefined;
      const trigger = this.#wayOf(compiled, node.type, found.way, found.end, start);
      this.#addWay(trigger, predicatesOf(sub, node));
    }
    for (const edge of sub.edges) {
      const [from, to] = [ways.get(edge.from), ways.get(edge.to)];
      if (from === undefined || to === undefined) continue;
      const isFromNearer = from.way.length <= to.way.length;
      const near = isFromNearer ? from : to;
      for (const choice of edge.choices) {
        const atObject = choice.backwards === isFromNearer;
        if (choice.steps === 1) {
          const trigger = this.#wayOf(compiled, near.node.type, near.way, near.end);
          const [subject, object] = choice.backwards ? [to.node, from.node] : [from.node, to.node];
          push(this.wayEdges, choice.edge, { trigger, atObject, ends: { subject, object } });
          continue;
        }
        const along = { ...restOf(choice), isForward: !isFromNearer };
        const type = findEdge(choice.edge)?.edge.from ?? '';
        const trigger = this.#wayOf(compiled, type, [along, ...near.way], near.end);
        this.#addWay(trigger, new Set());
        push(this.wayEdges, choice.edge, { trigger, atObject, ends: undefined });
      }
    }
  }

  #addWay(trigger: WayTrigger, properties: ReadonlySet<string>): void {
    const triggers = this.#typeOf(trigger.type);
    triggers.ways.push(trigger);
    for (const property of properties) push(triggers.waysByPredicate, property, trigger);
  }

  #wayOf(
    compiled: CompiledPart,
    type: string,
    way: readonly Hop[],
    end: NodeTrigger,
    start?: NodeSlot,
  ): WayTrigger {
    const text = JSON.stringify([type, way]);
    const wayNumber = this.#wayNumbers.get(text) ?? this.#wayNumbers.size;
    this.#wayNumbers.set(text, wayNumber);
    return { kind: 'way', id: this.#nextId++, compiled, type, way, wayNumber, end, start };
  }

  #typeOf(name: string): TypeTriggers {
    let type = this.byType.get(name);
    if (type === undefined) {
      type = {
        nodes: new Map(),
        predicates: new Set(),
        waysByPredicate: new Map(),
        ways: [],
        countsByPredicate: new Map(),
        counts: [],
      };
      this.byType.set(name, type);
    }
    return type;
  }
}

/** Where a node of a shape stands: the way from it to a node of the part's own. */
interface FoundWay {
  readonly node: NodeSlot;
  readonly way: readonly Hop[];
  readonly end: NodeTrigger;
}

/** The shortest way from each node of a shape to a node of the part's own. */
function waysToStarts(
  shape: CompiledShape,
  starts: ReadonlyMap<number, NodeTrigger>,
): ReadonlyMap<number, FoundWay> {
  const ways = new Map<number, FoundWay>();
  for (const [slot, end] of starts) ways.set(slot, { node: end.node, way: [], end });
  const left = new Set(shape.nodes);
  for (let grown = true; grown;) {
    grown = false;
    // A round adds only what is next to the rounds before, so that ways stay the shortest.
    const added: FoundWay[] = [];
    for (const node of left) {
      for (const { from, to, choices } of shape.edges) {
        if (from !== node.slot && to !== node.slot) continue;
        const isForward = from === node.slot;
        const next = ways.get(isForward ? to : from);
        if (next === undefined) continue;
        added.push({
          node,
          way: [{ choices, isForward, isOptional: false }, ...next.way],
          end: next.end,
        });
        break;
      }
    }
    for (const found of added) {
      ways.set(found.node.slot, found);
      left.delete(found.node);
      grown = true;
    }
  }
  return ways;
}

/** What a transitive edge may be besides one of its edges. */
function restOf(choice: EdgeChoice): Omit<Hop, 'isForward'> {
  return { choices: [{ ...choice, steps: choice.steps - 1 }], isOptional: true };
}

/**
 * The predicates of a node that make a difference to whether it can stand in a shape: what its
 * condition and the shape's checks read, and the edge to its asset, which holds for all sessions
 * of a pseudo-key and so is not new when a session is.
 */
function predicatesOf(shape: CompiledShape, node: NodeSlot): Set<string> {
  const predicates = new Set([...node.condition.properties, ...checkedOf(shape, node.slot)]);
  const { identity } = nodeType(node.type);
  if (identity.kind === 'session') {
    const isAsked = shape.edges.some(
      ({ from, to, choices }) =>
        (from === node.slot || to === node.slot) &&
        choices.some(({ edge }) => edge === identity.asset),
    );
    if (isAsked) predicates.add(identity.asset);
  }
  return predicates;
}

/** Whether a part is a node that nothing else is joined to: being known is all that it takes. */
function isAlone({ shape, any, counts }: CompiledPart): boolean {
  return shape.edges.length === 0 && any.length === 0 && counts.length === 0;
}

/** The properties that a node of a type is known by. */
function identityOf(type: string): readonly string[] {
  const { identity } = nodeType(type);
  if (identity.kind === 'static' || identity.alias === undefined) return identity.over;
  return [...identity.over, identity.alias];
}

function checkedOf(shape: CompiledShape, slot: number): ReadonlySet<string> {
  const read = shape.checks.flatMap(({ properties }) => properties);
  return new Set(read.filter((item) => item.slot === slot).map(({ property }) => property));
}

function push<K, T>(map: Map<K, T[]>, key: K, item: T): void {
  const items = map.get(key);
  if (items === undefined) map.set(key, [item]);
  else items.push(item);
}
