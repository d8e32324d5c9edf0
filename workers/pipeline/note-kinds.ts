import type { TenantId } from '../../durable-objects/stubs.ts';
import { addKinds } from '../d1/source-kinds.ts';
import type { MeterCount } from './meters.ts';

/** Sources of which an isolate remembers what is noted already. */
const MAX_SOURCES = 1_000;

const noted = new Map<string, Set<string>>();

/** Notes which kinds of records a source sends: one row whenever there are new ones, which is seldom. */
export async function noteKinds(
  env: Env,
  tenant: TenantId,
  sourceId: string,
  kinds: ReadonlySet<string>,
  meters: MeterCount,
): Promise<void> {
  const key = `${tenant}/${sourceId}`;
  const known = noted.get(key) ?? new Set<string>();
  const news = [...kinds].filter((kind) => !known.has(kind));
  if (news.length === 0) return;
  meters.add({ d1RowsWritten: await addKinds(env.DB, tenant, sourceId, news) });
  if (noted.size >= MAX_SOURCES) noted.clear();
  noted.set(key, new Set([...known, ...news]));
}
