import type { NodeId } from '../graph/id.ts';
import { compareValues } from './compare-values.ts';
import type { EdgeSlot } from './compile-part.ts';
import type { GraphReader } from './graph-reader.ts';
import type { Comparison, Moment, Order } from './shape.ts';

/** The nodes of a match by their places; those that are not found yet are undefined. */
export type Assignment = (NodeId | undefined)[];

/** Something that must hold between the nodes of a match. */
export interface Check {
  /** The places that must be filled before it can be told. */
  readonly slots: readonly number[];
  readonly holds: (reader: GraphReader, nodes: Assignment) => boolean;
  /** The properties that it reads, by place. */
  readonly properties: readonly { readonly slot: number; readonly property: string }[];
}

/** What the names in a check stand for. */
export interface CheckScope {
  readonly slotOf: (name: string) => number;
  readonly edgeOf: (name: string) => EdgeSlot | undefined;
}

type ReadMoment = (reader: GraphReader, nodes: Assignment) => number | undefined;

/** Compiles an order or a comparison. */
export function compileCheck(rule: Order | Comparison, scope: CheckScope): Check {
  if ('first' in rule) return compileOrder(rule, scope);
  if (rule.kind === 'differ') {
    const [a, b] = [scope.slotOf(rule.left), scope.slotOf(rule.right)];
    return { slots: [a, b], properties: [], holds: (_, nodes) => nodes[a] !== nodes[b] };
  }
  const { left, right } = rule;
  const [a, b] = [scope.slotOf(left.node), scope.slotOf(right.node)];
  return {
    slots: [a, b],
    properties: [
      { slot: a, property: left.property },
      { slot: b, property: right.property },
    ],
    holds(reader, nodes) {
      const [x, y] = [nodes[a], nodes[b]];
      if (x === undefined || y === undefined) return false;
      const [one] = reader.propertiesOf(x)(left.property);
      const [other] = reader.propertiesOf(y)(right.property);
      return one !== undefined && other !== undefined && compareValues(rule, one, other);
    },
  };
}

/** Whether two moments stand as an order says. */
export function isInOrder(
  { withinMs, isEitherWay }: Order,
  first: number,
  second: number,
): boolean {
  const apart = second - first;
  const most = withinMs ?? Number.POSITIVE_INFINITY;
  return isEitherWay ? Math.abs(apart) <= most : apart >= 0 && apart <= most;
}

function compileOrder(order: Order, scope: CheckScope): Check {
  const first = compileMoment(order.first, scope);
  const second = compileMoment(order.second, scope);
  return {
    slots: [...first.slots, ...second.slots],
    properties: [...first.properties, ...second.properties],
    holds(reader, nodes) {
      const [a, b] = [first.read(reader, nodes), second.read(reader, nodes)];
      return a !== undefined && b !== undefined && isInOrder(order, a, b);
    },
  };
}

function compileMoment(
  moment: Moment,
  scope: CheckScope,
): Pick<Check, 'slots' | 'properties'> & { readonly read: ReadMoment } {
  if (moment.kind === 'property') {
    const slot = scope.slotOf(moment.node);
    const { property } = moment;
    const read: ReadMoment = (reader, nodes) => {
      const node = nodes[slot];
      const value = node && reader.value(node, property);
      return typeof value === 'number' ? value : undefined;
    };
    return { slots: [slot], properties: [{ slot, property }], read };
  }
  const edge = scope.edgeOf(moment.edge);
  if (edge === undefined) throw new Error(`a pattern without its edge ${moment.edge}`);
  const read: ReadMoment = (reader, nodes) => {
    const [from, to] = [nodes[edge.from], nodes[edge.to]];
    return from && to && reader.between(from, edge.choices, to)?.first;
  };
  return { slots: [edge.from, edge.to], properties: [], read };
}
