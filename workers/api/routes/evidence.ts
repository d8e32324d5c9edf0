import { Hono } from 'hono';
import { recordText } from '../../../core/parse/records.ts';
import { findUpload, wasDropped } from '../../d1/uploads.ts';
import { ApiError, notFound } from '../../errors.ts';
import { findStoredRecord } from '../../pipeline/stored-content.ts';
import type { ApiEnv } from '../api-env.ts';
import { may } from '../may.ts';

/** Raw records. */
export const evidenceRoutes = new Hono<ApiEnv>().get(
  '/evidence/:upload{\\d{1,15}}/:record{\\d{1,9}}',
  may('viewer', 'read', 'evidence'),
  async (c) => {
    const tenant = c.get('tenant');
    const number = Number(c.req.param('upload'));
    const upload = await findUpload(c.env.DB, tenant, number);
    if (upload === undefined) {
      if (await wasDropped(c.env.DB, tenant, number)) throw expired();
      throw notFound('upload');
    }
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

function expired(): ApiError {
  return new ApiError(404, 'evidence.expired', 'The record is older than what is kept.', {
    detail: 'Records are kept as long as the retention says, and longer where a hit names them.',
  });
}
