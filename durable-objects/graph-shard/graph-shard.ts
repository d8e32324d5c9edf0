import { DurableObject } from 'cloudflare:workers';
import { BUILT_IN_ANALYZERS } from '../../analyzers/catalogue.ts';
import type { Graph } from '../../core/contract/lenses.ts';
import { Detector } from '../../core/detect/detector.ts';
import { unpackFacts } from '../../core/graph/fact-batch.ts';
import type { FactBatch } from '../../core/graph/fact-batch.ts';
import type { NodeId } from '../../core/graph/id.ts';
import { exportNodes } from '../../core/graph/snapshot.ts';
import { GraphView } from '../../core/graph/view.ts';
import { joinGraphs } from '../../core/lens/join-graphs.ts';
import { expandNode, lensGraph } from '../../core/lens/lens-graph.ts';
import { predicates } from '../../core/schema/schema.ts';
import { CountedSql } from '../counted-sql.ts';
import type { RowMeters } from '../counted-sql.ts';
import { HitOutbox } from './hit-outbox.ts';
import type { OutgoingHit } from './hit-outbox.ts';
import { SqlFactStore } from './sql-fact-store.ts';

/** Characters of an export that are made at a time. */
const EXPORT_CHUNK_LENGTH = 65_536;

/** What observing a batch led to. */
export interface Observed {
  /** Changes of hits that are not confirmed yet, of this batch or an earlier one. */
  readonly hits: readonly OutgoingHit[];
  readonly meters: RowMeters;
}

/** What a shard holds in memory, all of it read from its storage. */
interface Loaded {
  readonly store: SqlFactStore;
  readonly view: GraphView;
  readonly outbox: HitOutbox;
  readonly detector: Detector;
}

/**
 * A part of one tenant's graph: its facts, and the hits on them. All of a call's work is
 * synchronous, so that calls never interleave and a call's writes are one transaction.
 */
export class GraphShard extends DurableObject<Env> {
  readonly #sql: CountedSql;
  #loaded: Loaded;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#sql = new CountedSql(ctx.storage);
    this.#loaded = load(this.#sql);
  }

  /** Merges facts in, and finds what they complete. Repeating a batch changes nothing. */
  observe(batch: FactBatch): Observed {
    try {
      return this.#sql.transaction(() => {
        const { store, detector, outbox } = this.#loaded;
        const changes = store.append(unpackFacts(predicates, batch));
        outbox.add(detector.detect(changes));
        return { hits: outbox.pending(), meters: this.#sql.takeMeters() };
      });
    } catch (error) {
      // The writes are rolled back; what memory knew of them goes with them.
      this.#loaded = load(this.#sql);
      throw error;
    }
  }

  /** Confirms that the tenant's object has all changes of hits up to a sequence number. */
  confirmHits(sequence: number): RowMeters {
    this.#loaded.outbox.confirm(sequence);
    return this.#sql.takeMeters();
  }

  /** The graph around nodes that this shard knows; the others are left out. */
  lensGraph(nodes: readonly NodeId[], withContext: boolean): Graph {
    return lensGraph(this.#loaded.view, nodes, withContext);
  }

  /** Nodes and their neighbours; those that this shard does not know are left out. */
  expandNodes(nodes: readonly NodeId[]): Graph {
    return joinGraphs(nodes.map((node) => expandNode(this.#loaded.view, node)));
  }

  /** Every node in parts, as lines of JSON. */
  exportGraph(): ReadableStream<Uint8Array> {
    const parts = exportNodes(this.#loaded.store, this.#loaded.view)[Symbol.iterator]();
    const encoder = new TextEncoder();
    const source: UnderlyingByteSource = {
      type: 'bytes',
      pull(controller) {
        let lines = '';
        while (lines.length < EXPORT_CHUNK_LENGTH) {
          const next = parts.next();
          if (next.done === true) {
            if (lines !== '') controller.enqueue(encoder.encode(lines));
            controller.close();
            return;
          }
          lines += `${JSON.stringify(next.value)}\n`;
        }
        controller.enqueue(encoder.encode(lines));
      },
    };
    return new ReadableStream(source);
  }
}

function load(sql: CountedSql): Loaded {
  const store = new SqlFactStore(sql, predicates);
  const view = new GraphView(store);
  const outbox = new HitOutbox(sql);
  const detector = new Detector(view, BUILT_IN_ANALYZERS, outbox.activeHits());
  return { store, view, outbox, detector };
}
