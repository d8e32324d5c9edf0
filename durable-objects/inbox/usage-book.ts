import type { CountedSql } from '../counted-sql.ts';
import type { UsageNote } from './journal.ts';
import type { Refused, SourceQuota, SourceUsage } from './delivery.ts';
import { TokenBucket } from './token-bucket.ts';
import type { Rate } from './token-bucket.ts';

const DAY_MS = 86_400_000;

/** Bodies a second of one source: an object answers so many, and more senders want more sources. */
const REQUEST_RATE: Rate = { perSecond: 500, burst: 2_000 };

/** Bytes a second of one source, uncompressed: about 30,000 records. */
const BYTE_RATE: Rate = { perSecond: 32 * 1_048_576, burst: 512 * 1_048_576 };

/** Bytes that may be forgotten when the object goes down: so much is counted in memory alone. */
const UNWRITTEN_BYTES = 8 * 1_048_576;

/** A sender that has used up its day asks again after this at the latest: quotas can be raised. */
const MAX_RETRY_SECONDS = 3_600;

/** What a source has sent today and ever, and whether it may send more. */
export class UsageBook {
  readonly #sql: CountedSql;
  readonly #requests = new TokenBucket(REQUEST_RATE);
  readonly #bytes = new TokenBucket(BYTE_RATE);
  #usage: SourceUsage = { day: 0, bytes: 0, refused: 0, sequence: 0 };
  #unwritten = 0;

  /** @param noted the usage as it was noted when an upload was settled */
  constructor(sql: CountedSql, noted: UsageNote | undefined) {
    this.#sql = sql;
    sql.exec(`CREATE TABLE IF NOT EXISTS usage (
      id INTEGER PRIMARY KEY, day INTEGER NOT NULL, bytes INTEGER NOT NULL,
      refused INTEGER NOT NULL, sequence INTEGER NOT NULL)`);
    const [row] = sql.rows<[number, number, number, number]>(
      'SELECT day, bytes, refused, sequence FROM usage WHERE id = 1',
    );
    // Of the two places where it is noted, the later one counts.
    const note = [row, noted].reduce((a, b) => ((a?.[3] ?? -1) > (b?.[3] ?? -1) ? a : b));
    if (note === undefined) return;
    const [day, bytes, refused, sequence] = note;
    this.#usage = { day, bytes, refused, sequence };
  }

  /** Today's usage. @param now ms since 1970 */
  today(now: number): SourceUsage {
    const day = Math.floor(now / DAY_MS);
    if (day !== this.#usage.day) this.#usage = { ...this.#usage, day, bytes: 0, refused: 0 };
    return this.#usage;
  }

  /** Whether so many bytes may come now; counts them if so. */
  admit(bytes: number, quota: SourceQuota, now: number): Refused | undefined {
    const usage = this.today(now);
    const refusal = this.#refusal(usage, bytes, quota, now);
    if (refusal === undefined) this.#count(usage, bytes);
    else this.#usage = { ...usage, refused: usage.refused + 1 };
    return refusal;
  }

  /**
   * The number of the next body: greater than any before it, and at least the time in ms since 1970,
   * so that it is so even when the last ones were forgotten.
   */
  nextSequence(now: number): number {
    const sequence = Math.max(this.#usage.sequence + 1, now);
    this.#usage = { ...this.#usage, sequence };
    return sequence;
  }

  /** Takes into account what was kept after the book was last written. */
  recover(sequence: number, bytes: number): void {
    const { sequence: known } = this.#usage;
    this.#usage = { ...this.#usage, sequence: Math.max(known, sequence) };
    if (sequence > known) this.#count(this.#usage, bytes);
  }

  /** Writes the book, in one row, when it is worth it. */
  writeIfDue(): void {
    if (this.#unwritten >= UNWRITTEN_BYTES) this.#write();
  }

  /** The usage, to be written by someone who writes a row anyway. */
  note(): UsageNote {
    const { day, bytes, refused, sequence } = this.#usage;
    this.#unwritten = 0;
    return [day, bytes, refused, sequence];
  }

  #write(): void {
    this.#sql.exec(
      `INSERT INTO usage (id, day, bytes, refused, sequence) VALUES (1, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET day = excluded.day, bytes = excluded.bytes,
         refused = excluded.refused, sequence = excluded.sequence`,
      ...this.note(),
    );
  }

  #refusal(
    usage: SourceUsage,
    bytes: number,
    quota: SourceQuota,
    now: number,
  ): Refused | undefined {
    if (usage.bytes + bytes > quota.bytesPerDay) {
      const untilTomorrow = Math.ceil(((usage.day + 1) * DAY_MS - now) / 1_000);
      const retryAfterSeconds = Math.min(untilTomorrow, MAX_RETRY_SECONDS);
      return { kind: 'refused', reason: 'quota', retryAfterSeconds };
    }
    const waitMs = this.#requests.take(1, now) || this.#bytes.take(bytes, now);
    if (waitMs === 0) return undefined;
    return { kind: 'refused', reason: 'rate', retryAfterSeconds: Math.ceil(waitMs / 1_000) };
  }

  #count(usage: SourceUsage, bytes: number): void {
    this.#usage = { ...usage, bytes: usage.bytes + bytes };
    this.#unwritten += bytes;
  }
}
