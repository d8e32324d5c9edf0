import { shardStub, tenantStub } from '../../durable-objects/stubs.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';
import { readTenantRows, tenantTables } from '../d1/tenant-tables.ts';

/**
 * All that a tenant has, as lines of JSON: `{row, table}` of the database, without secrets; `{part}`
 * of the graph, as `GET /api/graph` has it; and `{object, bytes}`, whose content is at
 * `GET /api/export/objects/NAME`.
 */
export async function* exportTenant(env: Env, tenant: TenantId): AsyncGenerator<string> {
  for (const table of tenantTables()) {
    for await (const rows of readTenantRows(env.DB, tenant, table)) {
      yield rows.map((row) => `${JSON.stringify({ table: table.name, row })}\n`).join('');
    }
  }
  for (const shard of await tenantStub(env, tenant).shards()) {
    yield* partsOf(await shardStub(env, tenant, shard).exportGraph());
  }
  const prefix = `${tenant}/`;
  let cursor: string | undefined;
  do {
    const listed: R2Objects = await env.UPLOADS.list(
      cursor === undefined ? { prefix } : { prefix, cursor },
    );
    const lines = listed.objects.map(({ key, size }) =>
      JSON.stringify({ object: key.slice(prefix.length), bytes: size }),
    );
    if (lines.length > 0) yield `${lines.join('\n')}\n`;
    cursor = listed.truncated ? listed.cursor : undefined;
  } while (cursor !== undefined);
}

/** Lines that are JSON already, each in a line that says what it is. */
async function* partsOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    if (lines.length > 0) yield lines.map((line) => `{"part":${line}}\n`).join('');
  }
  if (rest !== '') yield `{"part":${rest}}\n`;
}
