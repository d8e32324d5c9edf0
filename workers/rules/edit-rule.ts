import type { RuleCheck } from '../../core/contract/rules.ts';
import type { Fault } from '../../core/yaml/fault.ts';
import { parseSigma } from '../../core/detect/sigma/language/parse.ts';
import type { PlaceholderLists } from '../../core/detect/sigma/language/placeholders.ts';
import { ruleAnalyzerId } from '../../core/detect/rule-hits.ts';
import { indexRule } from '../../core/detect/sigma/rule-index.ts';
import type { Rule } from '../../core/detect/sigma/rule.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';
import type { Author } from '../analyzers/own-analyzers.ts';
import { findRuleSet } from '../d1/rule-sets.ts';
import type { RecordedChange, RuleSetRow, StoredPack } from '../d1/rule-sets.ts';
import { ApiError, notFound } from '../errors.ts';
import { log } from '../log.ts';
import { OWN_PACK } from './edited-file.ts';
import type { EditedFile } from './edited-file.ts';
import { letGo, readPacks, replaceRules } from './import-rules.ts';
import { parsePack } from './parse-pack.ts';
import { getJson, putJson } from './stored.ts';
import { valuesByName } from './stored-lists.ts';
import type { ReadPack } from './without-overridden.ts';

/** Files of rules that a tenant writes here. */
const MAX_FILES = 500;

/** What is wrong with a text of rules, and what it says. */
export async function checkRule(env: Env, tenant: TenantId, source: string): Promise<RuleCheck> {
  const { listsKey } = await findRuleSet(env.DB, tenant);
  const { faults, warnings, rules } = readText(source, await valuesByName(env, listsKey));
  return {
    faults,
    warnings,
    rules: rules.map((rule) => {
      const { id, title, kind, level, logs } = indexRule(rule, OWN_PACK, '');
      return { id, title, kind, level, logs };
    }),
  };
}

/**
 * Saves a rule as the tenant's own version of it, which holds from then on, also in place of one that
 * an imported pack has.
 *
 * @param basedOn the version of one's own that was edited; null for the first
 */
export async function saveRule(
  env: Env,
  tenant: TenantId,
  { id, source, basedOn }: { id: string; source: string; basedOn: number | null },
  author: Author,
): Promise<void> {
  const before = await findRuleSet(env.DB, tenant);
  const { faults, rules } = readText(source, await valuesByName(env, before.listsKey));
  if (faults.length > 0) {
    throw new ApiError(422, 'rules.faulty', 'The text is no rule.', {
      errors: faults.map(({ line, column, message }) => ({ field: `${line}:${column}`, message })),
    });
  }
  if (!rules.some((rule) => rule.id === id)) {
    throw new ApiError(
      422,
      'rules.other-id',
      `No rule of the text has the id ${id.slice(0, 100)}.`,
    );
  }
  const files = await readEdited(env, before);
  const known = files.find((file) => file.path === pathOf(id));
  if ((known?.version ?? null) !== basedOn) throw changed();
  if (known === undefined && files.length >= MAX_FILES) {
    throw new ApiError(422, 'rules.too-many-own', `At most ${MAX_FILES} rules are written here.`);
  }
  const imported = await importedPacks(env, before);
  const saved: EditedFile = {
    path: pathOf(id),
    text: source,
    version: before.version + 1,
    savedAt: author.now,
    savedBy: author.by,
    basis: basisOf(imported, rules),
  };
  const change = { analyzer: ruleAnalyzerId(id), by: author.by, action: 'saved' as const, source };
  const others = files.filter((file) => file.path !== pathOf(id));
  await replaceEdited(env, tenant, { before, imported, files: [...others, saved] }, author, change);
}

/** Deletes the tenant's own version of a rule: what the imported packs have of it holds again. */
export async function deleteOwnRule(
  env: Env,
  tenant: TenantId,
  id: string,
  author: Author,
): Promise<void> {
  const before = await findRuleSet(env.DB, tenant);
  const files = await readEdited(env, before);
  const rest = files.filter((file) => file.path !== pathOf(id));
  if (rest.length === files.length) throw notFound('rule');
  const change = { analyzer: ruleAnalyzerId(id), by: author.by, action: 'deleted' as const };
  const imported = await importedPacks(env, before);
  await replaceEdited(env, tenant, { before, imported, files: rest }, author, change);
}

/** The files that are written here. */
export async function readEdited(env: Env, { packs }: RuleSetRow): Promise<readonly EditedFile[]> {
  const own = packs.find(({ isOwn }) => isOwn === true);
  return own === undefined ? [] : await getJson<EditedFile[]>(env, own.filesKey);
}

/** What is to be the tenant's: the packs as they are, and the files that are written here. */
interface Edit {
  readonly before: RuleSetRow;
  readonly imported: readonly ReadPack[];
  readonly files: readonly EditedFile[];
}

async function replaceEdited(
  env: Env,
  tenant: TenantId,
  { before, imported, files }: Edit,
  author: Author,
  change: RecordedChange,
): Promise<void> {
  const { rules } = parsePack(files, await valuesByName(env, before.listsKey));
  const stored: StoredPack = {
    name: OWN_PACK,
    isOwn: true,
    rules: rules.length,
    rejected: 0,
    importedAt: author.now,
    filesKey: await putJson(env, tenant, 'files', files),
    parsedKey: await putJson(env, tenant, 'parsed', rules),
  };
  const packs = files.length === 0 ? imported : [...imported, { stored, rules }];
  const { next } = await replaceRules(env, tenant, before, packs, {
    now: author.now,
    changes: [change],
    check: (problems) => {
      const own = problems.filter(({ pack }) => pack === OWN_PACK);
      if (own.length === 0 || change.action === 'deleted') return;
      throw new ApiError(422, 'rules.unusable', 'The rule cannot be used beside the others.', {
        errors: own.map(({ rule, reason }) => ({ field: rule.title, message: reason })),
      });
    },
  });
  await letGo(env, before, next);
  log('rules.edited', { tenant, by: author.by, rule: change.analyzer, action: change.action });
}

/** The hashes that rules of these ids have in the imported packs. */
function basisOf(
  imported: readonly ReadPack[],
  rules: readonly Rule[],
): Readonly<Record<string, string>> {
  const ids = new Set(rules.map(({ id }) => id));
  const known = imported.flatMap(({ rules: placed }) => placed);
  return Object.fromEntries(
    known
      .filter(({ rule }) => ids.has(rule.id))
      .map(({ rule, path }) => [rule.id, indexRule(rule, '', path).hash]),
  );
}

async function importedPacks(env: Env, { packs }: RuleSetRow): Promise<readonly ReadPack[]> {
  const stored = packs.filter(({ isOwn }) => isOwn !== true);
  return await readPacks(env, stored, undefined);
}

function readText(
  source: string,
  lists: PlaceholderLists,
): {
  readonly faults: readonly Fault[];
  readonly warnings: readonly Fault[];
  readonly rules: readonly Rule[];
} {
  const parsed = parseSigma(source, { lists });
  return {
    faults: parsed.flatMap((one) => (one.ok ? [] : one.faults)),
    warnings: parsed.flatMap((one) => one.warnings),
    rules: parsed.flatMap((one) => (one.ok ? [one.value] : [])),
  };
}

/** A file of a rule: by its id, so that there is one of each. */
function pathOf(id: string): string {
  return `${id}.yml`;
}

function changed(): ApiError {
  return new ApiError(409, 'rules.changed', 'Somebody else changed the rule meanwhile.', {
    detail: 'Look at what it is now, and try again.',
  });
}
