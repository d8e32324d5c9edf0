import { DurableObject } from 'cloudflare:workers';
import type { LensSummary, LiveMessage } from '../../core/contract/lenses.ts';
import type { ShardSummary } from '../../core/contract/shards.ts';
import type { Hit } from '../../core/detect/hit.ts';
import type { AssetAlias } from '../../core/graph/group-by-shard.ts';
import type { NodeId, Ref } from '../../core/graph/id.ts';
import { analyzersOf } from '../analyzers.ts';
import { AnalyzerBook } from '../analyzer-book.ts';
import { CountedSql } from '../counted-sql.ts';
import type { RowMeters } from '../counted-sql.ts';
import { shardStub } from '../stubs.ts';
import type { TenantId } from '../stubs.ts';
import { Directory } from './directory.ts';
import { LensBook } from './lens-book.ts';
import type {
  AnalyzerHits,
  ChangedLens,
  FoundHit,
  OpenedLens,
  ShardHitChange,
} from './lens-book.ts';
import { RuleBook } from './rule-book.ts';

/** Where assets are. */
export interface Placed {
  readonly shards: Readonly<Record<Ref, number>>;
  readonly meters: RowMeters;
}

/**
 * A shard of this size takes no new assets. An object holds 10 GB; merging needs up to twice what
 * it merges for a while, and the assets that are there go on growing.
 */
const FULL_AT_BYTES = 2_000_000_000;

/** What correlating cost. */
export interface Correlated {
  readonly meters: RowMeters;
  readonly d1RowsWritten: number;
}

/** One statement writes a lens's row, and never goes back to an older version of it. */
const WRITE_LENS = `
  INSERT INTO lenses (tenant_id, id, type, name, score, summary, version, updated_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET type = excluded.type, name = excluded.name, score = excluded.score,
    summary = excluded.summary, version = excluded.version, updated_at = excluded.updated_at
  WHERE excluded.version > lenses.version`;

/**
 * What a tenant has only one of: the directory of its assets, its hits and lenses, and its live
 * feed. Its name is the tenant's id.
 */
export class Tenant extends DurableObject<Env> {
  readonly #sql: CountedSql;
  readonly #directory: Directory;
  readonly #lenses: LensBook;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#sql = new CountedSql(ctx.storage);
    this.#directory = new Directory(this.#sql);
    this.#lenses = new LensBook(this.#sql, AnalyzerBook.builtIn(analyzersOf(env)));
  }

  /**
   * The shard of each asset. New assets go to the emptiest shard that is not full; when all are,
   * the tenant grows by a new one.
   *
   * @param aliases what else assets are called; a new one goes where its asset is
   * @param leastShards how many shards the tenant has at least
   */
  async placeAssets(
    assets: readonly Ref[],
    aliases: readonly AssetAlias[],
    leastShards: number,
  ): Promise<Placed> {
    const all = [...assets, ...aliases.map(({ asset }) => asset)];
    const isKnown = all.every((asset) => this.#directory.find(asset) !== undefined);
    // Others may place assets while the sizes are asked for; placing looks again by itself.
    const open = isKnown ? [] : await this.#openShards(leastShards);
    const shards = this.#directory.place(all, open);
    Object.assign(shards, this.#directory.placeAliases(aliases));
    return { shards, meters: this.#sql.takeMeters() };
  }

  /** The numbers of the tenant's shards. */
  shards(): number[] {
    return this.#directory.shards().map(({ shard }) => shard);
  }

  /** The tenant's shards, with their sizes. */
  async describeShards(): Promise<ShardSummary[]> {
    return await Promise.all(
      this.#directory.shards().map(async ({ shard, assets }) => {
        const stats = await shardStub(this.env, this.#tenantId, shard).stats();
        return { shard, assets, fullAtBytes: FULL_AT_BYTES, ...stats };
      }),
    );
  }

  /**
   * Takes changes of hits from a shard, and brings the lenses in D1 up to date. When it throws, the
   * changes may be kept already; calling it again with the same ones finishes the work.
   *
   * @param rulesVersion the version of the rules that records were matched against
   */
  async correlate(
    shard: number,
    changes: readonly ShardHitChange[],
    rulesVersion = 0,
  ): Promise<Correlated> {
    await this.#useRules(rulesVersion);
    this.#change(() => this.#lenses.apply(shard, changes));
    return await this.#showChanged();
  }

  /** Scores by the tenant's rules as they are from a version on, and shows what that changes. */
  async syncRules(version: number): Promise<void> {
    await this.#useRules(version);
    await this.#showChanged();
  }

  /** How often each analyzer hits now. */
  analyzerHits(): AnalyzerHits {
    return this.#lenses.analyzerHits();
  }

  /** Brings the lenses in D1 up to date. */
  async #showChanged(): Promise<Correlated> {
    const changed = this.#lenses.changed();
    const now = Date.now();
    const d1RowsWritten = await this.#writeLenses(changed, now);
    this.#lenses.confirm(changed);
    for (const { lens } of changed) {
      if (lens !== undefined)
        this.#send({ type: 'lens', lens: { ...lens.summary, updatedAt: now } });
    }
    return { meters: this.#sql.takeMeters(), d1RowsWritten };
  }

  /** Lets go, in every shard, what was last seen before a time and no hit names. */
  async retain(before: number): Promise<void> {
    for (const shard of this.shards())
      await shardStub(this.env, this.#tenantId, shard).retain(before);
  }

  /** A lens; null when the tenant has none of this id. */
  async openLens(id: NodeId): Promise<OpenedLens | null> {
    await this.#useRules(0);
    return this.#lenses.open(id) ?? null;
  }

  /** The hits of an analyzer that count for a lens. */
  async lensHits(lens: NodeId, analyzer: string): Promise<readonly Hit[]> {
    await this.#useRules(0);
    return this.#lenses.hitsOf(lens, analyzer);
  }

  /** A hit that holds; null when the tenant has none of this id. */
  findHit(id: string): FoundHit | null {
    return this.#lenses.findHit(id) ?? null;
  }

  /** Tells everyone who is looking that an upload is done. */
  announceUpload(upload: number, state: 'done' | 'failed'): void {
    this.#send({ type: 'upload', upload, state });
  }

  /** The live feed: the request of a member for a WebSocket. */
  override async fetch(): Promise<Response> {
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    return new Response(null, { status: 101, webSocket: client });
  }

  override webSocketClose(socket: WebSocket, code: number): void {
    socket.close(code === 1005 || code === 1006 ? 1000 : code);
  }

  /** Members only listen. */
  override webSocketMessage(): void {}

  /** Has the rules ready that hits are scored by, of a version at least. */
  async #useRules(version: number): Promise<void> {
    const before = this.#lenses.rules;
    if (before !== undefined && before.version >= version) return;
    const rules = await RuleBook.read(this.env, this.#tenantId, before);
    // Another call may have read later ones meanwhile.
    if ((this.#lenses.rules?.version ?? -1) >= rules.version) return;
    this.#change(() => this.#lenses.useRules(rules));
  }

  /** Changes all that `work` changes, or, if it throws, nothing. */
  #change(work: () => void): void {
    try {
      this.#sql.transaction(work);
    } catch (error) {
      this.#lenses.recount();
      throw error;
    }
  }

  get #tenantId(): TenantId {
    return this.ctx.id.name as TenantId;
  }

  /** The shards that take new assets: those of the least number, others that are not full, or one more. */
  async #openShards(leastShards: number): Promise<number[]> {
    const known = await this.describeShards();
    const full = new Set(
      known.filter(({ bytes, fullAtBytes }) => bytes >= fullAtBytes).map(({ shard }) => shard),
    );
    const count = Math.max(leastShards, ...known.map(({ shard }) => shard + 1));
    const open = Array.from({ length: count }, (_, shard) => shard).filter((n) => !full.has(n));
    return open.length === 0 ? [count] : open;
  }

  async #writeLenses(changed: readonly ChangedLens[], now: number): Promise<number> {
    if (changed.length === 0) return 0;
    const tenant = this.#tenantId;
    const write = this.env.DB.prepare(WRITE_LENS);
    const results = await this.env.DB.batch(
      changed.map(({ id, version, lens }) => {
        // A lens without hits stays as an empty row: a late older write must not bring it back.
        if (lens === undefined) return write.bind(tenant, id, '', '', 0, 'null', version, now);
        const summary: LensSummary = { ...lens.summary, updatedAt: now };
        const { type, name, score } = summary;
        return write.bind(tenant, id, type, name, score, JSON.stringify(summary), version, now);
      }),
    );
    return results.reduce((sum, { meta }) => sum + meta.rows_written, 0);
  }

  #send(message: LiveMessage): void {
    const text = JSON.stringify(message);
    for (const socket of this.ctx.getWebSockets()) socket.send(text);
  }
}
