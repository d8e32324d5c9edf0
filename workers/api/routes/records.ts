import { Hono } from 'hono';
import { recordParameters } from '../../../core/contract/records.ts';
import { findUpload } from '../../d1/uploads.ts';
import { notFound } from '../../errors.ts';
import { listRecords } from '../../pipeline/list-records.ts';
import { member } from '../member.ts';
import type { ApiEnv } from '../member.ts';
import { readQuery } from '../problem.ts';

/** The records of an upload, with what was made of each. For members. */
export const recordRoutes = new Hono<ApiEnv>().get(
  '/uploads/:number{\\d{1,15}}/records',
  member,
  async (c) => {
    const query = readQuery(c, recordParameters);
    const tenant = c.get('tenant');
    const upload = await findUpload(c.env.DB, tenant, Number(c.req.param('number')));
    if (upload === undefined) throw notFound('upload');
    return c.json(await listRecords(c.env, tenant, upload, query));
  },
);
