import type { LinkedCorrelation } from '../rule-set.ts';
import { episodesOf } from './episode.ts';
import type { Episode } from './episode.ts';
import { decisionOf } from './group.ts';
import type { Decision } from './group.ts';
import { GroupLog } from './group-log.ts';
import type { Entry, EntryWindow } from './group-log.ts';
import { groupKey, groupTexts, sightedValue } from './group-texts.ts';
import type { ReadSighted } from './group-texts.ts';
import { compareMatches } from './logged-match.ts';
import type { LoggedMatch } from './logged-match.ts';
import { MAX_EVIDENCE } from './correlator.ts';

/** Matches that the log of a tenant keeps: about 20 MB of memory. */
export const MAX_LOGGED = 50_000;

/** How much over the bound it may be before it is cut back to it: so that this is seldom done. */
const SLACK = 1.1;

/** The episodes of one group, as they are now. */
export interface GroupEpisodes {
  readonly correlation: string;
  readonly key: string;
  readonly episodes: readonly Episode[];
}

/** A sighting of a chained correlation, and the group that it is in. */
interface Chained {
  readonly state: State;
  readonly key: string;
  readonly entry: Entry;
}

interface State {
  readonly linked: LinkedCorrelation;
  readonly decision: Decision;
  readonly groups: Map<string, GroupLog>;
  readonly dirty: Set<string>;
  /** What the windows of a group brought to correlations that build on this one. */
  readonly chained: Map<string, Chained[]>;
}

/**
 * The matches that a tenant's correlations build on, and what holds among them: a function of the
 * set of matches, in whatever order and however often they come (law 2). A match is known by its id.
 *
 * Of a bounded number of matches the newest are kept. When there are too many, the rules with most of
 * them give up their oldest first, so that a rule that matches everything leaves the others theirs.
 */
export class CorrelationLog {
  readonly #states: readonly State[];
  readonly #byInput = new Map<string, State[]>();
  readonly #matches = new Map<string, LoggedMatch>();
  readonly #maxLogged: number;
  /** The newest match of each rule that was let go, ms. */
  readonly #cuts: Map<string, number>;
  #latestMs = Number.NEGATIVE_INFINITY;
  #dropped: number;

  /**
   * @param correlations those that are on, and all that these build on
   * @param before what an earlier log of the same matches let go
   */
  constructor(
    correlations: readonly LinkedCorrelation[],
    before: { readonly dropped: number; readonly cuts: Readonly<Record<string, number>> },
    maxLogged: number = MAX_LOGGED,
  ) {
    this.#maxLogged = maxLogged;
    this.#dropped = before.dropped;
    this.#cuts = new Map(Object.entries(before.cuts));
    this.#states = inOrder(correlations).map((linked) => ({
      linked,
      decision: decisionOf(linked),
      groups: new Map(),
      dirty: new Set(),
      chained: new Map(),
    }));
    for (const state of this.#states) {
      for (const id of new Set(state.linked.inputs)) {
        const known = this.#byInput.get(id);
        if (known === undefined) this.#byInput.set(id, [state]);
        else known.push(state);
      }
    }
  }

  /** The matches that are kept. */
  get matches(): Iterable<LoggedMatch> {
    return this.#matches.values();
  }

  get size(): number {
    return this.#matches.size;
  }

  /** Matches that were let go for lack of room. */
  get dropped(): number {
    return this.#dropped;
  }

  /** What was let go, to be given to a later log of the same matches. */
  get letGone(): { readonly dropped: number; readonly cuts: Readonly<Record<string, number>> } {
    return { dropped: this.#dropped, cuts: Object.fromEntries(this.#cuts) };
  }

  /**
   * Takes matches.
   *
   * @returns those that are news
   */
  add(matches: readonly LoggedMatch[]): readonly LoggedMatch[] {
    return this.#take(matches, 1);
  }

  /** Takes the matches of a log of before. What that had let go is not counted again. */
  restore(matches: readonly LoggedMatch[]): void {
    this.#take(matches, 0);
  }

  #take(matches: readonly LoggedMatch[], late: 0 | 1): readonly LoggedMatch[] {
    const news = matches.filter((match) => {
      const isKnown = this.#matches.has(match.id);
      const isLate = match.time <= (this.#cuts.get(match.rule) ?? Number.NEGATIVE_INFINITY);
      if (!isKnown && isLate) this.#dropped += late;
      if (isKnown || isLate || !this.#byInput.has(match.rule)) return false;
      this.#matches.set(match.id, match);
      return true;
    });
    for (const match of news) {
      this.#latestMs = Math.max(this.#latestMs, match.time);
      this.#sight(match.rule, match.time, match.id, (field) => match.fields[field], [match]);
    }
    if (this.#matches.size > this.#maxLogged * SLACK) this.#makeRoom();
    return news;
  }

  /** Lets matches of before a time go: they are too old to be kept. */
  retain(beforeMs: number): number {
    const gone = [...this.#matches.values()].filter(({ time }) => time < beforeMs);
    this.#letGo(gone);
    return gone.length;
  }

  /**
   * Decides about what is new, and returns the groups in which that may have changed something.
   *
   * @param nowMs when windows that more matches could undo are over, as far as they are
   */
  update(nowMs = this.#latestMs): readonly GroupEpisodes[] {
    const changed: GroupEpisodes[] = [];
    for (const state of this.#states) {
      if (state.decision.atEnd) for (const key of state.groups.keys()) state.dirty.add(key);
      for (const key of state.dirty) {
        const group = state.groups.get(key);
        if (group === undefined) continue;
        const known = group.windows.length;
        const isAnew = group.decide(nowMs);
        if (isAnew) this.#unchain(state, key);
        for (const window of group.windows.slice(isAnew ? 0 : known)) {
          this.#chain(state, key, window);
        }
        const { id, timespanMs } = state.linked.rule;
        const episodes = episodesOf(id, key, timespanMs, group.windows);
        changed.push({ correlation: id, key, episodes });
      }
      state.dirty.clear();
    }
    return changed;
  }

  /**
   * The time up to which matches of a correlation may have been let go: what was found to begin
   * before is not found again, and still holds.
   */
  cutOf(correlation: string): number {
    const inputs = this.#states.find(({ linked }) => linked.rule.id === correlation)?.linked.inputs;
    let cut = Number.NEGATIVE_INFINITY;
    for (const id of inputs ?? []) {
      cut = Math.max(cut, this.#cuts.get(id) ?? cut, this.cutOf(id));
    }
    return cut;
  }

  /** The timespan of a correlation, ms; 0 when there is none of this id. */
  timespanOf(correlation: string): number {
    const state = this.#states.find(({ linked }) => linked.rule.id === correlation);
    return state?.linked.rule.timespanMs ?? 0;
  }

  #sight(
    rule: string,
    timeMs: number,
    rank: string,
    read: ReadSighted,
    evidence: readonly LoggedMatch[],
  ): Chained[] {
    return (this.#byInput.get(rule) ?? []).flatMap((state): Chained[] => {
      const { linked } = state;
      const texts = groupTexts(linked, rule, read);
      const value = sightedValue(linked, rule, read);
      if (texts === undefined || value === undefined) return [];
      const places = linked.inputs.flatMap((input, place) => (input === rule ? place : []));
      const entry: Entry = { timeMs, rank: `${rule} ${rank}`, places, value, evidence, texts };
      const key = groupKey(texts);
      let group = state.groups.get(key);
      if (group === undefined) {
        group = new GroupLog(linked, state.decision);
        state.groups.set(key, group);
      }
      group.add(entry);
      state.dirty.add(key);
      return [{ state, key, entry }];
    });
  }

  /** Hands a window on to the correlations that build on this one. */
  #chain(state: State, key: string, window: EntryWindow): void {
    const { id } = state.linked.rule;
    if (!this.#byInput.has(id)) return;
    const texts = window[0]?.texts ?? {};
    const evidence = window.flatMap((entry) => entry.evidence).slice(0, MAX_EVIDENCE);
    const lastMs = window.at(-1)?.timeMs ?? 0;
    const made = this.#sight(id, lastMs, evidence[0]?.id ?? '', (name) => texts[name], evidence);
    const known = state.chained.get(key);
    if (known === undefined) state.chained.set(key, made);
    else known.push(...made);
  }

  /** Takes back what windows of before brought to the correlations that build on this one. */
  #unchain(state: State, key: string): void {
    for (const { state: of, key: at, entry } of state.chained.get(key) ?? []) {
      of.groups.get(at)?.remove(entry);
      of.dirty.add(at);
    }
    state.chained.delete(key);
  }

  #makeRoom(): void {
    const byRule = new Map<string, LoggedMatch[]>();
    for (const match of this.#matches.values()) {
      const known = byRule.get(match.rule);
      if (known === undefined) byRule.set(match.rule, [match]);
      else known.push(match);
    }
    const share = fairShare(
      [...byRule.values()].map(({ length }) => length),
      this.#maxLogged,
    );
    const gone = [...byRule.values()].flatMap((ofRule) =>
      ofRule.sort(compareMatches).slice(0, Math.max(0, ofRule.length - share)),
    );
    this.#dropped += gone.length;
    this.#letGo(gone);
  }

  #letGo(gone: readonly LoggedMatch[]): void {
    if (gone.length === 0) return;
    for (const { id, rule, time } of gone) {
      this.#matches.delete(id);
      this.#cuts.set(rule, Math.max(time, this.#cuts.get(rule) ?? time));
    }
    const ids = new Set(gone.map(({ id }) => id));
    for (const { groups, chained } of this.#states) {
      for (const [key, group] of groups) {
        group.letGo(ids);
        if (group.size > 0) continue;
        groups.delete(key);
        chained.delete(key);
      }
    }
  }
}

/** How many each may have at most, so that together they have no more than a number. */
function fairShare(counts: readonly number[], total: number): number {
  let left = total;
  const ascending = counts.toSorted((a, b) => a - b);
  for (const [index, count] of ascending.entries()) {
    const share = Math.floor(left / (ascending.length - index));
    if (count > share) return share;
    left -= count;
  }
  return total;
}

/** Correlations after those that they build on. */
function inOrder(correlations: readonly LinkedCorrelation[]): readonly LinkedCorrelation[] {
  const byId = new Map(correlations.map((linked) => [linked.rule.id, linked]));
  const ordered = new Set<LinkedCorrelation>();
  const visit = (linked: LinkedCorrelation): void => {
    if (ordered.has(linked)) return;
    for (const id of linked.inputs) {
      const input = byId.get(id);
      if (input !== undefined) visit(input);
    }
    ordered.add(linked);
  };
  for (const linked of correlations) visit(linked);
  return [...ordered];
}
