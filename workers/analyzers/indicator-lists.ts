import type {
  IndicatorKind,
  IndicatorList,
  IndicatorLists,
  IndicatorsToSave,
  SavedIndicators,
} from '../../core/contract/indicators.ts';
import { USUAL_HOURS } from '../../core/contract/indicators.ts';
import type { RuleState } from '../../core/contract/rules.ts';
import { FIRST_PLACE } from '../../core/detect/indicators/look-up.ts';
import type { LookupPlace } from '../../core/detect/indicators/look-up.ts';
import type { Indicator } from '../../core/detect/indicators/indicator.ts';
import { readIndicatorList } from '../../core/detect/indicators/read-list.ts';
import type { ReadList } from '../../core/detect/indicators/read-list.ts';
import type { StoredIndicatorList } from '../../core/detect/indicators/stored-list.ts';
import { shardStub, tenantStub } from '../../durable-objects/stubs.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';
import { askShards } from '../ask-shards.ts';
import { findRuleSet, noteFetch, tenantsWithFetchedLists, withoutStops } from '../d1/rule-sets.ts';
import type { RuleSetRow } from '../d1/rule-sets.ts';
import { ApiError, notFound } from '../errors.ts';
import { log, logError } from '../log.ts';
import { deliverHits } from '../pipeline/deliver-hits.ts';
import { MeterCount } from '../pipeline/meters.ts';
import { fetchArchive } from '../rules/fetch-archive.ts';
import { putJson } from '../rules/stored.ts';
import { commitPatterns } from './own-analyzers.ts';
import type { Author } from './own-analyzers.ts';

/** Lists of a tenant, and indicators of all of them: what every shard has in memory. */
const MAX_LISTS = 20;
const MAX_ALL_INDICATORS = 200_000;

/** Who fetches lists that are fetched by themselves. */
const SERVICE = 'the service';

/** A tenant's lists, with how often each hits. */
export async function listIndicators(env: Env, tenant: TenantId): Promise<IndicatorLists> {
  const [{ indicators }, { patterns }] = await Promise.all([
    findRuleSet(env.DB, tenant),
    tenantStub(env, tenant).analyzerHits(),
  ]);
  return {
    lists: indicators.map((list): IndicatorList => {
      const { entriesKey: _, version: __, ...shown } = list;
      const prefix = `indicator-${list.id}-`;
      let hits = 0;
      for (const [id, count] of patterns) if (id.startsWith(prefix)) hits += count;
      return { ...shown, hits };
    }),
  };
}

/**
 * Saves a list in place of what it had: what it names is looked up in what is stored, and looked for
 * in what comes in from then on; hits on what it names no more are withdrawn.
 */
export async function saveIndicators(
  env: Env,
  tenant: TenantId,
  id: string,
  { name, risk, text, url, everyHours, hasSubdomains }: IndicatorsToSave,
  author: Author,
): Promise<SavedIndicators> {
  if (!/^[a-z0-9]{1,40}$/.test(id)) {
    throw new ApiError(422, 'indicators.bad-id', 'An id is of letters and digits, 40 at most.');
  }
  const read = readIndicatorList(text ?? (await fetchText(url ?? '')));
  const { indicators, refused, faults } = read;
  if (indicators.length === 0) {
    throw new ApiError(422, 'indicators.none', 'There is no indicator in it.', {
      errors: faults.slice(0, 20).map(({ line, message }) => ({ field: `line ${line}`, message })),
    });
  }
  const before = await findRuleSet(env.DB, tenant);
  const known = before.indicators.find((list) => list.id === id);
  const list: StoredIndicatorList = {
    id,
    name,
    risk,
    state: known?.state ?? 'on',
    ...(await stored(env, tenant, read)),
    version: before.version + 1,
    ...(url !== undefined && { url, everyHours, fetchedAt: author.now }),
    hasSubdomains,
    savedAt: author.now,
    savedBy: author.by,
  };
  await replaceLists(env, tenant, before, withList(before.indicators, list), author);
  await findInPast(env, tenant, list);
  return { taken: indicators.length, refused, faults };
}

/** Sets the state of a list. */
export async function setIndicatorState(
  env: Env,
  tenant: TenantId,
  id: string,
  state: RuleState,
  author: Author,
): Promise<void> {
  const before = await findRuleSet(env.DB, tenant);
  const known = before.indicators.find((list) => list.id === id);
  if (known === undefined) throw notFound('list');
  const prefix = `indicator-${id}-`;
  const halted = Object.keys(before.stopped).filter((analyzer) => analyzer.startsWith(prefix));
  if (known.state === state && halted.length === 0) return;
  const wasOff = known.state === 'off' || halted.length > 0;
  // What was not looked for meanwhile is looked up now.
  const list = { ...known, state, version: wasOff ? before.version + 1 : known.version };
  const lists = withList(before.indicators, list);
  const stopped = withoutStops(before.stopped, halted);
  await replaceLists(env, tenant, { ...before, stopped }, lists, author);
  if (wasOff) await findInPast(env, tenant, list);
}

/** Deletes a list; its hits are withdrawn. */
export async function deleteIndicators(
  env: Env,
  tenant: TenantId,
  id: string,
  author: Author,
): Promise<void> {
  const before = await findRuleSet(env.DB, tenant);
  const rest = before.indicators.filter((list) => list.id !== id);
  if (rest.length === before.indicators.length) throw notFound('list');
  await replaceLists(env, tenant, before, rest, author);
}

/** A list is fetched although some minutes are left: it is asked once an hour. */
const SLACK_MS = 10 * 60_000;

/**
 * Fetches every list that has an address, as often as it says. One that cannot be fetched stays as it
 * was, and says why; one that did not change costs one row.
 *
 * @param now ms since 1970
 */
export async function fetchLists(env: Env, now: number): Promise<void> {
  for (const tenant of await tenantsWithFetchedLists(env.DB)) {
    const { indicators } = await findRuleSet(env.DB, tenant);
    for (const { id, url, everyHours = USUAL_HOURS, fetchedAt, savedAt } of indicators) {
      const dueAt = (fetchedAt ?? savedAt) + everyHours * 3_600_000 - SLACK_MS;
      if (url === undefined || now < dueAt) continue;
      try {
        await refetch(env, tenant, id, { by: SERVICE, now });
      } catch (error) {
        logError('indicators.fetch-failed', error, { tenant, list: id });
      }
    }
  }
}

async function refetch(env: Env, tenant: TenantId, id: string, author: Author): Promise<void> {
  const before = await findRuleSet(env.DB, tenant);
  const known = before.indicators.find((list) => list.id === id);
  if (known?.url === undefined) return;
  const { failure: _, ...sound } = known;
  let read: ReadList | undefined;
  let failure: string | undefined;
  try {
    read = readIndicatorList(await fetchText(known.url));
    if (read.indicators.length === 0) failure = 'There is no indicator in it.';
  } catch (error) {
    // What the other server does is the tenant's to know; what is wrong with us is logged above.
    if (!(error instanceof ApiError)) throw error;
    failure = error.detail ?? error.message;
  }
  if (read === undefined || failure !== undefined) {
    const lists = withList(before.indicators, { ...sound, failure, fetchedAt: author.now });
    await replaceLists(env, tenant, before, lists, author);
    return;
  }
  const now = await stored(env, tenant, read);
  if (now.entriesKey === known.entriesKey && known.failure === undefined) {
    await noteFetch(env.DB, tenant, before.version, id, author.now);
    return;
  }
  const version = before.version + 1;
  const list = { ...sound, ...now, version, savedAt: author.now, fetchedAt: author.now };
  await replaceLists(env, tenant, before, withList(before.indicators, list), author);
  await findInPast(env, tenant, list);
}

async function fetchText(url: string): Promise<string> {
  return new TextDecoder().decode(await fetchArchive(url));
}

/** Keeps what is on a list. */
async function stored(
  env: Env,
  tenant: TenantId,
  { indicators }: ReadList,
): Promise<Pick<StoredIndicatorList, 'entriesKey' | 'counts'>> {
  const ordered = [...indicators].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const counts: Partial<Record<IndicatorKind, number>> = {};
  for (const { kind } of ordered) counts[kind] = (counts[kind] ?? 0) + 1;
  return { entriesKey: await putJson(env, tenant, 'indicators', ordered), counts };
}

function keyOf({ kind, value }: Indicator): string {
  return `${kind} ${value}`;
}

function withList(
  lists: readonly StoredIndicatorList[],
  list: StoredIndicatorList,
): readonly StoredIndicatorList[] {
  const isKnown = lists.some(({ id }) => id === list.id);
  return isKnown ? lists.map((one) => (one.id === list.id ? list : one)) : [...lists, list];
}

async function replaceLists(
  env: Env,
  tenant: TenantId,
  before: RuleSetRow,
  indicators: readonly StoredIndicatorList[],
  author: Author,
): Promise<void> {
  const all = indicators.reduce((sum, { counts }) => sum + totalOf(counts), 0);
  if (indicators.length > MAX_LISTS || all > MAX_ALL_INDICATORS) {
    throw new ApiError(422, 'indicators.too-many', 'These are too many indicators.', {
      detail: `At most ${MAX_LISTS} lists, and ${MAX_ALL_INDICATORS} indicators on all of them.`,
    });
  }
  await commitPatterns(env, tenant, { ...before, indicators }, author, []);
  const kept = new Set(indicators.map(({ entriesKey }) => entriesKey));
  const gone = before.indicators
    .map(({ entriesKey }) => entriesKey)
    .filter((key) => !kept.has(key));
  if (gone.length > 0) await env.UPLOADS.delete(gone);
}

function totalOf(counts: StoredIndicatorList['counts']): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** Finds what a list names in what every shard has stored. */
async function findInPast(env: Env, tenant: TenantId, list: StoredIndicatorList): Promise<void> {
  if (list.state === 'off') return;
  const rulesVersion = list.version;
  const meters = new MeterCount();
  await askShards(await tenantStub(env, tenant).shards(), async (shard) => {
    let place: LookupPlace | undefined = FIRST_PLACE;
    while (place !== undefined) {
      const stub = shardStub(env, tenant, shard);
      const observed = await stub.matchIndicators(list.id, rulesVersion, place);
      await deliverHits(env, { tenant, rulesVersion }, shard, observed, meters);
      place = observed.next as LookupPlace | undefined;
    }
  });
  log('indicators.looked-up', { tenant, list: list.id, ...meters.total });
}
