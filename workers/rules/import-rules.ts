import type {
  KeptRule,
  RuleFault,
  RuleImport,
  RuleName,
  RuleState,
} from '../../core/contract/rules.ts';
import { isPatternSetting } from '../../core/detect/pattern-setting.ts';
import { compileRules } from '../../core/detect/sigma/compiled-form.ts';
import { ruleAnalyzerId } from '../../core/detect/rule-hits.ts';
import { indexRule, indexRules } from '../../core/detect/sigma/rule-index.ts';
import type { IndexedRule } from '../../core/detect/sigma/rule-index.ts';
import type { PlaceholderLists } from '../../core/detect/sigma/language/placeholders.ts';
import { linkRules } from '../../core/detect/sigma/rule-set.ts';
import type { EventRule, Rule } from '../../core/detect/sigma/rule.ts';
import { tenantStub } from '../../durable-objects/stubs.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';
import { findRuleSet, replaceRuleSet, withoutStops } from '../d1/rule-sets.ts';
import type { RecordedChange, RuleSetRow, StoredPack } from '../d1/rule-sets.ts';
import { ApiError } from '../errors.ts';
import { log } from '../log.ts';
import { deliverMarks } from '../pipeline/deliver-marks.ts';
import { MeterCount } from '../pipeline/meters.ts';
import { parsePack } from './parse-pack.ts';
import type { ParsedPack, PlacedRule } from './parse-pack.ts';
import type { RuleFile } from './rule-files.ts';
import { getJson, putJson, putText } from './stored.ts';
import { OWN_PACK } from './edited-file.ts';
import type { EditedFile } from './edited-file.ts';
import { valuesByName } from './stored-lists.ts';
import { withoutOverridden } from './without-overridden.ts';
import type { PackedRule, ReadPack } from './without-overridden.ts';

/** Rules of a tenant, all packs together: what matches them must fit into an isolate. */
const MAX_RULES = 10_000;

/** Packs of a tenant. */
const MAX_PACKS = 50;

/** What is imported under one name. */
export interface PackImport {
  readonly name: string;
  readonly files: readonly RuleFile[];
  /** Whether files of the pack that are not among these stay. */
  readonly keepOthers: boolean;
}

/** What a change of rules leaves behind it, beside the rules themselves. */
export interface RuleChange {
  readonly now: number;
  /** What is to be known of it later. */
  readonly changes?: readonly RecordedChange[];
  /** The key of the lists that the rules were read with, where they are others than before. */
  readonly listsKey?: string;
  /** Looks at what does not fit together, before anything is changed; may throw. */
  readonly check?: (problems: readonly PlacedProblem[]) => void;
}

/**
 * Imports files of rules as a pack, in place of what the pack had, and says what that changed. The
 * tenant's other packs stay as they are.
 */
export async function importRules(
  env: Env,
  tenant: TenantId,
  pack: PackImport,
  now: number,
): Promise<RuleImport> {
  const before = await findRuleSet(env.DB, tenant);
  const old = before.packs.find(({ name }) => name === pack.name);
  if (old?.isOwn === true || pack.name === OWN_PACK) throw ownPack();
  if (old === undefined && before.packs.length >= MAX_PACKS) {
    throw new ApiError(422, 'rules.too-many-packs', `There are at most ${MAX_PACKS} packs.`);
  }
  const files = pack.keepOthers && old !== undefined ? await joined(env, old, pack) : pack.files;
  const parsed = parsePack(files, await valuesByName(env, before.listsKey));
  const used = new Set(parsed.rules.map(({ path }) => path));
  const stored: StoredPack = {
    name: pack.name,
    rules: parsed.rules.length,
    rejected: countOf(parsed.rejected),
    importedAt: now,
    filesKey: await putJson(
      env,
      tenant,
      'files',
      files.filter(({ path }) => used.has(path)),
    ),
    parsedKey: await putJson(env, tenant, 'parsed', parsed.rules),
  };
  const packs = await readPacks(env, before.packs, { stored, rules: parsed.rules });
  const previous = before.indexKey === '' ? [] : await getJson<IndexedRule[]>(env, before.indexKey);
  const replaced = await replaceRules(env, tenant, before, packs, { now });
  await letGo(env, before, replaced.next);
  log('rules.imported', { tenant, pack: pack.name, rules: parsed.rules.length });
  return {
    ...answerOf(stored, parsed, previous, replaced.index, replaced.problems),
    kept: await keptOf(env, before, stored.name, replaced.overridden),
  };
}

/** The rules of a pack that a tenant's own versions stand in for. */
async function keptOf(
  env: Env,
  { packs }: RuleSetRow,
  pack: string,
  overridden: readonly PackedRule[],
): Promise<readonly KeptRule[]> {
  const own = packs.find(({ isOwn }) => isOwn === true);
  const files = own === undefined ? [] : await getJson<EditedFile[]>(env, own.filesKey);
  const basis = new Map(files.flatMap(({ basis: of = {} }) => Object.entries(of)));
  return overridden
    .filter((one) => one.pack === pack)
    .map(({ rule, path }) => {
      const { id, title, hash } = indexRule(rule, pack, path);
      return { id, title, isChanged: basis.has(id) && basis.get(id) !== hash };
    });
}

/** Reads all rules that name lists again, with other lists. */
export async function replaceValueLists(
  env: Env,
  tenant: TenantId,
  { listsKey, values }: { readonly listsKey: string; readonly values: PlaceholderLists },
  now: number,
): Promise<void> {
  const before = await findRuleSet(env.DB, tenant);
  const packs: ReadPack[] = [];
  for (const stored of before.packs) {
    const files = await getJson<RuleFile[]>(env, stored.filesKey);
    if (!files.some(({ text }) => NAMES_LISTS.test(text))) {
      packs.push({ stored, rules: await getJson<PlacedRule[]>(env, stored.parsedKey) });
      continue;
    }
    const { rules } = parsePack(files, values);
    const parsedKey = await putJson(env, tenant, 'parsed', rules);
    packs.push({ stored: { ...stored, parsedKey }, rules });
  }
  const { next } = await replaceRules(env, tenant, before, packs, { now, listsKey });
  await letGo(env, before, next);
}

/** The modifier by which a rule names a list. */
const NAMES_LISTS = /\|expand\b/;

/** Removes a pack with all of its rules. */
export async function removePack(
  env: Env,
  tenant: TenantId,
  name: string,
  now: number,
): Promise<boolean> {
  const before = await findRuleSet(env.DB, tenant);
  const found = before.packs.find((pack) => pack.name === name);
  if (found === undefined) return false;
  if (found.isOwn === true) throw ownPack();
  const packs = await readPacks(
    env,
    before.packs.filter((pack) => pack.name !== name),
    undefined,
  );
  const { next } = await replaceRules(env, tenant, before, packs, { now });
  await letGo(env, before, next);
  return true;
}

/** Sets the state of rules; null leaves it to the service. */
export async function setRuleStates(
  env: Env,
  tenant: TenantId,
  ids: readonly string[],
  state: RuleState | null,
  now: number,
): Promise<void> {
  const before = await findRuleSet(env.DB, tenant);
  const index = before.indexKey === '' ? [] : await getJson<IndexedRule[]>(env, before.indexKey);
  const known = new Set(index.map(({ id }) => id));
  const settings = new Map(Object.entries(before.settings));
  for (const id of ids) {
    if (isPatternSetting(id)) continue;
    if (state === null || !known.has(id)) settings.delete(id);
    else settings.set(id, state);
  }
  const stopped = withoutStops(before.stopped, ids.map(ruleAnalyzerId));
  const next = { ...before, settings: Object.fromEntries(settings), stopped };
  // What a filter takes away is compiled into the rules that it is for.
  if (index.some(({ id, kind }) => kind === 'filter' && ids.includes(id))) {
    const packs = await readPacks(env, before.packs, undefined);
    const replaced = await replaceRules(env, tenant, next, packs, { now });
    await letGo(env, before, replaced.next);
    return;
  }
  await commit(env, tenant, next, now);
}

/** The files of a pack with others added; of one path, and of one rule, the newer counts. */
async function joined(env: Env, old: StoredPack, pack: PackImport): Promise<RuleFile[]> {
  const before = await getJson<RuleFile[]>(env, old.filesKey);
  const paths = new Set(pack.files.map(({ path }) => path));
  return [...pack.files, ...before.filter(({ path }) => !paths.has(path))];
}

/** All packs in the order in which they first came, with one of them new. */
export async function readPacks(
  env: Env,
  stored: readonly StoredPack[],
  added: ReadPack | undefined,
): Promise<ReadPack[]> {
  const isKnown = stored.some(({ name }) => name === added?.stored.name);
  const packs: ReadPack[] = [];
  for (const pack of stored) {
    packs.push(
      pack.name === added?.stored.name
        ? added
        : { stored: pack, rules: await getJson<PlacedRule[]>(env, pack.parsedKey) },
    );
  }
  return added === undefined || isKnown ? packs : [...packs, added];
}

/** Puts the rules of all packs together and makes them the tenant's. */
export async function replaceRules(
  env: Env,
  tenant: TenantId,
  before: RuleSetRow,
  packs: readonly ReadPack[],
  { now, changes, listsKey, check }: RuleChange,
): Promise<{
  index: readonly IndexedRule[];
  problems: readonly PlacedProblem[];
  overridden: readonly PackedRule[];
  next: RuleSetRow;
}> {
  const { used: all, overridden } = withoutOverridden(packs);
  if (all.length > MAX_RULES) {
    throw new ApiError(413, 'rules.too-many', `A tenant has at most ${MAX_RULES} rules.`);
  }
  const placeOf = new Map<Rule, PackedRule>(all.map((placed) => [placed.rule, placed]));
  // A filter that is off takes nothing away; it is still listed.
  const isApplied = ({ kind, id }: Rule): boolean =>
    kind !== 'filter' || before.settings[id] !== 'off';
  const { set, problems } = linkRules(all.map(({ rule }) => rule).filter(isApplied));
  const placed = problems.flatMap(({ rule, reason }): PlacedProblem[] => {
    const place = placeOf.get(rule);
    return place === undefined ? [] : [{ ...place, reason }];
  });
  check?.(placed);
  const unusable = new Set(problems.map(({ rule }) => rule));
  const index = indexRules(
    set,
    all.filter(({ rule }) => !unusable.has(rule)),
  );
  const known = new Set(index.map(({ id }) => id));
  const settings = Object.entries(before.settings).filter(
    ([id]) => known.has(id) || isPatternSetting(id),
  );
  const matcher = compileRules({ ...set, events: set.events.map(matchingPart) });
  const next: RuleSetRow = {
    version: before.version,
    packs: packs.map(({ stored }) => stored),
    matcherKey: index.length === 0 ? '' : await putText(env, tenant, 'matcher', matcher),
    indexKey: index.length === 0 ? '' : await putJson(env, tenant, 'index', index),
    settings: Object.fromEntries(settings),
    analyzersKey: before.analyzersKey,
    indicators: before.indicators,
    listsKey: listsKey ?? before.listsKey,
    stopped: before.stopped,
  };
  await commit(env, tenant, next, now, changes);
  return { index, problems: placed, overridden, next };
}

/** A rule that was read and cannot be used beside the others. */
export interface PlacedProblem extends PackedRule {
  readonly reason: string;
}

function ownPack(): ApiError {
  return new ApiError(422, 'rules.own-pack', `${OWN_PACK} has the rules that are written here.`, {
    detail: 'Give the pack another name; rules that are written here are deleted one by one.',
  });
}

async function commit(
  env: Env,
  tenant: TenantId,
  next: RuleSetRow,
  now: number,
  changes: readonly RecordedChange[] = [],
): Promise<void> {
  if (!(await replaceRuleSet(env.DB, tenant, next, now, changes))) {
    throw new ApiError(409, 'rules.changed', 'Somebody else changed the rules meanwhile.', {
      detail: 'Look at what they are now, and try again.',
    });
  }
  const rulesVersion = next.version + 1;
  const orders = await tenantStub(env, tenant).syncRules(rulesVersion);
  await deliverMarks(env, { tenant, rulesVersion }, orders, new MeterCount());
}

/** What matching needs of a rule; all else is in the index. */
function matchingPart({ kind, id, title, logSource, when, missingLists }: EventRule): EventRule {
  const rule: EventRule = { kind, id, title, logSource, when };
  return missingLists === undefined ? rule : { ...rule, missingLists };
}

/**
 * Deletes what the rules of before had and those of now do not. Who was about to read it reads the
 * rules again instead.
 */
export async function letGo(env: Env, before: RuleSetRow, now: RuleSetRow): Promise<void> {
  const kept = new Set(keysOf(now));
  const gone = keysOf(before).filter((key) => key !== '' && !kept.has(key));
  if (gone.length > 0) await env.UPLOADS.delete(gone);
}

function keysOf({ packs, matcherKey, indexKey, listsKey }: RuleSetRow): string[] {
  const ofPacks = packs.flatMap(({ filesKey, parsedKey }) => [filesKey, parsedKey]);
  return [...ofPacks, matcherKey, indexKey, listsKey];
}

function answerOf(
  pack: StoredPack,
  parsed: ParsedPack,
  before: readonly IndexedRule[],
  after: readonly IndexedRule[],
  problems: readonly PlacedProblem[],
): Omit<RuleImport, 'kept'> {
  const old = new Map(before.filter((rule) => rule.pack === pack.name).map((r) => [r.id, r]));
  const now = after.filter((rule) => rule.pack === pack.name);
  const ids = new Set(now.map(({ id }) => id));
  const unused = problems
    .filter((problem) => problem.pack === pack.name)
    .map(({ path, rule, reason }): RuleFault => {
      return { path, line: 0, column: 0, message: `${rule.title}: ${reason}` };
    });
  const { name, rules, rejected, importedAt } = pack;
  return {
    pack: { name, rules: rules - unused.length, rejected: rejected + unused.length, importedAt },
    added: now.filter(({ id }) => !old.has(id)).map(nameOf),
    changed: now.filter(({ id, hash }) => (old.get(id)?.hash ?? hash) !== hash).map(nameOf),
    removed: [...old.values()].filter(({ id }) => !ids.has(id)).map(nameOf),
    unchanged: now.filter(({ id, hash }) => old.get(id)?.hash === hash).length,
    rejected: [...parsed.rejected, ...unused],
    warnings: parsed.warnings,
  };
}

function nameOf({ id, title }: IndexedRule): RuleName {
  return { id, title };
}

/** A file may have several faults; what is counted is rules that were not taken. */
function countOf(faults: readonly RuleFault[]): number {
  return new Set(faults.map(({ path }) => path)).size;
}
