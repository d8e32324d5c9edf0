import { Hono } from 'hono';
import { auditParameters } from '../../../core/contract/audit.ts';
import type { AuditParameters } from '../../../core/contract/audit.ts';
import type { TenantId } from '../../../durable-objects/stubs.ts';
import { listAudit } from '../../d1/audit-log.ts';
import type { ApiEnv } from '../api-env.ts';
import { may } from '../may.ts';
import { readQuery } from '../problem.ts';
import { streamOf } from '../stream-of.ts';

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
): AsyncGenerator<string> {
  let before = parameters.before;
  for (;;) {
    const entries = await listAudit(db, tenant, { ...parameters, before }, ENTRIES_PER_READ);
    const last = entries.at(-1);
    if (last === undefined) return;
    yield entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
    before = last.number;
  }
}
