import { Hono } from 'hono';
import { auditParameters } from '../../../core/contract/audit.ts';
import type { AuditParameters } from '../../../core/contract/audit.ts';
import type { TenantId } from '../../../durable-objects/stubs.ts';
import { listAudit } from '../../d1/audit-log.ts';
import type { ApiEnv } from '../api-env.ts';
import { may } from '../may.ts';
import { readQuery } from '../problem.ts';

const ENTRIES_PER_PAGE = 100;
const ENTRIES_PER_READ = 1_000;

/** Who did what. */
export const auditRoutes = new Hono<ApiEnv>()
  .get('/audit', may('admin', 'manage'), async (c) => {
    const parameters = readQuery(c, auditParameters);
    const entries = await listAudit(c.env.DB, c.get('tenant'), parameters, ENTRIES_PER_PAGE);
    return c.json({ entries });
  })
  .get('/audit/export', may('admin', 'manage'), (c) => {
    const pages = exportPages(c.env.DB, c.get('tenant'), readQuery(c, auditParameters));
    return new Response(streamOf(pages), {
      headers: {
        'content-type': 'application/x-ndjson',
        'content-disposition': 'attachment; filename="grapnel-audit.ndjson"',
      },
    });
  });

async function* exportPages(
  db: D1Database,
  tenant: TenantId,
  parameters: AuditParameters,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let before = parameters.before;
  for (;;) {
    const entries = await listAudit(db, tenant, { ...parameters, before }, ENTRIES_PER_READ);
    const last = entries.at(-1);
    if (last === undefined) return;
    yield encoder.encode(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    before = last.number;
  }
}

/** A stream that reads on only when it is read. */
function streamOf(pages: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await pages.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
  });
}
