import type { Reject, RejectGroup } from '../contract/sources.ts';

/** What of an upload's rejects is kept. */
export interface UploadRejects {
  readonly upload: number;
  /** All of them; only the first are kept. */
  readonly rejected: number;
  readonly rejects: readonly Reject[];
}

/** The group of rejects that are counted, and were too many to keep. */
const UNLISTED = 'not listed: only the first rejects of an upload are kept';

/**
 * Rejects by their reason, the most frequent first. Reasons that differ in their numbers alone are
 * one: `at position 7` says where, not why.
 *
 * @param uploads newest first; the sample is of the newest
 */
export function groupRejects(uploads: readonly UploadRejects[]): RejectGroup[] {
  const groups = new Map<string, { -readonly [K in keyof RejectGroup]: RejectGroup[K] }>();
  const count = (reason: string, sample: RejectGroup['sample'], number: number): void => {
    const key = reason.replaceAll(/\d+/g, '0');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { reason, count: number, sample });
    else group.count += number;
  };
  for (const { upload, rejected, rejects } of uploads) {
    for (const { record, reason } of rejects) count(reason, { upload, record }, 1);
    const unlisted = rejected - rejects.length;
    if (unlisted > 0) count(UNLISTED, null, unlisted);
  }
  return [...groups.values()].sort((a, b) => b.count - a.count);
}
