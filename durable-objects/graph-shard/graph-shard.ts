import { DurableObject } from 'cloudflare:workers';
import { ERASED } from '../erased.ts';
import type { IdentityExplanation } from '../../core/contract/identity.ts';
import type { NodeFacts } from '../../core/contract/investigations.ts';
import type { Graph } from '../../core/contract/lenses.ts';
import type { SearchMatch } from '../../core/contract/search.ts';
import type { ShardSummary } from '../../core/contract/shards.ts';
import { parseAnalyzer } from '../../core/detect/analyzer.ts';
import { Detector } from '../../core/detect/detector.ts';
import { explainHit } from '../../core/detect/explain.ts';
import type { ExplainedFact } from '../../core/detect/explain.ts';
import type { Hit, HitChange, Mark } from '../../core/detect/hit.ts';
import { lookUpIndicators } from '../../core/detect/indicators/look-up.ts';
import type { LookupPlace } from '../../core/detect/indicators/look-up.ts';
import { pastStep } from '../../core/detect/past-run.ts';
import type { PastStep, TimeRange } from '../../core/detect/past-run.ts';
import { explainIdentity } from '../../core/graph/explain-identity.ts';
import { unpackFacts } from '../../core/graph/fact-batch.ts';
import type { FactBatch } from '../../core/graph/fact-batch.ts';
import type { NodeId, Ref } from '../../core/graph/id.ts';
import { RunStore } from '../../core/graph/runs/run-store.ts';
import { findExactly, searchStep } from '../../core/graph/search.ts';
import type { SearchPlace, SearchQuery, SearchStep } from '../../core/graph/search.ts';
import { exportNodes } from '../../core/graph/snapshot.ts';
import { GraphView } from '../../core/graph/view.ts';
import type { KnownAlias } from '../../core/graph/references.ts';
import { factsOfNodes } from '../../core/investigation/node-facts.ts';
import { describeNodes } from '../../core/lens/exception-scope.ts';
import type { DescribedNode } from '../../core/lens/exception-scope.ts';
import { joinGraphs } from '../../core/lens/join-graphs.ts';
import { expandNode, lensGraph } from '../../core/lens/lens-graph.ts';
import { predicates } from '../../core/schema/schema.ts';
import { analyzersOf } from '../analyzers.ts';
import { AnalyzerBook, isSameDifference } from '../analyzer-book.ts';
import { CountedSql } from '../counted-sql.ts';
import type { RowMeters } from '../counted-sql.ts';
import type { TenantId } from '../stubs.ts';
import { AppliedAnalyzers } from './applied-analyzers.ts';
import { blockCompression } from './block-compression.ts';
import { HitOutbox } from './hit-outbox.ts';
import type { OutgoingHit } from './hit-outbox.ts';
import { RateMeter } from './rate-meter.ts';

/** Characters of an export that are made at a time. */
const EXPORT_CHUNK_LENGTH = 65_536;

/** How long a shard with work left waits for appends to do it, before it does it by itself. */
const MERGE_DELAY_MS = 30_000;

/** What an alarm does at most: slices of about 20 ms, so that requests come in between. */
const MERGE_SLICES = 20;
const MERGE_SLICE_ENTRIES = 20_000;

/** Facts of the past that one call goes through: some tenths of a second. */
const PAST_STEP_FACTS = 20_000;

/** What a part of a shard's past leads to, with how many facts the shard has. */
export interface ShardPastStep extends PastStep {
  readonly total: number;
}

/** Indicators that one call looks up: some tenths of a second. */
const INDICATORS_PER_CALL = 2_000;

/** What observing a batch led to. */
export interface Observed {
  /** Changes of hits that are not confirmed yet, of this batch or an earlier one. */
  readonly hits: readonly OutgoingHit[];
  /** Ids of the analyzers that did too much and were stopped: their hits may be missing. */
  readonly stopped: readonly string[];
  readonly meters: RowMeters;
}

/** What a shard says of itself. */
export type ShardStats = Omit<ShardSummary, 'shard' | 'assets' | 'fullAtBytes'>;

/** What a shard holds in memory, all of it read from its storage. */
interface Loaded {
  readonly store: RunStore;
  readonly view: GraphView;
  readonly outbox: HitOutbox;
  readonly applied: AppliedAnalyzers;
  readonly detector: Detector;
}

/**
 * A part of one tenant's graph: its facts, and the hits on them. All of a call's work is
 * synchronous, so that calls never interleave and a call's writes are one transaction.
 */
export class GraphShard extends DurableObject<Env> {
  readonly #sql: CountedSql;
  #analyzers: AnalyzerBook;
  #loaded: Loaded;
  #isAlarmSet = false;
  readonly #rate = new RateMeter();

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#sql = new CountedSql(ctx.storage);
    this.#analyzers = AnalyzerBook.builtIn(analyzersOf(env));
    this.#loaded = this.#load();
  }

  /**
   * Merges facts in, and finds what they complete. Repeating a batch changes nothing.
   *
   * @param rulesVersion the version of the tenant's rules that holds at least
   */
  async observe(batch: FactBatch, rulesVersion = 0): Promise<Observed> {
    await this.#useAnalyzers(rulesVersion);
    const { hits, stopped } = this.#change(({ store, view, detector, outbox }) => {
      const facts = unpackFacts(predicates, batch);
      this.#rate.add(facts.length, Date.now());
      outbox.add(this.#listed(view, detector.detect(store.append(facts))));
      const stopped = detector.work.filter(({ isStopped }) => isStopped);
      return { hits: outbox.pending(), stopped: stopped.map(({ analyzer }) => analyzer) };
    });
    this.#scheduleMerging();
    return { hits, stopped, meters: this.#sql.takeMeters() };
  }

  /**
   * Looks for the tenant's patterns as they are from a version on, and says what that changed of the
   * hits that there are.
   */
  async useAnalyzers(rulesVersion: number): Promise<Observed> {
    await this.#useAnalyzers(rulesVersion);
    const hits = this.#change(({ outbox }) => outbox.pending());
    return { hits, stopped: [], meters: this.#sql.takeMeters() };
  }

  /**
   * Finds what a list of indicators names in what is stored: a lookup for each of them, some of them
   * in a call. To be called until there is no next place.
   */
  async matchIndicators(
    list: string,
    rulesVersion: number,
    place: LookupPlace,
  ): Promise<Observed & { readonly next?: LookupPlace | undefined }> {
    await this.#useAnalyzers(rulesVersion);
    const indicators = this.#analyzers.indicatorsOf(list);
    const { hits, next } = this.#change(({ store, view, detector, outbox }) => {
      const found = lookUpIndicators(store, indicators, place, INDICATORS_PER_CALL);
      outbox.add(this.#listed(view, detector.detect(found.changes)));
      return { hits: outbox.pending(), next: found.next };
    });
    return { hits, next, stopped: [], meters: this.#sql.takeMeters() };
  }

  /**
   * Places the marks of correlations that hold now, and takes back those that do not. Repeating it
   * changes nothing.
   *
   * @param ended ids of marks
   */
  mark(marks: readonly Mark[], ended: readonly string[]): Observed {
    const hits = this.#change(({ detector, outbox }) => {
      outbox.add(detector.mark(marks, ended));
      return outbox.pending();
    });
    return { hits, stopped: [], meters: this.#sql.takeMeters() };
  }

  /** Finishes, a little at a time, what appends have left to merge. */
  override async alarm(): Promise<void> {
    this.#isAlarmSet = false;
    for (let slice = 0; slice < MERGE_SLICES; slice += 1) {
      if (!this.#change(({ store }) => store.compactSome(MERGE_SLICE_ENTRIES))) return;
      await scheduler.wait(0);
    }
    this.#scheduleMerging();
  }

  /**
   * Confirms that the tenant's object has all changes of hits up to a sequence number, and returns
   * those that are still to go.
   */
  confirmHits(sequence: number): Observed {
    const hits = this.#change(({ outbox }) => {
      outbox.confirm(sequence);
      return outbox.pending();
    });
    return { hits, stopped: [], meters: this.#sql.takeMeters() };
  }

  /**
   * Lets facts go that were last seen before a time, in ms since 1970, save those of the nodes that
   * active hits name and of the entities whose lenses they count for.
   *
   * @param investigated nodes that are kept too, because investigations hold them
   */
  retain(before: number, investigated: readonly NodeId[] = []): RowMeters {
    this.#change(({ store, view, outbox }) => {
      const named = outbox.heldHits().flatMap(({ nodes, lenses }) => [...nodes, ...lenses]);
      const pinned = [...named.map(({ id }) => id), ...investigated].flatMap((id) =>
        view.refsOf(id),
      );
      store.retain(before, new Set(pinned));
      view.forget();
    });
    this.#scheduleMerging();
    return this.#sql.takeMeters();
  }

  /** The uploads that are evidence of what is kept, however old it is. */
  heldUploads(): ReadonlySet<number> {
    const { store, outbox } = this.#loaded;
    const held = new Set<number>();
    // What a correlation counted need not be what anything was first seen in.
    for (const { evidence } of outbox.heldHits()) {
      for (const { upload } of evidence) held.add(upload);
    }
    for (const subject of store.pinned) {
      for (const { upload } of store.facts(subject)) held.add(upload);
    }
    return held;
  }

  /** Deletes everything, and ends this life of the object, with what it holds in memory. */
  async erase(): Promise<void> {
    await this.ctx.storage.deleteAll();
    await this.ctx.storage.sync();
    this.ctx.abort(ERASED);
  }

  /** How large and how busy the shard is. */
  stats(): ShardStats {
    const { facts, openEntries, journalRows } = this.#loaded.store.stats();
    const { databaseSize } = this.ctx.storage.sql;
    const factsPerMinute = this.#rate.perMinute(Date.now());
    return { facts, bytes: databaseSize, factsPerMinute, openEntries, journalRows };
  }

  /** The graph around nodes that this shard knows; the others are left out. */
  lensGraph(nodes: readonly NodeId[], withContext: boolean): Graph {
    return lensGraph(this.#loaded.view, nodes, withContext);
  }

  /** Nodes and their neighbours; those that this shard does not know are left out. */
  expandNodes(nodes: readonly NodeId[]): Graph {
    return joinGraphs(nodes.map((node) => expandNode(this.#loaded.view, node)));
  }

  /** What this shard knows of nodes and, of processes, of their ancestors. */
  describeNodes(nodes: readonly NodeId[]): DescribedNode[] {
    return describeNodes(this.#loaded.view, nodes);
  }

  /** Facts of nodes that this shard knows as subjects, at most so many of each, with evidence. */
  factsOf(nodes: readonly NodeId[], most: number): NodeFacts {
    return factsOfNodes(this.#loaded.view, nodes, most);
  }

  /** The values that are exactly what is looked for, with their nodes. */
  findExactly(query: SearchQuery): readonly SearchMatch[] {
    const { store, view } = this.#loaded;
    return findExactly(store, view, query);
  }

  /** Some of the values that are like what is looked for, with their nodes. */
  searchStep(query: SearchQuery, place: SearchPlace): SearchStep {
    const { store, view } = this.#loaded;
    return searchStep(store, view, query, place);
  }

  /**
   * What analyzers make of some of what is stored. Writes nothing, and lets other calls in between
   * its steps.
   *
   * @param sources the texts of analyzers
   */
  pastStep(sources: readonly string[], range: TimeRange, from?: Ref): ShardPastStep {
    const { store } = this.#loaded;
    const analyzers = sources.map((source) => {
      const read = parseAnalyzer(source);
      if (!read.ok) throw new Error('an analyzer is checked before it is run');
      return read.analyzer;
    });
    const step = pastStep(store, analyzers, range, { from, budget: PAST_STEP_FACTS });
    return { ...step, total: store.stats().facts };
  }

  /**
   * The facts that a hit rests on, as this shard knows them: of one that crosses hosts, its own part.
   *
   * @param rulesVersion the version of the tenant's rules that holds at least
   */
  async explainHit(hit: Hit, rulesVersion: number): Promise<readonly ExplainedFact[]> {
    await this.#useAnalyzers(rulesVersion);
    const analyzer = this.#analyzers.find(hit.analyzer);
    return analyzer === undefined ? [] : explainHit(this.#loaded.view, analyzer, hit);
  }

  /** What this shard knows of the aliases of nodes, or of the nodes of aliases. */
  aliasesOf(nodes: readonly NodeId[]): KnownAlias[] {
    return nodes.flatMap((node) => this.#loaded.view.aliasesOf(node));
  }

  /** Why a node is one node; null when this shard does not know it. */
  explainIdentity(node: NodeId): IdentityExplanation | null {
    const { store, view } = this.#loaded;
    return explainIdentity(store, view, node) ?? null;
  }

  /** Every node in parts, as lines of JSON. */
  exportGraph(): ReadableStream<Uint8Array> {
    const parts = exportNodes(this.#loaded.store)[Symbol.iterator]();
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

  /** Changes all that `work` changes, or, if it throws, nothing: neither on disk nor in memory. */
  #change<T>(work: (loaded: Loaded) => T): T {
    try {
      return this.#sql.transaction(() => work(this.#loaded));
    } catch (error) {
      // The writes are rolled back; what memory knew of them goes with them.
      this.#loaded = this.#load();
      throw error;
    }
  }

  /**
   * Has the patterns ready of a version at least. Whose they are the shard's own name says, never
   * who calls it (law 6).
   */
  async #useAnalyzers(version: number): Promise<void> {
    if (version <= this.#analyzers.version) return;
    const read = await AnalyzerBook.read(this.env, this.#tenantId, this.#analyzers);
    // Another call may have read later ones meanwhile.
    if (read.version <= this.#analyzers.version) return;
    const before = this.#analyzers;
    this.#analyzers = read;
    try {
      this.#change(({ view, outbox, applied }) => {
        const changed = applied.apply(read.differences());
        if (isSameDifference(before.differences(), read.differences())) return;
        // Of a list, an indicator may have another end now.
        const held = outbox.heldHits().map((hit): HitChange => ({ hit, state: 'active' }));
        const ended = this.#listed(view, held).filter(({ state }) => state === 'withdrawn');
        outbox.add(ended);
        const detector = new Detector(view, read.matched(), outbox.heldHits());
        outbox.add(this.#listed(view, detector.renew(changed)));
        this.#loaded = { ...this.#loaded, detector };
      });
    } catch (error) {
      this.#analyzers = before;
      this.#loaded = this.#load();
      throw error;
    }
  }

  /** Changes of hits, without what a list of indicators counts no more. */
  #listed(view: GraphView, changes: readonly HitChange[]): readonly HitChange[] {
    return changes.map((change) => this.#analyzers.whileListed(view, change));
  }

  get #tenantId(): TenantId {
    const name = this.ctx.id.name ?? '';
    return name.slice(0, name.lastIndexOf('/')) as TenantId;
  }

  /** Sees to it that a quiet shard is not left with work to do. */
  #scheduleMerging(): void {
    if (this.#isAlarmSet || this.#loaded.store.stats().openEntries === 0) return;
    this.#isAlarmSet = true;
    this.#sql.countWrite();
    void this.ctx.storage.setAlarm(Date.now() + MERGE_DELAY_MS);
  }

  #load(): Loaded {
    const store = new RunStore({
      storage: this.#sql,
      compression: blockCompression,
      predicates,
      makeSecret: () => {
        const [a = 0, b = 0] = crypto.getRandomValues(new Uint32Array(2));
        return [a, b];
      },
    });
    const view = new GraphView(store);
    const outbox = new HitOutbox(this.#sql);
    const applied = new AppliedAnalyzers(this.#sql);
    const detector = new Detector(view, this.#analyzers.matched(), outbox.heldHits());
    return { store, view, outbox, applied, detector };
  }
}
