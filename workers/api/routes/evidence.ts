import { Hono } from 'hono';
import { recordText } from '../../../core/parse/records.ts';
import { findUpload } from '../../d1/uploads.ts';
import { notFound } from '../../errors.ts';
import { findStoredRecord } from '../../pipeline/stored-content.ts';
import type { ApiEnv } from '../api-env.ts';
import { may } from '../may.ts';

/** Raw records. */
export const evidenceRoutes = new Hono<ApiEnv>().get(
  '/evidence/:upload{\\d{1,15}}/:record{\\d{1,9}}',
  may('viewer', 'read', 'evidence'),
  async (c) => {
    const tenant = c.get('tenant');
    const upload = await findUpload(c.env.DB, tenant, Number(c.req.param('upload')));
    if (upload === undefined) throw notFound('upload');
    const record = await findStoredRecord(c.env, tenant, upload, Number(c.req.param('record')));
    if (record === undefined) throw notFound('record');
    // A record of a binary event log is shown as what it says; every other one byte for byte.
    return new Response(record.xml === undefined ? record.bytes : recordText(record), {
      headers: {
        'content-type': 'text/plain; charset=utf-8',
        'content-disposition': 'inline; filename="record.txt"',
        'cache-control': 'private, max-age=3600',
      },
    });
  },
);
