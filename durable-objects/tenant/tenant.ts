import { DurableObject } from 'cloudflare:workers';
import type { LensSummary, LiveMessage } from '../../core/contract/lenses.ts';
import type { NodeId, Ref } from '../../core/graph/id.ts';
import { analyzersOf } from '../analyzers.ts';
import { CountedSql } from '../counted-sql.ts';
import type { RowMeters } from '../counted-sql.ts';
import { Directory } from './directory.ts';
import { LensBook } from './lens-book.ts';
import type { ChangedLens, OpenedLens, ShardHitChange } from './lens-book.ts';

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
    this.#lenses = new LensBook(this.#sql, analyzersOf(env));
  }

  /** The shard of each asset; new assets are given one. */
  placeAssets(
    assets: readonly Ref[],
    shardCount: number,
  ): { shards: Record<Ref, number>; meters: RowMeters } {
    const shards = this.#directory.place(assets, shardCount);
    return { shards, meters: this.#sql.takeMeters() };
  }

  /** The numbers of the tenant's shards. */
  shards(): number[] {
    return this.#directory.shards();
  }

  /**
   * Takes changes of hits from a shard, and brings the lenses in D1 up to date. When it throws, the
   * changes may be kept already; calling it again with the same ones finishes the work.
   */
  async correlate(shard: number, changes: readonly ShardHitChange[]): Promise<Correlated> {
    this.#sql.transaction(() => this.#lenses.apply(shard, changes));
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

  /** A lens; null when the tenant has none of this id. */
  openLens(id: NodeId): OpenedLens | null {
    return this.#lenses.open(id) ?? null;
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

  async #writeLenses(changed: readonly ChangedLens[], now: number): Promise<number> {
    if (changed.length === 0) return 0;
    const tenant = this.ctx.id.name;
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
