import type { RecordOutcome, RecordPage, ToldRecord } from '../../core/contract/records.ts';
import { splitUpload } from '../../core/parse/parts.ts';
import { tellRecord } from '../../core/parse/tell-record.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';
import { listMappings } from '../d1/mappings.ts';
import type { StoredUpload } from '../d1/uploads.ts';
import { declaredFormats } from './declared-formats.ts';
import { openStoredContent } from './stored-content.ts';

/** So many records are read for one page, however few of them are of the asked outcome. */
const MAX_READ = 5_000;

/** What of an upload's records is asked for. */
export interface RecordQuery {
  /** The number of the last record of the page before; 0 for the first. */
  readonly after: number;
  readonly limit: number;
  readonly outcome?: RecordOutcome | undefined;
}

/** Records of an upload with what is made of them now, by the formats as they are now. */
export async function listRecords(
  env: Env,
  tenant: TenantId,
  upload: StoredUpload,
  { after, limit, outcome }: RecordQuery,
): Promise<RecordPage> {
  const [mappings, { windows }] = await Promise.all([
    listMappings(env.DB, tenant),
    openStoredContent(env, tenant, upload),
  ]);
  const { sourceName: defaultHost, receivedAt } = upload;
  const declared = declaredFormats(mappings, defaultHost);
  const context = { defaultHost, receivedAt, declared };
  const records: ToldRecord[] = [];
  let last = 0;
  for await (const window of windows) {
    for (const record of splitUpload(window, upload.form, last)) {
      last = record.number;
      if (last <= after) continue;
      const told = tellRecord(record, context);
      if (outcome === undefined || told.outcome === outcome) records.push(told);
      if (records.length === limit || last - after >= MAX_READ) return { records, next: last };
    }
  }
  return { records };
}
