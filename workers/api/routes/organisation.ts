import { Hono } from 'hono';
import {
  eraseRequest,
  requireTwoFactorRequest,
  retentionRequest,
} from '../../../core/contract/organisation.ts';
import type { Organisation } from '../../../core/contract/organisation.ts';
import {
  findRequiresTwoFactor,
  findRetentionDays,
  setRequiresTwoFactor,
  setRetentionDays,
} from '../../d1/tenant-settings.ts';
import { regionOf } from '../../../core/contract/regions.ts';
import { findPlan } from '../../d1/tenant-plans.ts';
import { ApiError, notFound } from '../../errors.ts';
import { uploadKey } from '../../ingest/limits.ts';
import { beginErasure } from '../../tenancy/erase.ts';
import { exportTenant } from '../../tenancy/export.ts';
import { recheckLive } from '../../tenancy/recheck-live.ts';
import type { ApiEnv } from '../api-env.ts';
import { may } from '../may.ts';
import { readJson } from '../problem.ts';
import { streamOf } from '../stream-of.ts';

/** The tenant as a whole: how long it keeps what it has, all of it to take away, and its end. */
export const organisationRoutes = new Hono<ApiEnv>()
  .get('/organisation', may('viewer', 'read'), async (c) => {
    const { id, name } = c.get('caller').tenant;
    const [retentionDays, requiresTwoFactor] = await Promise.all([
      findRetentionDays(c.env.DB, id),
      findRequiresTwoFactor(c.env.DB, id),
    ]);
    const region = regionOf(id);
    return c.json({ id, name, region, retentionDays, requiresTwoFactor } satisfies Organisation);
  })
  .put('/organisation/two-factor', may('owner'), async (c) => {
    const { required } = await readJson(c, requireTwoFactorRequest);
    const { hasTwoFactor, isByPasskey } = c.get('person');
    if (required && !hasTwoFactor && !isByPasskey) {
      throw new ApiError(409, 'organisation.two-factor-yourself', 'Set it up for yourself first.', {
        detail: 'Who requires it has it: so nobody locks everybody out.',
      });
    }
    await setRequiresTwoFactor(c.env.DB, c.get('tenant'), required);
    await recheckLive(c.env, c.get('tenant'));
    c.set('auditDetail', { required });
    return c.body(null, 204);
  })
  .put('/organisation/retention', may('admin'), async (c) => {
    const { days } = await readJson(c, retentionRequest);
    const { retentionDays: most } = await findPlan(c.env, c.get('tenant'));
    if (days !== null && most !== null && days > most) {
      throw new ApiError(422, 'organisation.retention-of-plan', 'The plan does not keep so long.', {
        errors: [{ field: 'days', message: `At most ${most}` }],
      });
    }
    const before = await findRetentionDays(c.env.DB, c.get('tenant'));
    await setRetentionDays(c.env.DB, c.get('tenant'), days);
    c.set('auditDetail', { before, after: days });
    return c.body(null, 204);
  })
  .get('/export', may('owner', undefined, 'evidence'), (c) => {
    return new Response(streamOf(exportTenant(c.env, c.get('tenant'))), {
      headers: {
        'content-type': 'application/x-ndjson',
        'content-disposition': 'attachment; filename="grapnel-export.ndjson"',
      },
    });
  })
  .get('/export/objects/:name{[\\w./-]{1,200}}', may('owner', undefined, 'evidence'), async (c) => {
    const name = c.req.param('name');
    const object = await c.env.UPLOADS.get(uploadKey(c.get('tenant'), name));
    if (object === null) throw notFound('object');
    return new Response(object.body, {
      headers: {
        'content-type': 'application/octet-stream',
        'content-disposition': 'attachment',
      },
    });
  })
  .post('/organisation/erase', may('owner'), async (c) => {
    const { name } = await readJson(c, eraseRequest);
    if (name !== c.get('session').tenant.name) {
      throw new ApiError(422, 'organisation.other-name', 'This is not the name of it.', {
        detail: 'Its name says that you mean this organisation.',
      });
    }
    await beginErasure(c.env, c.get('tenant'), Date.now());
    await recheckLive(c.env, c.get('tenant'));
    return c.body(null, 202);
  });
