import { Hono } from 'hono';
import type { Context } from 'hono';
import { changeLensesRequest, commentRequest } from '../../../core/contract/lens-life.ts';
import type { LensChange, LensEvent, LensHistory } from '../../../core/contract/lens-life.ts';
import type { LinkedLens } from '../../../core/contract/lenses.ts';
import { isNodeId } from '../../../core/graph/id.ts';
import { tenantStub } from '../../../durable-objects/stubs.ts';
import type { TenantId } from '../../../durable-objects/stubs.ts';
import { listAssignees, listLensEvents } from '../../d1/lens-events.ts';
import { findOriginal } from '../../d1/duplicates.ts';
import { findLens } from '../../d1/lenses.ts';
import { ApiError, notFound } from '../../errors.ts';
import type { ApiEnv } from '../api-env.ts';
import { nameOf } from '../caller.ts';
import { may } from '../may.ts';
import { readJson } from '../problem.ts';

/** What analysts make of lenses. */
export const lensLifeRoutes = new Hono<ApiEnv>()
  .patch('/lenses', may('analyst', 'triage'), async (c) => {
    const { ids, change, comment } = await readJson(c, changeLensesRequest);
    const tenant = c.get('tenant');
    const assignee = await findAssignee(c.env, tenant, change);
    const by = nameOf(c.get('caller'));
    const original = await originalOf(c.env, tenant, change, ids);
    const order = { ids, change, comment, by, assignee, original };
    return c.json(await tenantStub(c.env, tenant).changeLenses(order));
  })
  .get('/lenses/:id/history', may('viewer', 'read'), async (c) => c.json(await readHistory(c)))
  .get('/lenses/:id/comments', may('viewer', 'read'), async (c) =>
    c.json(await readHistory(c, 'comment')),
  )
  .post('/lenses/:id/comments', may('analyst', 'triage'), async (c) => {
    const id = c.req.param('id');
    if (!isNodeId(id)) throw notFound('lens');
    const { text } = await readJson(c, commentRequest);
    const stub = tenantStub(c.env, c.get('tenant'));
    if (!(await stub.commentLens(id, text, nameOf(c.get('caller'))))) throw notFound('lens');
    return c.body(null, 204);
  });

async function readHistory(c: Context<ApiEnv>, only?: LensEvent['what']): Promise<LensHistory> {
  const id = c.req.param('id') ?? '';
  const tenant = c.get('tenant');
  const [lens, events] = await Promise.all([
    findLens(c.env.DB, tenant, id),
    listLensEvents(c.env.DB, tenant, id, only),
  ]);
  // A lens that no hit counts for any more keeps its history.
  if (lens === undefined && events.length === 0) throw notFound('lens');
  return { events };
}

/** The lens that others are closed as duplicates of. Throws the answer when it cannot be one. */
async function originalOf(
  env: Env,
  tenant: TenantId,
  change: LensChange,
  ids: readonly string[],
): Promise<LinkedLens | undefined> {
  if (change.do !== 'close' || change.of === undefined) return undefined;
  const original = isNodeId(change.of) ? await findOriginal(env.DB, tenant, change.of) : undefined;
  const isOther = original !== undefined && !ids.includes(original.id);
  if (isOther && change.verdict === 'duplicate') return original;
  throw new ApiError(422, 'lenses.no-original', 'A duplicate is one of another lens.', {
    errors: [
      {
        field: 'change.of',
        message: isOther
          ? 'Only a duplicate is of another lens'
          : 'No other lens of the organisation',
      },
    ],
  });
}

/** The address of the member whom a change names; only members can be named. */
async function findAssignee(
  env: Env,
  tenant: TenantId,
  change: LensChange,
): Promise<string | undefined> {
  if (change.do !== 'assign' || change.assignee === null) return undefined;
  const found = (await listAssignees(env.DB, tenant)).find(({ id }) => id === change.assignee);
  if (found === undefined) {
    throw new ApiError(422, 'lenses.no-member', 'Lenses are assigned to members.', {
      errors: [{ field: 'change.assignee', message: 'No member of the organisation' }],
    });
  }
  return found.email;
}
