import { builtInSource } from '../../analyzers/catalogue.ts';
import type { RuleState } from '../../core/contract/rules.ts';
import { ANALYZER_FORM, analyzerForm } from '../../core/detect/analyzer-form.ts';
import type { OwnAnalyzer, OwnAnalyzers } from '../../core/detect/analyzer-form.ts';
import { parseAnalyzer } from '../../core/detect/analyzer.ts';
import { isIndicatorId } from '../../core/detect/indicators/indicator-analyzers.ts';
import { patternSetting } from '../../core/detect/pattern-setting.ts';
import { shardStub, tenantStub } from '../../durable-objects/stubs.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';
import { askShards } from '../ask-shards.ts';
import { findRuleSet, replaceRuleSet, withoutStops } from '../d1/rule-sets.ts';
import type { RecordedChange, RuleSetRow } from '../d1/rule-sets.ts';
import { ApiError, notFound } from '../errors.ts';
import { log } from '../log.ts';
import { deliverHits } from '../pipeline/deliver-hits.ts';
import { MeterCount } from '../pipeline/meters.ts';
import { getJson, putJson } from '../rules/stored.ts';

/** A tenant's own patterns: each is looked for in every batch of every shard. */
const MAX_OWN = 200;

/** Who changes something, and when. */
export interface Author {
  /** The member's address. */
  readonly by: string;
  /** ms since 1970 */
  readonly now: number;
}

/** A tenant's own patterns, in order of their ids. */
export async function readOwn(
  env: Env,
  { analyzersKey }: RuleSetRow,
): Promise<readonly OwnAnalyzer[]> {
  if (analyzersKey === '') return [];
  return (await getJson<OwnAnalyzers>(env, analyzersKey)).analyzers;
}

/**
 * Saves a pattern of a tenant's own, from then on looked for in what is new; hits of before that
 * the new text does not make are withdrawn.
 *
 * @param basedOn the version that was edited; null when it is to be a new one
 */
export async function saveAnalyzer(
  env: Env,
  tenant: TenantId,
  { id, source, basedOn }: { id: string; source: string; basedOn: number | null },
  author: Author,
): Promise<void> {
  const read = parseAnalyzer(source);
  if (!read.ok) {
    throw new ApiError(422, 'analyzers.faulty', 'The text is no analyzer.', {
      errors: read.faults.map(({ line, column, message }) => ({
        field: `${line}:${column}`,
        message,
      })),
    });
  }
  if (read.analyzer.id !== id) {
    throw new ApiError(422, 'analyzers.other-id', `The text’s id is not ${id.slice(0, 100)}.`);
  }
  const before = await findRuleSet(env.DB, tenant);
  const own = await readOwn(env, before);
  const known = own.find((one) => one.id === id);
  if ((known?.version ?? null) !== basedOn) throw changed();
  if (isIndicatorId(id)) {
    throw new ApiError(422, 'analyzers.taken', 'Ids like this are those of lists of indicators.');
  }
  if (known === undefined && builtInSource(id) !== undefined) {
    throw new ApiError(422, 'analyzers.taken', 'An analyzer of the service has this id.', {
      detail: 'Give it another id.',
    });
  }
  if (known === undefined && own.length >= MAX_OWN) {
    throw new ApiError(422, 'analyzers.too-many', `There are at most ${MAX_OWN} of your own.`);
  }
  const saved: OwnAnalyzer = {
    id,
    source,
    form: analyzerForm(read.analyzer),
    version: before.version + 1,
    savedAt: author.now,
    savedBy: author.by,
  };
  const change: RecordedChange = { analyzer: id, by: author.by, action: 'saved', source };
  await replaceOwn(env, tenant, before, [...own.filter((one) => one.id !== id), saved], {
    author,
    changes: [change],
    settings: before.settings,
  });
}

/** Deletes a pattern of a tenant's own; its hits are withdrawn. Its changes are still known. */
export async function deleteAnalyzer(
  env: Env,
  tenant: TenantId,
  id: string,
  author: Author,
): Promise<void> {
  const before = await findRuleSet(env.DB, tenant);
  const own = await readOwn(env, before);
  if (!own.some((one) => one.id === id)) throw notFound('analyzer');
  const settings = Object.entries(before.settings).filter(([name]) => name !== patternSetting(id));
  await replaceOwn(
    env,
    tenant,
    before,
    own.filter((one) => one.id !== id),
    {
      author,
      changes: [{ analyzer: id, by: author.by, action: 'deleted' }],
      settings: Object.fromEntries(settings),
    },
  );
}

/** Sets the state of patterns, built-in ones and a tenant's own. */
export async function setAnalyzerStates(
  env: Env,
  tenant: TenantId,
  { ids, state }: { readonly ids: readonly string[]; readonly state: RuleState },
  author: Author,
): Promise<void> {
  const before = await findRuleSet(env.DB, tenant);
  const own = new Set((await readOwn(env, before)).map(({ id }) => id));
  const unknown = ids.find((id) => !own.has(id) && builtInSource(id) === undefined);
  if (unknown !== undefined) throw notFound('analyzer');
  const settings = new Map(Object.entries(before.settings));
  const turned = [...new Set(ids)].filter(
    (id) => (settings.get(patternSetting(id)) ?? 'on') !== state || id in before.stopped,
  );
  if (turned.length === 0) return;
  for (const id of turned) {
    if (state === 'on') settings.delete(patternSetting(id));
    else settings.set(patternSetting(id), state);
  }
  const changes = turned.map((analyzer) => ({ analyzer, by: author.by, action: state }));
  const stopped = withoutStops(before.stopped, turned);
  const next = { ...before, settings: Object.fromEntries(settings), stopped };
  await commitPatterns(env, tenant, next, author, changes);
}

async function replaceOwn(
  env: Env,
  tenant: TenantId,
  before: RuleSetRow,
  analyzers: readonly OwnAnalyzer[],
  change: {
    readonly author: Author;
    readonly changes: readonly RecordedChange[];
    readonly settings: RuleSetRow['settings'];
  },
): Promise<void> {
  const kept: OwnAnalyzers = {
    form: ANALYZER_FORM,
    analyzers: [...(await recompiled(env, before, analyzers))].sort((a, b) =>
      a.id < b.id ? -1 : 1,
    ),
  };
  const analyzersKey = analyzers.length === 0 ? '' : await putJson(env, tenant, 'analyzers', kept);
  const next = { ...before, settings: change.settings, analyzersKey };
  await commitPatterns(env, tenant, next, change.author, change.changes);
  if (before.analyzersKey !== '' && before.analyzersKey !== analyzersKey) {
    await env.UPLOADS.delete(before.analyzersKey);
  }
}

/** All patterns in the form of this version of the service: an object has them in one form. */
async function recompiled(
  env: Env,
  { analyzersKey }: RuleSetRow,
  analyzers: readonly OwnAnalyzer[],
): Promise<readonly OwnAnalyzer[]> {
  if (analyzersKey === '') return analyzers;
  const { form } = await getJson<OwnAnalyzers>(env, analyzersKey);
  if (form === ANALYZER_FORM) return analyzers;
  return analyzers.map((one) => {
    const read = parseAnalyzer(one.source);
    return read.ok ? { ...one, form: analyzerForm(read.analyzer) } : one;
  });
}

/** Makes rules the tenant's, and has lenses and shards follow. */
export async function commitPatterns(
  env: Env,
  tenant: TenantId,
  next: RuleSetRow,
  { by, now }: Author,
  changes: readonly RecordedChange[],
): Promise<void> {
  if (!(await replaceRuleSet(env.DB, tenant, next, now, changes))) throw changed();
  const rulesVersion = next.version + 1;
  await tenantStub(env, tenant).syncRules(rulesVersion);
  const meters = new MeterCount();
  const shards = await tenantStub(env, tenant).shards();
  await askShards(shards, async (shard) => {
    const observed = await shardStub(env, tenant, shard).useAnalyzers(rulesVersion);
    await deliverHits(env, { tenant, rulesVersion }, shard, observed, meters);
  });
  log('analyzers.changed', { tenant, by, changes: changes.length, ...meters.total });
}

function changed(): ApiError {
  return new ApiError(409, 'analyzers.changed', 'Somebody else changed it meanwhile.', {
    detail: 'Look at what it is now, and try again.',
  });
}
