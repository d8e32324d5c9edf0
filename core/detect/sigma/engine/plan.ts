import type { Match } from '../rule.ts';
import { literalPart } from './literal-part.ts';
import type { Node } from './node.ts';
import { estimateShare } from './rarity.ts';
import { chooseWitness } from './witness.ts';
import type { Costs, Witness } from './witness.ts';

/** predicate → rules that it is a witness of, for one slot of one plan. */
export type WitnessIndex = ReadonlyMap<number, readonly number[]>;

/** Which values of a record are looked at first, and which rules then. */
export interface Plan {
  /** Slots that some rule has its witness in; the others are read only when a rule asks. */
  readonly eager: readonly number[];
  readonly indexes: readonly WitnessIndex[];
  /** Rules without a witness, looked at for every record. */
  readonly always: readonly number[];
  /** Rules looked at when a keyword may stand in the record. */
  readonly onKeyword: readonly number[];
}

/** What was seen of the records of a route. */
export interface Sample {
  readonly records: number;
  /** How often a predicate held, by slot. */
  readonly held: readonly ReadonlyMap<number, number>[];
  /** Units of text in each slot, all records together. */
  readonly units: readonly number[];
}

/** Reading a remembered value of a slot, in nanoseconds. */
const REMEMBERED_NS = 60;
/** Deciding about a unit of text that is not remembered. */
const UNIT_NS = 2;
/** Mean length up to which values are mostly remembered. */
const SHORT_UNITS = 300;

/** Chooses a witness for every rule such that few slots are read and few rules looked at. */
export function makePlan(
  nodes: readonly Node[],
  slotCount: number,
  matchOf: (predicate: number) => Match,
  sample: Sample | undefined,
): Plan {
  const read = new Set<number>();
  const costs: Costs = {
    share: (slot, predicate) => shareOf(slot, predicate, matchOf, sample),
    slot: (slot) => (read.has(slot) ? 0 : slotCost(slot, sample)),
  };
  // Rules with one possible slot first: what they read anyway costs the others nothing.
  for (const node of nodes) {
    const slots = new Set(chooseWitness(node, costs)?.slots.map(({ slot }) => slot));
    const [only] = slots;
    if (only !== undefined && slots.size === 1 && slotsOf(node).size === 1) read.add(only);
  }
  const witnesses = nodes.map((node) => {
    const witness = chooseWitness(node, costs);
    for (const { slot } of witness?.slots ?? []) read.add(slot);
    return witness;
  });
  return indexed(witnesses, slotCount);
}

function indexed(witnesses: readonly (Witness | undefined)[], slotCount: number): Plan {
  const indexes = Array.from({ length: slotCount }, () => new Map<number, number[]>());
  const always: number[] = [];
  const onKeyword: number[] = [];
  for (const [rule, witness] of witnesses.entries()) {
    if (witness === undefined) always.push(rule);
    if (witness !== undefined && witness.keywords.length > 0) onKeyword.push(rule);
    for (const { slot, predicate } of witness?.slots ?? []) {
      const known = indexes[slot]?.get(predicate);
      if (known === undefined) indexes[slot]?.set(predicate, [rule]);
      else if (!known.includes(rule)) known.push(rule);
    }
  }
  const eager = indexes.flatMap((index, slot) => (index.size > 0 ? slot : []));
  return { eager, indexes, always, onKeyword };
}

function slotCost(slot: number, sample: Sample | undefined): number {
  if (sample === undefined) return REMEMBERED_NS;
  const mean = (sample.units[slot] ?? 0) / sample.records;
  return mean > SHORT_UNITS ? mean * UNIT_NS : REMEMBERED_NS;
}

function shareOf(
  slot: number,
  predicate: number,
  matchOf: (predicate: number) => Match,
  sample: Sample | undefined,
): number {
  const guess = guessShare(matchOf(predicate));
  if (sample === undefined) return guess;
  const held = sample.held[slot]?.get(predicate) ?? 0;
  return (held + guess) / (sample.records + 1);
}

function guessShare(match: Match): number {
  switch (match.kind) {
    case 'null':
      return 0.3;
    case 'exists':
      return 0.5;
    case 'number':
    case 'cidr':
      return 0.2;
    default: {
      const text = literalPart(match);
      return text === undefined ? 0.4 : estimateShare(text);
    }
  }
}

function slotsOf(node: Node, into = new Set<number>()): ReadonlySet<number> {
  if (node.op === 'and' || node.op === 'or') for (const item of node.items) slotsOf(item, into);
  else if ('slot' in node) into.add(node.slot);
  return into;
}
