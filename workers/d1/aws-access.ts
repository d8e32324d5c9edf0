import type { TenantId } from '../../durable-objects/stubs.ts';
import type { AwsAccess } from '../ingest/aws/sign-request.ts';
import { seal, unseal } from '../../platform/sealed-secret.ts';

interface SourceKey {
  readonly tenant: TenantId;
  readonly sourceId: string;
}

/** With what a source reads objects of S3; undefined when it has nothing. */
export async function findAwsAccess(
  env: Env,
  { tenant, sourceId }: SourceKey,
): Promise<AwsAccess | undefined> {
  const row = await env.DB.prepare(
    'SELECT aws_access AS sealed FROM sources WHERE tenant_id = ? AND id = ?',
  )
    .bind(tenant, sourceId)
    .first<{ sealed: string | null }>();
  if (row === null || row.sealed === null) return undefined;
  const text = await unseal(row.sealed, env.AUTH_SECRET, purposeOf(tenant, sourceId));
  return JSON.parse(text) as AwsAccess;
}

/**
 * Keeps with what a source reads objects of S3; null takes it away.
 *
 * @returns whether the tenant has such a source
 */
export async function setAwsAccess(
  env: Env,
  { tenant, sourceId }: SourceKey,
  access: AwsAccess | null,
): Promise<boolean> {
  const purpose = purposeOf(tenant, sourceId);
  const sealed =
    access === null ? null : await seal(JSON.stringify(access), env.AUTH_SECRET, purpose);
  const { meta } = await env.DB.prepare(
    'UPDATE sources SET aws_access = ? WHERE tenant_id = ? AND id = ?',
  )
    .bind(sealed, tenant, sourceId)
    .run();
  return meta.changes > 0;
}

function purposeOf(tenant: TenantId, sourceId: string): string {
  return `aws/${tenant}/${sourceId}`;
}
