import type { LinkedCorrelation } from '../rule-set.ts';
import { Group } from './group.ts';
import type { Decision } from './group.ts';
import type { LoggedMatch } from './logged-match.ts';
import type { Sighting } from './measure.ts';

/** A sighting with its place among those of one time, and the values of its group. */
export interface Entry extends Sighting<LoggedMatch> {
  readonly rank: string;
  readonly texts: Readonly<Record<string, string>>;
}

/** Sightings that satisfy a correlation together, in order of time. */
export type EntryWindow = readonly Entry[];

/**
 * All sightings of one group, and the windows among them, as if they had come in the order of their
 * times. What comes at the end is decided as it comes; what comes late decides the group anew.
 */
export class GroupLog {
  readonly #linked: LinkedCorrelation;
  readonly #decision: Decision;
  #entries: Entry[] = [];
  #windows: EntryWindow[] = [];
  #group: Group<LoggedMatch>;
  #decided = 0;
  #isStale = false;

  constructor(linked: LinkedCorrelation, decision: Decision) {
    this.#linked = linked;
    this.#decision = decision;
    this.#group = new Group(linked.rule, decision, {});
  }

  get size(): number {
    return this.#entries.length;
  }

  get windows(): readonly EntryWindow[] {
    return this.#windows;
  }

  add(entry: Entry): void {
    let at = this.#entries.length;
    while (at > 0 && isAfter(this.#entries[at - 1], entry)) at -= 1;
    this.#entries.splice(at, 0, entry);
    if (at < this.#decided) this.#isStale = true;
  }

  /** Takes back a sighting that rests on windows which are others now. */
  remove(entry: Entry): void {
    this.#entries = this.#entries.filter((one) => one !== entry);
    this.#isStale = true;
  }

  /** Lets matches go for lack of room. What was decided with them stays. */
  letGo(gone: ReadonlySet<string>): void {
    const kept = this.#entries.filter(({ evidence }) => !evidence.some(({ id }) => gone.has(id)));
    this.#decided = Math.max(0, this.#decided - (this.#entries.length - kept.length));
    this.#entries = kept;
  }

  /**
   * Decides about what is new.
   *
   * @param nowMs the time up to which windows that more could undo are over
   * @returns whether windows of before may be others now; else there are only more of them
   */
  decide(nowMs: number): boolean {
    // What is decided when it is over is decided anew: its end may have come before its last part.
    const isAnew = this.#isStale || this.#decision.atEnd;
    if (isAnew) {
      this.#group = new Group(this.#linked.rule, this.#decision, {});
      this.#windows = [];
      this.#decided = 0;
      this.#isStale = false;
    }
    for (; this.#decided < this.#entries.length; this.#decided += 1) {
      const entry = this.#entries[this.#decided];
      if (entry === undefined) break;
      this.#group.add(entry);
      const window = this.#group.around(entry);
      if (window !== undefined) this.#windows.push(window as EntryWindow);
    }
    for (const window of this.#group.ended(nowMs)) this.#windows.push(window as EntryWindow);
    return isAnew;
  }
}

function isAfter(a: Entry | undefined, b: Entry): boolean {
  if (a === undefined) return false;
  return a.timeMs > b.timeMs || (a.timeMs === b.timeMs && a.rank > b.rank);
}
