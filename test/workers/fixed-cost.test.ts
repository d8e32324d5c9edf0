import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { finishUpload, findUpload, registerUpload } from '../../workers/d1/uploads.ts';
import { createSource } from '../../workers/d1/sources.ts';
import { FIXED_COST } from '../../workers/pipeline/process-upload.ts';

/** The database, counting the rows that are written through it. */
function counting(db: D1Database): { readonly db: D1Database; rows(): number } {
  let rows = 0;
  const count = <T extends { meta: { rows_written: number } }>(result: T): T => {
    rows += result.meta.rows_written;
    return result;
  };
  const wrapped = {
    batch: async (statements: D1PreparedStatement[]) => (await db.batch(statements)).map(count),
    prepare: (query: string) => {
      const bind = (...values: unknown[]) => {
        const statement = db.prepare(query).bind(...values);
        return Object.assign(statement, {
          run: async () => count(await db.batch([statement]).then(([r]) => r as D1Result)),
        });
      };
      return { bind };
    },
  };
  return { db: wrapped as unknown as D1Database, rows: () => rows };
}

test('an upload writes as many rows of D1 as its meters say', async () => {
  const counted = counting(env.DB);
  const tenant = crypto.randomUUID() as Parameters<typeof findUpload>[1];
  const { source } = await createSource(env.DB, tenant, 'source', 1);
  const upload = {
    tenant,
    sourceId: source.id,
    hash: 'h',
    object: 'h',
    form: 'body',
    encoding: '',
    bytes: 1,
    receivedAt: 1,
  } as const;
  const { number } = await registerUpload(counted.db, upload);
  const stored = await findUpload(env.DB, tenant, number);
  if (stored === undefined) throw new Error('the upload is not there');
  const records = { received: 1, accepted: 1, rejected: 0, ignored: 0 };
  await finishUpload(counted.db, tenant, stored, { records, rejects: [], ignoredBy: {} }, 1);
  expect(counted.rows()).toBe(FIXED_COST.d1RowsWritten);
});
