import type { RecordCounts, Reject } from '../contract/sources.ts';
import type { UploadReading } from './read-upload.ts';
import { MAX_REJECTS_KEPT, countRule } from './read-upload.ts';

/** What the windows of one upload say together, but for their facts. */
export class ReadingSum {
  readonly #records = { received: 0, accepted: 0, rejected: 0, ignored: 0 };
  readonly rejects: Reject[] = [];
  readonly ignoredBy = Object.create(null) as Record<string, number>;

  add({ records, rejects, ignoredBy }: UploadReading): void {
    this.#records.received += records.received;
    this.#records.accepted += records.accepted;
    this.#records.rejected += records.rejected;
    this.#records.ignored += records.ignored;
    this.rejects.push(...rejects.slice(0, MAX_REJECTS_KEPT - this.rejects.length));
    for (const [rule, count] of Object.entries(ignoredBy)) countRule(this.ignoredBy, rule, count);
  }

  get records(): RecordCounts {
    return this.#records;
  }
}
