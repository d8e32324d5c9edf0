import type { Fact } from '../graph/fact.ts';
import { MemoryStore, mergeByKey } from '../graph/memory-store.ts';
import { GraphView } from '../graph/view.ts';
import { predicates } from '../schema/schema.ts';
import type { Analyzer } from './analyzer.ts';
import { countingHits } from './counting-hits.ts';
import { Detector } from './detector.ts';
import type { Hit } from './hit.ts';

/** A part of a tenant's graph in memory, with its hits, as a shard has them. */
export class DryShard {
  readonly #store = new MemoryStore(predicates);
  readonly #analyzers: readonly Analyzer[];
  readonly #hits = new Map<string, Hit>();
  readonly #waiting = new Map<string, Hit>();
  readonly view = new GraphView(this.#store);
  #detector: Detector;

  constructor(analyzers: readonly Analyzer[]) {
    this.#analyzers = analyzers;
    this.#detector = new Detector(this.view, analyzers, []);
  }

  /** The hits that hold, parts of hits among them. */
  get hits(): readonly Hit[] {
    return [...this.#hits.values()];
  }

  get detector(): Detector {
    return this.#detector;
  }

  observe(facts: readonly Fact[]): void {
    for (const { hit, state } of this.#detector.detect(this.#store.append(mergeByKey(facts)))) {
      this.#hits.delete(hit.id);
      this.#waiting.delete(hit.id);
      if (state === 'active') this.#hits.set(hit.id, hit);
      if (state === 'waiting') this.#waiting.set(hit.id, hit);
    }
  }

  /** Forgets what is not stored, as an object does that is moved. */
  restart(): void {
    const stored = [...this.#hits.values(), ...this.#waiting.values()];
    const kept = JSON.parse(JSON.stringify(stored)) as Hit[];
    this.#detector = new Detector(this.view, this.#analyzers, kept);
  }
}

/**
 * What analyzers find in facts, without a service: by the same code that runs live.
 *
 * @param shards facts by shard
 */
export function dryRun(
  analyzers: readonly Analyzer[],
  shards: readonly (readonly Fact[])[],
): readonly Hit[] {
  const hits = shards.flatMap((facts) => {
    const shard = new DryShard(analyzers);
    shard.observe(facts);
    return shard.hits;
  });
  return countingHits(analyzers, hits);
}
