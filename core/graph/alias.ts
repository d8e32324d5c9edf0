import type { AliasProperty, NodeType } from '../schema/declare.ts';
import type { Fact, Value } from './fact.ts';
import { pseudoKeyRef } from './id.ts';
import type { NodeId, Ref } from './id.ts';

/**
 * The reference of whatever node an alias names: a host by its address, an account by its SID. It
 * is a pseudo-key: which node it means is decided when reading, from what claims it.
 */
export function aliasRef(type: NodeType, alias: AliasProperty, value: Value): Ref {
  return pseudoKeyRef(type.code, [alias.name, value]);
}

/**
 * The node that an alias means at a time, or undefined when none claims it. A function of when
 * each node was first seen with it, so the order in which claims become known does not matter.
 *
 * - Of claims that were made once for all, the earliest: a renamed account stays one.
 * - Of claims that hold for a window of time, the latest that was made by then; before the first
 *   claim, that one.
 *
 * @param claims the alias's facts, each naming a node; not all of one kind need be of one window
 * @param time ms since 1970
 */
export function claimant(claims: readonly Fact[], time: number): NodeId | undefined {
  let earliest: Fact | undefined;
  let latest: Fact | undefined;
  for (const claim of claims) {
    if (earliest === undefined || isBefore(claim, earliest)) earliest = claim;
    if (claim.scope === 0 || claim.first > time) continue;
    if (latest === undefined || isBefore(latest, claim)) latest = claim;
  }
  return (latest ?? earliest)?.object as NodeId | undefined;
}

function isBefore(a: Fact, b: Fact): boolean {
  return a.first === b.first ? a.object < b.object : a.first < b.first;
}
