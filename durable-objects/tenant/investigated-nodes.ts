import type { NodeId } from '../../core/graph/id.ts';
import type { TenantId } from '../stubs.ts';

/** The nodes that investigations of a tenant hold, each once. */
export async function investigatedNodes(db: D1Database, tenant: TenantId): Promise<NodeId[]> {
  const { results } = await db
    .prepare('SELECT DISTINCT node FROM investigation_nodes WHERE tenant_id = ?')
    .bind(tenant)
    .all<{ node: NodeId }>();
  return results.map(({ node }) => node);
}
