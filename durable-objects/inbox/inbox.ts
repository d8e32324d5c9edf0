import { DurableObject } from 'cloudflare:workers';
import { ERASED } from '../erased.ts';
import { gzipSync } from 'node:zlib';
import { CountedSql } from '../counted-sql.ts';
import type { TenantId } from '../stubs.ts';
import type { Admitted, Delivery, Kept, Refused, SourceQuota, SourceUsage } from './delivery.ts';
import { Journal } from './journal.ts';
import type { FilledUpload, PendingUpload, Place, PlacedDelivery } from './journal.ts';
import { latestHashes, openUpload } from './open-upload.ts';
import { UsageBook } from './usage-book.ts';

/**
 * How long an upload stays open for more bodies. The queue adds no wait of its own; with the
 * pipeline's tenths, hits are seen well within two seconds of the first body's answer.
 */
const OPEN_MS = 700;

/** Bodies that come within this time are made durable together, in one row. */
const GROUP_MS = 3;

/** An upload is closed early when it is this large, or of this many bodies. */
const FULL_BYTES = 4 * 1_048_576;
const FULL_BODIES = 10_000;

/** So much waits for R2 at most; then senders are asked to come back. */
const MAX_WAITING_BYTES = 64 * 1_048_576;
const BUSY_RETRY_SECONDS = 5;

/** So many bodies are known when they come again. */
const KNOWN_BODIES = 20_000;

/** So many bodies are known that came alone, in case that they come again with others. */
const KNOWN_ALONE = 1_000;

/** So many requests of an upload are named in the logs. */
const MAX_REQUEST_IDS = 50;

/** A flush that failed is tried again after this long. */
const RETRY_MS = 2_000;

/** The upload that bodies go to now. */
interface OpenUpload extends FilledUpload {
  records: number;
  bytes: number;
  bodies: number;
}

/** Bodies that become durable together. */
interface Group {
  readonly deliveries: Delivery[];
  readonly receipts: Promise<Kept[]>;
}

/**
 * Where the small bodies of one source become large uploads. A body is answered once it is in the
 * object's SQLite, and goes on with others as one upload within a second. One that comes alone, with
 * none shortly before it, is better off as an upload of its own: it costs less, and waits for no
 * other. The object's name is the tenant's id and the source's, with a slash between them.
 *
 * After a crash, the journal still has what was answered. It is flushed as soon as the object lives
 * again: when the next body comes, or when the sweeper misses the upload (workers/pipeline). No body
 * is ever added to an upload of an earlier life.
 */
export class Inbox extends DurableObject<Env> {
  readonly #sql: CountedSql;
  readonly #journal: Journal;
  readonly #usage: UsageBook;
  readonly #known: Map<string, Place>;
  readonly #alone = new Set<string>();
  #recalled: Promise<void> | undefined;
  #lastBodyAt = 0;
  #open: OpenUpload | undefined;
  #group: Group | undefined;
  #waitingBytes: number;
  #rowsByUpload = new Map<number, number>();
  /** Of bodies of this life of the object; after a crash nobody knows them any more. */
  #requestsByUpload = new Map<number, string[]>();
  #flushing: Promise<void> = Promise.resolve();

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#sql = new CountedSql(ctx.storage);
    this.#journal = new Journal(this.#sql);
    this.#usage = new UsageBook(this.#sql, this.#journal.lastUsage());
    const places = this.#journal.places();
    this.#known = new Map(places.slice(-KNOWN_BODIES));
    this.#waitingBytes = this.#journal.bytes();
    const last = places.reduce((most, [, { sequence }]) => Math.max(most, sequence), 0);
    this.#usage.recover(last, this.#waitingBytes);
    if (this.#waitingBytes > 0) void ctx.storage.setAlarm(Date.now());
  }

  /** Keeps a small body, and answers when it is durable; or lets it be stored by itself. */
  async append(delivery: Delivery, quota: SourceQuota): Promise<Kept | Admitted | Refused> {
    const known = this.#known.get(delivery.hash);
    if (known !== undefined) return { kind: 'kept', ...known, duplicate: true };
    const isAlone = this.#isAlone(delivery.hash);
    if (isAlone || (await this.#wasAlone(delivery.hash))) {
      return this.admit(delivery.part.length, quota);
    }
    const refusal = this.#refusal(delivery.part.length, quota);
    if (refusal !== undefined) return refusal;
    const group = (this.#group ??= this.#startGroup());
    const index = group.deliveries.push(delivery) - 1;
    const receipt = (await group.receipts)[index];
    if (receipt === undefined) throw new Error('a body has no receipt');
    return receipt;
  }

  /** Whether a large body may be stored, which does not come through here. */
  admit(bytes: number, quota: SourceQuota): Admitted | Refused {
    const refusal = this.#refusal(bytes, quota);
    if (refusal !== undefined) return refusal;
    this.#sql.takeMeters();
    const sequence = this.#usage.nextSequence(Date.now());
    this.#usage.writeIfDue();
    return { kind: 'admitted', sequence, rowsWritten: this.#sql.takeMeters().rowsWritten };
  }

  /** Deletes everything, and ends this life of the object, with what it holds in memory. */
  async erase(): Promise<void> {
    await this.ctx.storage.deleteAll();
    await this.ctx.storage.sync();
    this.ctx.abort(ERASED);
  }

  /** What the source has sent today. */
  usage(): SourceUsage {
    return this.#usage.today(Date.now());
  }

  /**
   * Sees to it that an upload of this inbox is in R2, for whoever reads it before it was flushed.
   *
   * @returns whether anything of it was here
   */
  async settle(upload: number): Promise<boolean> {
    if (!this.#journal.holds(upload)) return false;
    if (this.#open?.upload === upload) this.#open = undefined;
    await this.#flush();
    return true;
  }

  /** Flushes what an earlier life, or a flush that failed, has left. */
  override async alarm(): Promise<void> {
    await this.#flushOrRetry();
  }

  /**
   * Whether a body comes with none shortly before it. Whether it came so is remembered: the same
   * body again must be found where it was stored.
   */
  #isAlone(hash: string): boolean {
    const now = Date.now();
    const isFirst = this.#open === undefined && now - this.#lastBodyAt > OPEN_MS;
    this.#lastBodyAt = now;
    if (!isFirst) return this.#alone.has(hash);
    if (this.#alone.size >= KNOWN_ALONE) this.#alone.clear();
    this.#alone.add(hash);
    return true;
  }

  /**
   * Whether a body was stored by itself in an earlier life of the object, which knew it: whoever got
   * no answer then sends it again now. What is asked is asked once in a life.
   */
  async #wasAlone(hash: string): Promise<boolean> {
    this.#recalled ??= this.#recall();
    try {
      await this.#recalled;
    } catch (error) {
      this.#recalled = undefined; // It is asked again, when the body comes again.
      throw error;
    }
    return this.#alone.has(hash);
  }

  async #recall(): Promise<void> {
    const [tenant, sourceId] = this.#owner;
    const hashes = await latestHashes(this.env.DB, tenant, sourceId, KNOWN_ALONE);
    for (const hash of hashes) this.#alone.add(hash);
  }

  #refusal(bytes: number, quota: SourceQuota): Refused | undefined {
    if (this.#waitingBytes > MAX_WAITING_BYTES) {
      return { kind: 'refused', reason: 'busy', retryAfterSeconds: BUSY_RETRY_SECONDS };
    }
    return this.#usage.admit(bytes, quota, Date.now());
  }

  #startGroup(): Group {
    const deliveries: Delivery[] = [];
    const keep = async (): Promise<Kept[]> => {
      try {
        await scheduler.wait(GROUP_MS);
        this.#open ??= await this.#openUpload();
      } finally {
        this.#group = undefined; // From here to the write nothing waits: no one can join any more.
      }
      return this.#keep(this.#open, deliveries);
    };
    return { deliveries, receipts: keep() };
  }

  async #openUpload(): Promise<OpenUpload> {
    const now = Date.now();
    const [tenant, sourceId] = this.#owner;
    const object = `inbox/${crypto.randomUUID()}`;
    const upload = await openUpload(this.env.DB, { tenant, sourceId, object, receivedAt: now });
    const generation = this.#journal.nextGeneration();
    this.ctx.waitUntil(this.#closeInTime(generation));
    return { upload, object, generation, records: 0, bytes: 0, bodies: 0 };
  }

  async #closeInTime(generation: number): Promise<void> {
    await scheduler.wait(OPEN_MS);
    if (this.#open?.generation === generation) this.#open = undefined;
    await this.#flushOrRetry();
  }

  /** Writes bodies; without a wait, so that they are durable together and come in one order. */
  #keep(open: OpenUpload, deliveries: readonly Delivery[]): Kept[] {
    this.#sql.takeMeters();
    const placed: PlacedDelivery[] = [];
    const receipts = deliveries.map((delivery): Kept => {
      const known = this.#known.get(delivery.hash);
      if (known !== undefined) return { kind: 'kept', ...known, duplicate: true };
      const place: Place = {
        upload: open.upload,
        firstRecord: open.records + 1,
        sequence: this.#usage.nextSequence(Date.now()),
      };
      this.#remember(delivery.hash, place);
      this.#noteRequest(open.upload, delivery.requestId);
      placed.push({ ...delivery, ...place });
      open.records += delivery.records;
      open.bytes += delivery.part.length;
      this.#waitingBytes += delivery.part.length;
      return { kind: 'kept', ...place, duplicate: false };
    });
    try {
      this.#sql.transaction(() => this.#journal.append(open, placed));
    } catch (error) {
      for (const { hash } of placed) this.#known.delete(hash);
      this.#open = undefined; // Its count of records is wrong now.
      throw error;
    }
    open.bodies += placed.length;
    const rows = this.#rowsByUpload.get(open.upload) ?? 0;
    this.#rowsByUpload.set(open.upload, rows + this.#sql.takeMeters().rowsWritten);
    if (open.bytes >= FULL_BYTES || open.bodies >= FULL_BODIES) {
      this.#open = undefined;
      this.ctx.waitUntil(this.#flushOrRetry());
    }
    return receipts;
  }

  #noteRequest(upload: number, requestId: string | undefined): void {
    const known = this.#requestsByUpload.get(upload) ?? [];
    if (requestId !== undefined && known.length < MAX_REQUEST_IDS) known.push(requestId);
    this.#requestsByUpload.set(upload, known);
  }

  #remember(hash: string, place: Place): void {
    this.#known.set(hash, place);
    if (this.#known.size <= KNOWN_BODIES) return;
    const [oldest] = this.#known.keys();
    if (oldest !== undefined) this.#known.delete(oldest);
  }

  /** Brings every closed upload to R2 and to the queue, one flush after the other. */
  #flush(): Promise<void> {
    const flushed = this.#flushing.catch(() => undefined).then(() => this.#flushPending());
    this.#flushing = flushed;
    return flushed;
  }

  async #flushOrRetry(): Promise<void> {
    try {
      await this.#flush();
    } catch (error) {
      // Bodies stay in the journal, and senders hear of it when there are too many.
      // oxlint-disable-next-line no-console -- an object has no other way to the service's logs
      console.error(JSON.stringify({ event: 'inbox.flush-failed', error: String(error) }));
      await this.ctx.storage.setAlarm(Date.now() + RETRY_MS);
    }
  }

  async #flushPending(): Promise<void> {
    for (;;) {
      const pending = this.#journal.firstPending(this.#open);
      if (pending === undefined) return;
      await this.#store(pending);
      this.#journal.settle(pending, this.#usage.note());
      this.#rowsByUpload.delete(pending.upload);
      this.#requestsByUpload.delete(pending.upload);
      this.#waitingBytes = this.#journal.bytes();
    }
  }

  /** Safe to repeat: the object of an upload and its content are the same every time. */
  async #store({ upload, object, content, places }: PendingUpload): Promise<void> {
    const [tenant] = this.#owner;
    const bodies = places.length;
    // Of an earlier life it is not known how many rows there were: at most one a body.
    const rows = this.#rowsByUpload.get(upload) ?? bodies;
    const meters = {
      workerRequests: bodies - 1,
      doRequests: bodies,
      // And the row that settles it.
      doRowsWritten: rows + 1,
    };
    await this.env.UPLOADS.put(`${tenant}/${object}`, gzipSync(content), {
      customMetadata: { meters: JSON.stringify(meters) },
    });
    const requestIds = this.#requestsByUpload.get(upload) ?? [];
    await this.env.UPLOAD_QUEUE.send({ tenant, upload, requestIds });
    // oxlint-disable-next-line no-console -- an object has no other way to the service's logs
    console.log(JSON.stringify({ event: 'upload.received', tenant, upload, bodies, requestIds }));
  }

  get #owner(): [tenant: TenantId, sourceId: string] {
    const [tenant, sourceId] = (this.ctx.id.name ?? '').split('/');
    if (tenant === undefined || sourceId === undefined) throw new Error('an inbox has no owner');
    return [tenant as TenantId, sourceId];
  }
}
