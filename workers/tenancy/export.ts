import { shardStub, tenantStub } from '../../durable-objects/stubs.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';
import { readTenantItself, readTenantRows, tenantTables } from '../d1/tenant-tables.ts';

const FROM_THE_START = { table: 0, after: '' };

/**
 * All that a tenant has, as lines of JSON: `{row, table}` of the database and of what its own object
 * keeps for members, without secrets; `{part}`
 * of the graph, as `GET /api/graph` has it; and `{object, bytes}`, whose content is at
 * `GET /api/export/objects/NAME`.
 */
export async function* exportTenant(env: Env, tenant: TenantId): AsyncGenerator<string> {
  for (const table of tenantTables()) {
    for await (const rows of readTenantRows(env.DB, tenant, table)) {
      yield* linesOf(rows.map((row) => ({ table: table.name, row })));
    }
  }
  yield* linesOf(await readTenantItself(env.DB, tenant));
  yield* booksOf(env, tenant);
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

/** What members have written that only the tenant's object has, a page at a time. */
async function* booksOf(env: Env, tenant: TenantId): AsyncGenerator<string> {
  let cursor: { readonly table: number; readonly after: string } | undefined = FROM_THE_START;
  while (cursor !== undefined) {
    const page = await tenantStub(env, tenant).exportBooks(cursor);
    if (page.lines.length > 0) yield `${page.lines.join('\n')}\n`;
    cursor = page.next;
  }
}

function* linesOf(values: readonly object[]): Generator<string> {
  if (values.length > 0) yield values.map((value) => `${JSON.stringify(value)}\n`).join('');
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
