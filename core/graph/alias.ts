import type { AliasProperty, NodeType } from '../schema/declare.ts';
import { ALWAYS, compareByObject } from './fact.ts';
import type { Fact, Value } from './fact.ts';
import { pseudoKeyRef } from './id.ts';
import type { NodeId, Ref } from './id.ts';
import type { Change } from './store.ts';

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
    if (claim.scope === ALWAYS || claim.first > time) continue;
    if (latest === undefined || isBefore(latest, claim)) latest = claim;
  }
  return (latest ?? earliest)?.object as NodeId | undefined;
}

/**
 * What claims an alias, as far as it makes a difference to {@link claimant}: a host that claims its
 * address all day does so in every window of time, of which the first says all.
 */
export class Claims {
  /** In the order in which stores have them. */
  readonly facts: readonly Fact[];
  /** The latest that holds for a window of time, whether it makes a difference or not. */
  readonly #latest: Fact | undefined;

  private constructor(facts: readonly Fact[], latest: Fact | undefined) {
    this.facts = facts;
    this.#latest = latest;
  }

  /** @param facts all of an alias, in the order in which stores have them */
  static of(facts: readonly Fact[]): Claims {
    const inTime = facts
      .filter(({ scope }) => scope !== ALWAYS)
      .sort((a, b) => (isBefore(a, b) ? -1 : 1));
    const repeated = new Set(inTime.filter((claim, at) => claim.object === inTime[at - 1]?.object));
    return new Claims(
      facts.filter((claim) => !repeated.has(claim)),
      inTime.at(-1),
    );
  }

  /**
   * The claims as they were before some of them changed; undefined where one is said to have been made
   * earlier than was known.
   *
   * @param facts as they are now
   */
  static before(facts: readonly Fact[], news: readonly Change[]): Claims | undefined {
    if (news.some(({ novelty }) => novelty === 'first')) return undefined;
    const added = news.filter(({ novelty }) => novelty !== 'last').map(({ fact }) => fact);
    return Claims.of(
      facts.filter((claim) => !added.some((one) => compareByObject(one, claim) === 0)),
    );
  }

  /**
   * The claims when some of them changed; undefined when it takes all of them to tell, because one was
   * made before others.
   */
  after(news: readonly Change[]): Claims | undefined {
    let { facts } = this;
    let latest = this.#latest;
    for (const { fact, novelty } of news) {
      // How long a claim was repeated makes no difference.
      if (novelty === 'last') continue;
      const isLatest = latest !== undefined && isBefore(latest, fact);
      if (novelty !== 'fact' || fact.scope === ALWAYS || !isLatest) return undefined;
      if (fact.object !== latest?.object) facts = [...facts, fact].sort(compareByObject);
      latest = fact;
    }
    return new Claims(facts, latest);
  }

  /** The node that all claims name; undefined when there are none, or several. */
  get only(): Value | undefined {
    const [first] = this.facts;
    return this.facts.every(({ object }) => object === first?.object) ? first?.object : undefined;
  }
}

function isBefore(a: Fact, b: Fact): boolean {
  return a.first === b.first ? a.object < b.object : a.first < b.first;
}
