import type { Hit, HitChange } from '../../core/detect/hit.ts';
import type { RunStorage } from '../../core/graph/runs/run-storage.ts';
import { HitLog } from './hit-log.ts';
import type { LoggedHit } from './hit-log.ts';
import { adoptHitTables } from './hit-tables.ts';

/** A change of a hit on its way to the tenant's object. */
export interface OutgoingHit {
  readonly hit: Hit;
  readonly state: 'active' | 'withdrawn';
  /** Its place in the shard's sequence: of two changes of one hit, the later counts. */
  readonly sequence: number;
}

/** About so many changes leave at once; the rest follows when these are confirmed. */
const MAX_OUTGOING = 500;

/**
 * The shard's hits, and those of their changes that the tenant's object has not yet confirmed. A
 * change is kept until then, so that a crash between two objects loses nothing. Of hits that wait
 * for what must be absent, the tenant's object is not told.
 */
export class HitOutbox {
  readonly #log: HitLog;
  /** Ids of the hits that changes are to be told of, by the number of the change; in order. */
  readonly #unconfirmed = new Map<number, string[]>();

  constructor(storage: RunStorage) {
    this.#log = new HitLog(storage);
    adoptHitTables(storage, this.#log);
    const hits = this.#log.hits().sort((a, b) => a.sequence - b.sequence);
    for (const logged of hits) this.#settle(logged);
  }

  /** The hits that hold now, and those that wait. */
  heldHits(): Hit[] {
    return this.#log.hits().flatMap(({ hit, state }) => (state === 'withdrawn' ? [] : [hit]));
  }

  /** Records changes, to be sent where anyone is to know of them. */
  add(changes: readonly HitChange[]): void {
    const written = changes.map(({ hit, state }) => {
      const isKnown = this.#isKnown(hit.id);
      return { hit, state, isTold: isKnown || state === 'active' };
    });
    this.#log.write(written);
    for (const { hit } of written) {
      const logged = this.#log.get(hit.id);
      if (logged !== undefined) this.#settle(logged);
    }
  }

  /**
   * The hits with changes that are not confirmed, as they are now, by their latest change: of as many
   * numbers as leave at once, and always of whole ones, because numbers are what is confirmed.
   */
  pending(): OutgoingHit[] {
    const leaving: OutgoingHit[] = [];
    for (const [number, ids] of this.#unconfirmed) {
      if (leaving.length >= MAX_OUTGOING) break;
      for (const id of ids) {
        const logged = this.#log.get(id);
        // What changed again leaves with its later change.
        if (logged?.sequence !== number) continue;
        const state = logged.state === 'active' ? 'active' : 'withdrawn';
        leaving.push({ hit: logged.hit, state, sequence: number });
      }
    }
    return leaving;
  }

  /** Notes that the changes up to a number have arrived. */
  confirm(sequence: number): void {
    this.#log.confirm(sequence);
    for (const [number, ids] of this.#unconfirmed) {
      if (number > sequence) break;
      this.#unconfirmed.delete(number);
      for (const id of ids) {
        const logged = this.#log.get(id);
        if (logged?.sequence === number) this.#settle(logged);
      }
    }
  }

  /** Has a change wait to be told of, or, where nobody is to be told, forgets a withdrawn hit. */
  #settle(logged: LoggedHit): void {
    const { hit, state, sequence } = logged;
    if (this.#isOpen(logged)) {
      const ids = this.#unconfirmed.get(sequence);
      if (ids === undefined) this.#unconfirmed.set(sequence, [hit.id]);
      else ids.push(hit.id);
    } else if (state === 'withdrawn') this.#log.drop(hit.id);
  }

  /** Whether the tenant's object has a hit, or is about to be told of it. */
  #isKnown(id: string): boolean {
    const before = this.#log.get(id);
    return before !== undefined && (before.state === 'active' || this.#isOpen(before));
  }

  #isOpen({ isTold, sequence }: LoggedHit): boolean {
    return isTold && sequence > this.#log.confirmed;
  }
}
