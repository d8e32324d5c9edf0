import type { StopReason } from '../../core/contract/budgets.ts';
import { tenantStub } from '../../durable-objects/stubs.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';
import { appendAudit } from '../d1/audit-log.ts';
import { findRuleSet, replaceRuleSet } from '../d1/rule-sets.ts';
import { log } from '../log.ts';

/** Who stops analyzers. */
const SERVICE = 'the service';

/** A member may change rules at the same moment. */
const ATTEMPTS = 5;

/**
 * Stops analyzers that are over their budget: they are not looked for from the next upload on, until
 * a member sets their state. What they hit before stays, and counts. The tenant sees it in its list
 * of analyzers, in their history, and in the audit log, and its channels are told.
 *
 * @param now ms since 1970
 */
export async function stopAnalyzers(
  env: Env,
  tenant: TenantId,
  analyzers: readonly string[],
  why: StopReason,
  now: number,
): Promise<void> {
  if (analyzers.length === 0) return;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const before = await findRuleSet(env.DB, tenant);
    const news = analyzers.filter((id) => !(id in before.stopped));
    if (news.length === 0) return;
    const entries = news.map((id) => [id, { at: now, why }] as const);
    const stopped = { ...before.stopped, ...Object.fromEntries(entries) };
    const changes = news.map((analyzer) => ({ analyzer, by: SERVICE, action: 'stopped' as const }));
    if (!(await replaceRuleSet(env.DB, tenant, { ...before, stopped }, now, changes))) continue;
    const stub = tenantStub(env, tenant);
    await stub.syncRules(before.version + 1);
    await stub.tellStopped(entries, before.version + 1);
    for (const analyzer of news) await noteStop(env, tenant, analyzer, why, now);
    log('analyzers.over-budget', { tenant, analyzers: news, why });
    return;
  }
  throw new Error('analyzers are over their budget, and could not be stopped');
}

async function noteStop(
  env: Env,
  tenant: TenantId,
  analyzer: string,
  why: StopReason,
  now: number,
): Promise<void> {
  await appendAudit(env.DB, tenant, {
    at: now,
    actor: { kind: 'service', id: 'budget', name: SERVICE },
    action: 'analyzer stopped',
    target: analyzer,
    detail: { why: why === 'hits' ? 'more hits in an hour than it may' : 'too much work' },
    requestId: '',
    address: '',
  });
}
