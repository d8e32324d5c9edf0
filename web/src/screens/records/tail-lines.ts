import type { ToldRecord } from '../../../../core/contract/records.ts';

/** Records that the tail keeps: a page left open does not grow. */
export const MAX_TAIL = 300;

/** A record in the tail, with the upload that it came in. */
export interface TailLine {
  readonly upload: number;
  readonly record: ToldRecord;
}

/**
 * The tail with the records of one more upload: newest first, each once, and no more than are kept.
 */
export function withUpload(
  lines: readonly TailLine[],
  upload: number,
  records: readonly ToldRecord[],
): readonly TailLine[] {
  const others = lines.filter((line) => line.upload !== upload);
  const added = records.map((record) => ({ upload, record }));
  return [...others, ...added]
    .sort((a, b) => b.upload - a.upload || b.record.number - a.record.number)
    .slice(0, MAX_TAIL);
}
