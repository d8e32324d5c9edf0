import { ALIAS, findEdge, nodeTypeOfCode } from '../schema/schema.ts';
import { Claims, claimant } from './alias.ts';
import { ALWAYS, isEarlier } from './fact.ts';
import type { Fact } from './fact.ts';
import { baseRef, isPseudoKey, refType } from './id.ts';
import type { NodeId, Ref } from './id.ts';
import { ASSET_EDGES } from './new-subjects.ts';
import { S3Fifo } from './s3-fifo.ts';
import { Timeline } from './session.ts';
import type { Change, FactStore, Novelty } from './store.ts';

/** Sessions of pseudo-keys whose timelines are remembered between appends. */
const MAX_SESSIONS = 60_000;

/** Pseudo-keys of references that are remembered between appends. */
const MAX_KEYS = 40_000;

const NO_KEYS: readonly Ref[] = [];

/** How many pseudo-keys and aliases something else is remembered of. */
const MAX_REMEMBERED = 20_000;

/** Sessions of a host that are looked at again when another host gets its name. */
const MAX_BELONGING = 1_000;

/** Facts that a new one is compared with to see whether it says anything new. */
const MAX_COMPARED = 1_000;

/** The two nodes of an edge. */
export interface EdgePair {
  readonly from: NodeId;
  readonly to: NodeId;
}

/** What an alias means, and when that was first seen, ms since 1970. */
export interface KnownAlias {
  readonly alias: NodeId;
  readonly node: NodeId;
  readonly first: number;
}

/** How a graph is read. */
export interface ViewOptions {
  /**
   * Whether aliases that mean one node for ever are left as they are, for a reader who knows what
   * other shards know of them, too.
   */
  readonly keepsAliases?: boolean | undefined;
}

/**
 * What the references of a store's facts mean: which node, at which time. Decided here, when
 * reading, and never written down; see session.ts and alias.ts.
 */
export class References {
  /** What is read from now: the store itself, or what is remembered of it. */
  protected store: FactStore;
  readonly #timelines = new S3Fifo<Ref, Timeline>(MAX_SESSIONS, ({ size }) => size);
  readonly #claims = new Map<Ref, Claims>();
  /** The pseudo-keys of references; see {@link keysOf}. */
  readonly #keys = new S3Fifo<Ref, readonly Ref[]>(MAX_KEYS, (keys) => keys.length + 1);
  /** The sessions of pseudo-keys that have many, while the store does not change; else undefined. */
  protected sessions: Map<Ref, ReadonlySet<NodeId>> | undefined;
  /** Pseudo-keys that are known to have a session, and those of which more is known than an alias. */
  readonly #sighted = new Set<Ref>();
  readonly #used = new Set<Ref>();
  readonly #keepsAliases: boolean;

  constructor(store: FactStore, options: ViewOptions = {}) {
    this.store = store;
    this.#keepsAliases = options.keepsAliases ?? false;
  }

  /** Forgets what is remembered of any reference. */
  forget(): void {
    this.#timelines.clear();
    this.#claims.clear();
    this.#keys.clear();
    this.#sighted.clear();
    this.#used.clear();
  }

  /** Takes note of what an append changed, before anything is asked about it. */
  protected note(changes: readonly Change[]): void {
    this.#timelines.nextRound();
    this.#keys.nextRound();
    for (const { fact, novelty } of changes) {
      if (fact.predicate !== ALIAS || novelty === 'last') continue;
      const ref = fact.object as Ref;
      const known = this.#keys.peek(ref);
      if (known === undefined || known.includes(fact.subject)) continue;
      this.#keys.set(ref, [...known, fact.subject].sort());
    }
  }

  /**
   * Sees the sessions of a reference anew, because a boundary of theirs changed, and returns those
   * that may be others now, as they were and as they are. None when nothing was ever sighted by
   * the pseudo-key alone: then only sensors' ids say what belongs to which session.
   *
   * @param ref the pseudo-key, or the node that a sensor's id names
   * @param news what changed about boundaries of this reference
   */
  refresh(ref: Ref, news: readonly Change[]): ReadonlySet<NodeId> {
    if (isPseudoKey(ref) && !isSessionKey(ref)) return this.#refreshAlias(ref, news);
    const changed = new Set<NodeId>();
    for (const key of this.keysOf(ref)) {
      const known = this.#timelines.use(key);
      this.sessions?.delete(key);
      if (!this.#isUsed(key)) {
        this.#timelines.delete(key);
        continue;
      }
      const added = key === ref ? newBoundaries(news) : undefined;
      const after =
        known !== undefined && added !== undefined
          ? known.withMore(added.starts, added.ends)
          : this.#readTimeline(key);
      this.#timelines.set(key, after);
      // What is not remembered was as it is without what is new.
      const before = known ?? (added && after.without(added.starts, added.ends));
      for (const session of after.sessionsMoved(before)) changed.add(session);
    }
    return changed;
  }

  /** As {@link refresh}, for another name of what lasts. */
  #refreshAlias(alias: Ref, news: readonly Change[]): ReadonlySet<NodeId> {
    const changed = new Set<NodeId>();
    const known = this.#claims.get(alias);
    this.#claims.delete(alias);
    const kept = known?.after(news);
    if (kept !== undefined) this.#claims.set(alias, kept);
    const claims = this.#claimsOf(alias);
    // What is not remembered was as it is without what is new.
    const before = known ?? Claims.before(this.store.facts(alias, ALIAS), news);
    // Whoever alone claims it, and did so before, is meant by it as before.
    if (before?.only !== undefined && before.only === claims.only) return changed;
    // What nothing was sighted under has nothing to give to another node.
    if (!this.#isUsed(alias)) return changed;
    for (const { object } of claims.facts) changed.add(object as NodeId);
    for (const node of this.#belongingTo(alias)) changed.add(node);
    return changed.add(alias as string as NodeId);
  }

  /** The sessions that were sighted on a host by one of its other names; not more than so many. */
  #belongingTo(alias: Ref): NodeId[] {
    if (nodeTypeOfCode(refType(alias)).name !== 'asset') return [];
    return [...ASSET_EDGES].flatMap((edge) =>
      this.store
        .subjects(edge, alias, { limit: MAX_BELONGING })
        .facts.flatMap((fact) => this.pairsOf(fact).map(({ from }) => from)),
    );
  }

  /** The node that a reference meant at a time. */
  resolve(ref: Ref, time: number): NodeId {
    if (!isPseudoKey(ref)) return ref as string as NodeId;
    if (isSessionKey(ref)) return this.timeline(ref).at(time);
    const claims = this.#claimsOf(ref).facts;
    const isKept = this.#keepsAliases && claims[0]?.scope === ALWAYS;
    return (isKept ? undefined : claimant(claims, time)) ?? (ref as string as NodeId);
  }

  /** The nodes that a fact's subject is, by its first and its last sighting: one, or two. */
  subjectsOf(fact: Fact): readonly NodeId[] {
    return this.#resolveBoth(fact.subject, fact);
  }

  /**
   * The pairs of nodes that an edge's fact joins: by its first and by its last sighting, or for a
   * fact that holds always, every session of its subject.
   */
  pairsOf(fact: Fact): readonly EdgePair[] {
    const object = fact.object as Ref;
    if (fact.scope === ALWAYS && isSessionKey(fact.subject)) {
      return [...this.sessionsOf(fact.subject)].map((from) => ({
        from,
        to: this.resolve(object, fact.first),
      }));
    }
    const atFirst = this.#pairAt(fact, fact.first);
    if (fact.scope === ALWAYS || fact.first === fact.last) return [atFirst];
    const atLast = this.#pairAt(fact, fact.last);
    return atFirst.from === atLast.from && atFirst.to === atLast.to ? [atFirst] : [atFirst, atLast];
  }

  /**
   * Whether a changed fact only says again, of the same nodes, what an earlier sighting said of
   * them: the graph has nothing new by it but how long something holds. A thing that is seen day in
   * day out makes a fact in every window of time, and nearly all of these are such.
   *
   * @param novelty what is new about the fact
   */
  isRepeated(fact: Fact, novelty: Novelty): boolean {
    const { subject, predicate, object, scope } = fact;
    if (scope === ALWAYS || novelty === 'subject' || novelty === 'first') return false;
    if (predicate === ALIAS || findEdge(predicate) !== undefined) {
      return novelty === 'last' && this.pairsOf(fact).length === 1;
    }
    const [node, other] = this.subjectsOf(fact);
    if (node === undefined || other !== undefined) return false;
    if (novelty === 'last') return true;
    const known = this.store.facts(subject, predicate);
    // A subject with so many values is looked at again; else their number would be paid for by each.
    if (known.length > MAX_COMPARED) return false;
    return known.some(
      (one) =>
        one.object === object && isEarlier(one, fact) && this.resolve(subject, one.first) === node,
    );
  }

  /** Whether a pseudo-key means several sessions: of any but one, something may be the first. */
  isDivided(key: Ref): boolean {
    return isSessionKey(key) && this.timeline(key).isDivided;
  }

  /** How many facts of a property there are of a pseudo-key, of those that have a scope. */
  sightingsCount(key: Ref, property: string): number {
    return this.store.facts(key, property).filter(({ scope }) => scope !== ALWAYS).length;
  }

  #pairAt(fact: Fact, time: number): EdgePair {
    return { from: this.resolve(fact.subject, time), to: this.resolve(fact.object as Ref, time) };
  }

  /** The sessions of a pseudo-key. */
  timeline(key: Ref): Timeline {
    const known = this.#timelines.use(key);
    if (known !== undefined) return known;
    const timeline = this.#readTimeline(key);
    this.#timelines.set(key, timeline);
    this.#timelines.trimWhenFull();
    return timeline;
  }

  #readTimeline(key: Ref): Timeline {
    const { identity } = nodeTypeOfCode(refType(key));
    if (identity.kind !== 'session') throw new Error(`${key} is no pseudo-key`);
    return new Timeline(key, {
      starts: this.#numbers(key, identity.start),
      ends: this.#numbers(key, identity.end),
      aliases: this.store.facts(key, ALIAS).map(({ object, first }) => {
        const ref = object as Ref;
        const starts = this.#numbers(ref, identity.start);
        const ends = this.#numbers(ref, identity.end);
        return {
          ref,
          first,
          start: starts.length === 0 ? undefined : Math.min(...starts),
          end: ends.length === 0 ? undefined : Math.max(...ends),
        };
      }),
    });
  }

  /** The ids of all nodes that a pseudo-key means in any fact. */
  sessionsOf(key: Ref): ReadonlySet<NodeId> {
    if (!isSessionKey(key)) {
      return new Set(this.store.facts(key).map(({ first }) => this.resolve(key, first)));
    }
    const timeline = this.timeline(key);
    // All sightings are of the one session there is, and one of them shows that it is there.
    if (!timeline.isDivided) return this.#hasSession(key) ? new Set([timeline.at(0)]) : new Set();
    const known = this.sessions?.get(key);
    if (known !== undefined) return known;
    const ids = new Set(timeline.sessions.map(({ id }) => id));
    for (const fact of this.store.facts(key)) {
      if (fact.scope !== ALWAYS) for (const id of this.subjectsOf(fact)) ids.add(id);
    }
    this.sessions?.set(key, ids);
    return ids;
  }

  /** Whether a pseudo-key has a fact that does not hold for all of its sessions. */
  #hasSession(key: Ref): boolean {
    return this.#hasFact(key, this.#sighted, ({ scope }) => scope !== ALWAYS);
  }

  /** Whether anything was sighted under a pseudo-key but what else it is called. */
  #isUsed(key: Ref): boolean {
    return this.#hasFact(key, this.#used, ({ predicate }) => predicate !== ALIAS);
  }

  /** @param known the pseudo-keys that are known to have such a fact */
  #hasFact(key: Ref, known: Set<Ref>, isSought: (fact: Fact) => boolean): boolean {
    if (known.has(key)) return true;
    let after: string | undefined;
    do {
      const { facts, next } = this.store.factPage(key, undefined, { limit: 64, after });
      if (facts.some(isSought)) {
        if (known.size >= MAX_REMEMBERED) known.clear();
        known.add(key);
        return true;
      }
      after = next;
    } while (after !== undefined);
    return false;
  }

  /** The nodes that a pseudo-key is known to mean; for a session, those that have a boundary. */
  meaningsOf(key: Ref): Iterable<NodeId> {
    return isSessionKey(key)
      ? this.timeline(key).sessions.map(({ id }) => id)
      : this.sessionsOf(key);
  }

  /** The nodes that a reference's sightings of a property belong to. */
  nodesWith(ref: Ref, property: string): ReadonlySet<NodeId> {
    return new Set(this.store.facts(ref, property).flatMap((fact) => this.subjectsOf(fact)));
  }

  #resolveBoth(ref: Ref, { first, last, scope }: Fact): readonly NodeId[] {
    const a = this.resolve(ref, first);
    if (first === last || scope === ALWAYS || !isPseudoKey(ref)) return [a];
    const b = this.resolve(ref, last);
    return a === b ? [a] : [a, b];
  }

  /** The references under which facts of a node are stored. */
  refsOf(node: NodeId): readonly Ref[] {
    const base = baseRef(node);
    return isPseudoKey(base) ? [base] : [base, ...this.keysOf(base)];
  }

  /**
   * The pseudo-keys of a reference: itself, those that a sensor's id was seen for, or the aliases
   * that a node of static identity was seen with.
   */
  keysOf(ref: Ref): readonly Ref[] {
    if (isPseudoKey(ref)) return [ref];
    const { identity } = nodeTypeOfCode(refType(ref));
    const aliased = identity.kind === 'session' ? identity.alias : identity.aliases;
    if (aliased === undefined) return NO_KEYS;
    const known = this.#keys.use(ref);
    if (known !== undefined) return known;
    // A host that has an address all day claims it in every window of time.
    const keys = [...new Set(this.store.subjects(ALIAS, ref).facts.map(({ subject }) => subject))];
    this.#keys.set(ref, keys);
    this.#keys.trimWhenFull();
    return keys;
  }

  /** What is known here of aliases that mean one node for ever: those of a node, or an alias's own. */
  aliasesOf(node: NodeId): readonly KnownAlias[] {
    const base = baseRef(node);
    if (nodeTypeOfCode(refType(base)).identity.kind === 'session') return [];
    return this.keysOf(base).flatMap((alias) => {
      const claims = this.#claimsOf(alias).facts;
      const [claim] = claims;
      const claimed = claim?.scope === ALWAYS ? claimant(claims, claim.first) : undefined;
      const first = claims.find(({ object }) => object === claimed)?.first;
      if (claimed === undefined || first === undefined) return [];
      return [{ alias: alias as string as NodeId, node: claimed, first }];
    });
  }

  #claimsOf(key: Ref): Claims {
    const known = this.#claims.get(key);
    if (known !== undefined) return known;
    const claims = Claims.of(this.store.facts(key, ALIAS));
    if (this.#claims.size >= MAX_REMEMBERED) this.#claims.clear();
    this.#claims.set(key, claims);
    return claims;
  }

  #numbers(ref: Ref, predicate: string): number[] {
    return this.store.facts(ref, predicate).map(({ object }) => Number(object));
  }
}

/**
 * The starts and ends among what changed about a pseudo-key's boundaries that were not sighted before;
 * undefined where more changed than that.
 */
function newBoundaries(
  news: readonly Change[],
): { readonly starts: readonly number[]; readonly ends: readonly number[] } | undefined {
  const starts: number[] = [];
  const ends: number[] = [];
  for (const { fact, novelty } of news) {
    const { identity } = nodeTypeOfCode(refType(fact.subject));
    if (identity.kind !== 'session' || fact.predicate === ALIAS) return undefined;
    if (novelty === 'first' || novelty === 'last') continue;
    if (fact.predicate === identity.start) starts.push(Number(fact.object));
    if (fact.predicate === identity.end) ends.push(Number(fact.object));
  }
  return { starts, ends };
}

/** Whether a pseudo-key is one that time divides into sessions, and no alias of something lasting. */
export function isSessionKey(ref: Ref): boolean {
  return isPseudoKey(ref) && nodeTypeOfCode(refType(ref)).identity.kind === 'session';
}
