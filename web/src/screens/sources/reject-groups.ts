import type { Upload } from '../../../../core/contract/sources.ts';

/** Rejects of one reason. */
export interface RejectGroup {
  readonly reason: string;
  readonly records: readonly { readonly upload: number; readonly record: number }[];
}

/** The rejects of some uploads by reason, the most frequent first. */
export function rejectGroups(uploads: readonly Upload[]): RejectGroup[] {
  const groups = new Map<string, { upload: number; record: number }[]>();
  for (const upload of uploads) {
    for (const { record, reason } of upload.rejects) {
      const at = { upload: upload.number, record };
      const group = groups.get(reason);
      if (group === undefined) groups.set(reason, [at]);
      else group.push(at);
    }
  }
  return [...groups]
    .map(([reason, records]) => ({ reason, records }))
    .sort((a, b) => b.records.length - a.records.length || (a.reason < b.reason ? -1 : 1));
}
