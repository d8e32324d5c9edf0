import type { LoggedMatch } from '../../core/detect/sigma/correlate/logged-match.ts';
import { packMatches } from '../../core/detect/sigma/correlate/packed-matches.ts';
import { packFacts } from '../../core/graph/fact-batch.ts';
import type { Fact } from '../../core/graph/fact.ts';
import { assetAliases, groupByShard } from '../../core/graph/group-by-shard.ts';
import type { Ref } from '../../core/graph/id.ts';
import { readUpload } from '../../core/parse/read-upload.ts';
import type { ReadMatch } from '../../core/parse/read-upload.ts';
import { ReadingSum } from '../../core/parse/reading-sum.ts';
import { predicates } from '../../core/schema/schema.ts';
import { shardStub, tenantStub } from '../../durable-objects/stubs.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';
import { listMappings } from '../d1/mappings.ts';
import { finishUpload, findUpload } from '../d1/uploads.ts';
import { log } from '../log.ts';
import { declaredFormats } from './declared-formats.ts';
import { deliverHits } from './deliver-hits.ts';
import { deliverMarks } from './deliver-marks.ts';
import type { RulesOfTenant } from './deliver-hits.ts';
import { openStoredContent } from './stored-content.ts';
import type { MeterCount } from './meters.ts';
import type { UploadMessage } from './message.ts';
import { noteKinds } from './note-kinds.ts';
import { placeAssets } from './placement.ts';
import { tenantRules } from './tenant-rules.ts';

/** So many facts go to a shard in one call: far below the 32 MiB that a call may carry. */
const FACTS_PER_CALL = 50_000;

/**
 * What every upload costs outside of the objects: the request that brought it and its share of the
 * consumer's, the announcement, the body's put, the queue's write, read and delete, and the rows of its registration
 * and its completion, each with the indexes that they touch.
 */
export const FIXED_COST = {
  workerRequests: 2,
  doRequests: 1,
  r2ClassA: 1,
  queueOperations: 3,
  d1RowsWritten: 4,
} as const;

/**
 * Brings an upload's records into the graph, and its hits into lenses. Safe to repeat at any
 * point: every step's effect is the same the second time (law 1).
 */
export async function processUpload(env: Env, message: UploadMessage): Promise<void> {
  const tenant = message.tenant as TenantId;
  const upload = await findUpload(env.DB, tenant, message.upload);
  if (upload === undefined || upload.state === 'done') return;
  const { meters, number } = upload;
  meters.add(FIXED_COST);

  const [stored, rules, mappings] = await Promise.all([
    openStoredContent(env, tenant, upload),
    tenantRules(env, tenant, meters),
    listMappings(env.DB, tenant),
  ]);
  const declared = declaredFormats(mappings, upload.sourceName);
  meters.add({ ...stored.meters, r2ClassB: 1 });
  const sum = new ReadingSum();
  const lenses = new Set<string>();
  let bytes = 0;
  for await (const window of stored.windows) {
    bytes += window.length;
    const reading = readUpload(window, number, {
      ignoreSensorIds: env.IGNORE_SENSOR_IDS === '1',
      context: { defaultHost: upload.sourceName, receivedAt: upload.receivedAt, declared },
      rules: rules.match,
      form: upload.form,
      after: sum.records.received,
    });
    const shards = await placeOf(env, tenant, reading.factsByAsset, meters);
    const rulesOfTenant = { tenant, rulesVersion: rules.version };
    const factsByShard = groupByShard(reading.factsByAsset, (asset) => shards.get(asset));
    for (const lens of await observeAll(env, rulesOfTenant, factsByShard, meters)) lenses.add(lens);
    await correlate(env, rulesOfTenant, number, reading.matches, shards, meters);
    sum.add(reading);
  }
  await noteKinds(env, tenant, upload.sourceId, rules.kinds, meters);
  await finishUpload(env.DB, tenant, upload, sum, bytes);
  await tenantStub(env, tenant).announceUpload(number, 'done');
  const { requestIds = [] } = message;
  log('upload.done', { tenant, upload: number, ...sum.records, lenses: [...lenses], requestIds });
}

/** The shards of assets that facts are of. */
async function placeOf(
  env: Env,
  tenant: TenantId,
  factsByAsset: ReadonlyMap<Ref, readonly Fact[]>,
  meters: MeterCount,
): Promise<ReadonlyMap<Ref, number>> {
  const aliases = assetAliases(factsByAsset);
  return await placeAssets(env, tenant, [...factsByAsset.keys()], aliases, meters);
}

/** Matches of one call: some megabytes. */
const MATCHES_PER_CALL = 10_000;

/** Brings the matches that correlations build on together with all others of the tenant. */
async function correlate(
  env: Env,
  rules: RulesOfTenant,
  upload: number,
  matches: readonly ReadMatch[],
  shards: ReadonlyMap<Ref, number>,
  meters: MeterCount,
): Promise<void> {
  for (let from = 0; from < matches.length; from += MATCHES_PER_CALL) {
    const logged = matches.slice(from, from + MATCHES_PER_CALL).map((match): LoggedMatch => {
      const shard = shards.get(match.asset);
      if (shard === undefined) throw new Error(`asset ${match.asset} was given no shard`);
      return { ...match, upload, shard };
    });
    const packed = packMatches(logged);
    const orders = await tenantStub(env, rules.tenant).logMatches(packed, rules.rulesVersion);
    await deliverMarks(env, rules, orders, meters);
  }
}

/**
 * Brings facts into their shards, into all at once: one that is slow or fails does not keep the others
 * waiting. Throws what the first threw that failed, when all are done.
 */
async function observeAll(
  env: Env,
  rules: RulesOfTenant,
  factsByShard: ReadonlyMap<number, readonly Fact[]>,
  meters: MeterCount,
): Promise<string[]> {
  const outcomes = await Promise.allSettled(
    Array.from(factsByShard, ([shard, facts]) => observe(env, rules, shard, facts, meters)),
  );
  return outcomes.flatMap((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
}

/** Brings facts into a shard, and what they led to into the tenant's lenses, whose ids it returns. */
async function observe(
  env: Env,
  { tenant, rulesVersion }: RulesOfTenant,
  shard: number,
  facts: readonly Fact[],
  meters: MeterCount,
): Promise<string[]> {
  const lenses: string[] = [];
  for (let from = 0; from < facts.length; from += FACTS_PER_CALL) {
    const batch = packFacts(predicates, facts.slice(from, from + FACTS_PER_CALL));
    const observed = await shardStub(env, tenant, shard).observe(batch, rulesVersion);
    lenses.push(...(await deliverHits(env, { tenant, rulesVersion }, shard, observed, meters)));
  }
  return lenses;
}
