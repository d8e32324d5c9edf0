import { Hono } from 'hono';
import { setPlanRequest } from '../../core/contract/usage.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';
import type { ApiEnv } from '../api/api-env.ts';
import { OPERATOR } from '../api/note-personal.ts';
import { readJson } from '../api/problem.ts';
import { appendAudit } from '../d1/audit-log.ts';
import { setPlan } from '../d1/tenant-plans.ts';
import { listTenants } from '../d1/usage.ts';
import { notFound } from '../errors.ts';
import { operator } from './operator.ts';

const DAY_MS = 86_400_000;

/** The tenants of a deployment, and their plans. */
export const operatorTenantRoutes = new Hono<ApiEnv>()
  .get('/tenants', operator, async (c) =>
    c.json({ tenants: await listTenants(c.env.DB, Math.floor(Date.now() / DAY_MS)) }),
  )
  .put('/tenants/:id/plan', operator, async (c) => {
    const { plan } = await readJson(c, setPlanRequest);
    const tenant = c.req.param('id') as TenantId;
    if (!(await setPlan(c.env.DB, tenant, plan))) throw notFound('tenant');
    await appendAudit(c.env.DB, tenant, {
      at: Date.now(),
      actor: OPERATOR,
      action: `${c.req.method} /operator/tenants/:id/plan`,
      target: c.req.path,
      detail: { plan },
      requestId: c.get('requestId'),
      address: '',
    });
    return c.body(null, 204);
  });
