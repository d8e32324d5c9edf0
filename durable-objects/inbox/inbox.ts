import { DurableObject } from 'cloudflare:workers';
import { gzipSync } from 'node:zlib';
import { CountedSql } from '../counted-sql.ts';
import type { TenantId } from '../stubs.ts';
import type { Admitted, Delivery, Kept, Refused, SourceQuota, SourceUsage } from './delivery.ts';
import { Journal } from './journal.ts';
import type { PendingUpload, Place, PlacedDelivery } from './journal.ts';
import { openUpload } from './open-upload.ts';
import { UsageBook } from './usage-book.ts';

/**
 * How long an upload stays open for more bodies. With the queue's second and the pipeline's tenths,
 * hits are seen within two seconds of the first body's answer.
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

/** A flush that failed is tried again after this long. */
const RETRY_MS = 2_000;

/** The upload that bodies go to now. */
interface OpenUpload {
  readonly upload: number;
  readonly object: string;
  readonly openedAt: number;
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
 * object's SQLite, and goes on with others as one upload within a second. Its name is the tenant's
 * id and the source's, with a slash between them.
 *
 * After a crash, what is in the journal is flushed by the alarm that was set when its upload was
 * opened, or when the pipeline asks for it; no body is ever added to an upload of an earlier life.
 */
export class Inbox extends DurableObject<Env> {
  readonly #sql: CountedSql;
  readonly #journal: Journal;
  readonly #usage: UsageBook;
  readonly #known: Map<string, Place>;
  #open: OpenUpload | undefined;
  #group: Group | undefined;
  #waitingBytes: number;
  #rowsByUpload = new Map<number, number>();
  #flushing: Promise<void> = Promise.resolve();

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#sql = new CountedSql(ctx.storage);
    this.#journal = new Journal(this.#sql);
    this.#usage = new UsageBook(this.#sql);
    const places = this.#journal.places();
    this.#known = new Map(places.slice(-KNOWN_BODIES));
    this.#waitingBytes = this.#journal.bytes();
    const last = places.reduce((most, [, { sequence }]) => Math.max(most, sequence), 0);
    this.#usage.recover(last, this.#waitingBytes);
  }

  /** Keeps a small body. Answers when it is durable. */
  async append(delivery: Delivery, quota: SourceQuota): Promise<Kept | Refused> {
    const known = this.#known.get(delivery.hash);
    if (known !== undefined) return { kind: 'kept', ...known, duplicate: true };
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
    const sequence = this.#usage.nextSequence();
    this.#usage.writeIfDue();
    return { kind: 'admitted', sequence, rowsWritten: this.#sql.takeMeters().rowsWritten };
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

  /** Closes the open upload when its time has come, and flushes what is closed. */
  override async alarm(): Promise<void> {
    const now = Date.now();
    if (this.#open !== undefined && now < this.#open.openedAt + OPEN_MS) {
      await this.ctx.storage.setAlarm(this.#open.openedAt + OPEN_MS);
    } else {
      this.#open = undefined;
    }
    try {
      await this.#flush();
    } catch (error) {
      // Bodies stay in the journal, and senders hear of it when there are too many.
      // oxlint-disable-next-line no-console -- an object has no other way to the service's logs
      console.error(JSON.stringify({ event: 'inbox.flush-failed', error: String(error) }));
      await this.ctx.storage.setAlarm(Date.now() + RETRY_MS);
    }
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
    await this.ctx.storage.setAlarm(now + OPEN_MS);
    this.#rowsByUpload.set(upload, 1);
    return { upload, object, openedAt: now, records: 0, bytes: 0, bodies: 0 };
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
        sequence: this.#usage.nextSequence(),
      };
      this.#remember(delivery.hash, place);
      placed.push({ ...delivery, ...place });
      open.records += delivery.records;
      open.bytes += delivery.part.length;
      this.#waitingBytes += delivery.part.length;
      return { kind: 'kept', ...place, duplicate: false };
    });
    try {
      this.#sql.transaction(() => this.#journal.append(open.object, placed));
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
      this.ctx.waitUntil(this.#flush().catch(() => undefined)); // The alarm tries again.
    }
    return receipts;
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

  async #flushPending(): Promise<void> {
    for (;;) {
      const pending = this.#journal.firstPending(this.#open?.upload);
      if (pending === undefined) return;
      await this.#store(pending);
      this.#sql.transaction(() => {
        this.#journal.settle(pending);
        this.#usage.write();
      });
      this.#rowsByUpload.delete(pending.upload);
      this.#waitingBytes = this.#journal.bytes();
    }
  }

  /** Safe to repeat: the object of an upload and its content are the same every time. */
  async #store({ upload, object, content, rows, places }: PendingUpload): Promise<void> {
    const [tenant] = this.#owner;
    const bodies = places.length;
    const written = this.#rowsByUpload.get(upload) ?? rows + 1;
    const meters = {
      workerRequests: bodies - 1,
      doRequests: bodies + 1,
      // What settling will write: the rows that go, the hashes, and the book.
      doRowsWritten: written + rows + 2,
    };
    await this.env.UPLOADS.put(`${tenant}/${object}`, gzipSync(content), {
      customMetadata: { meters: JSON.stringify(meters) },
    });
    await this.env.UPLOAD_QUEUE.send({ tenant, upload });
  }

  get #owner(): [tenant: TenantId, sourceId: string] {
    const [tenant, sourceId] = (this.ctx.id.name ?? '').split('/');
    if (tenant === undefined || sourceId === undefined) throw new Error('an inbox has no owner');
    return [tenant as TenantId, sourceId];
  }
}
