import type { Context } from 'hono';
import { appendAudit } from '../d1/audit-log.ts';
import type { ApiEnv } from './api-env.ts';

/** Methods that change nothing. */
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/** What a route reads: raw records, which is noted; or only what is shown anyway, by whatever method. */
export type Reads = 'evidence' | 'shown';

/**
 * Notes in the tenant's audit log what a request did, if it did something. It runs in the one place
 * that lets requests in, so no route can forget it. Where it fails, the request fails, although the
 * change is made: rather an answer too bad than a change that nobody sees.
 */
export async function audit(c: Context<ApiEnv>, reads: Reads | undefined): Promise<void> {
  if (c.error !== undefined || c.res.status >= 400) return;
  if (reads === 'shown' || (SAFE_METHODS.has(c.req.method) && reads !== 'evidence')) return;
  const caller = c.get('caller');
  const id = caller.kind === 'member' ? caller.user.id : caller.id;
  const actor = {
    kind: caller.kind,
    id,
    name: caller.kind === 'member' ? caller.user.email : caller.name,
  };
  await appendAudit(c.env.DB, c.get('tenant'), {
    at: Date.now(),
    actor,
    action: `${c.req.method} ${c.req.routePath.replace(/\{[^}]*\}+/g, '')}`,
    target: c.req.path,
    detail: c.get('auditDetail') ?? {},
    requestId: c.get('requestId'),
    address: c.req.header('cf-connecting-ip') ?? '',
  });
}
