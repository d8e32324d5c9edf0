import { MAX_LIST_LENGTH, MAX_VALUE_LISTS } from '../../core/contract/value-lists.ts';
import type { ValueListDetail, ValueLists } from '../../core/contract/value-lists.ts';
import type { IndexedRule } from '../../core/detect/sigma/rule-index.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';
import type { Author } from '../analyzers/own-analyzers.ts';
import { findRuleSet } from '../d1/rule-sets.ts';
import { ApiError, notFound } from '../errors.ts';
import { log } from '../log.ts';
import { replaceValueLists } from './import-rules.ts';
import { getJson, putJson } from './stored.ts';
import { readLists } from './stored-lists.ts';
import type { StoredValueList } from './stored-lists.ts';

/** A tenant's lists, and those that its rules ask for in vain. */
export async function listValueLists(env: Env, tenant: TenantId): Promise<ValueLists> {
  const { listsKey, indexKey } = await findRuleSet(env.DB, tenant);
  const [lists, rules] = await Promise.all([
    readLists(env, listsKey),
    indexKey === '' ? [] : getJson<IndexedRule[]>(env, indexKey),
  ]);
  const named = countOf(rules.flatMap((rule) => rule.lists ?? []));
  const missing = countOf(rules.flatMap((rule) => rule.missingLists ?? []));
  return {
    lists: lists.map(({ name, values, savedAt, savedBy }) => {
      return { name, values: values.length, rules: named.get(name) ?? 0, savedAt, savedBy };
    }),
    missing: [...missing]
      .map(([name, count]) => ({ name, rules: count }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

/** One list; undefined when there is none of this name. */
export async function findValueList(
  env: Env,
  tenant: TenantId,
  name: string,
): Promise<ValueListDetail | undefined> {
  const { listsKey } = await findRuleSet(env.DB, tenant);
  const found = (await readLists(env, listsKey)).find((list) => list.name === name);
  return found && { name, values: found.values };
}

/** Saves a list in place of what it had: rules that name it are compiled with it from then on. */
export async function saveValueList(
  env: Env,
  tenant: TenantId,
  name: string,
  values: readonly string[],
  author: Author,
): Promise<void> {
  const before = await findRuleSet(env.DB, tenant);
  const others = (await readLists(env, before.listsKey)).filter((list) => list.name !== name);
  const distinct = [...new Set(values)];
  const list: StoredValueList = {
    name,
    values: distinct,
    savedAt: author.now,
    savedBy: author.by,
  };
  await replaceLists(env, tenant, [...others, list], author);
}

/** Deletes a list; rules that name it match nothing from then on. */
export async function deleteValueList(
  env: Env,
  tenant: TenantId,
  name: string,
  author: Author,
): Promise<void> {
  const { listsKey } = await findRuleSet(env.DB, tenant);
  const lists = await readLists(env, listsKey);
  const rest = lists.filter((list) => list.name !== name);
  if (rest.length === lists.length) throw notFound('list');
  await replaceLists(env, tenant, rest, author);
}

async function replaceLists(
  env: Env,
  tenant: TenantId,
  lists: readonly StoredValueList[],
  { by, now }: Author,
): Promise<void> {
  const length = lists.flatMap(({ values }) => values).reduce((sum, one) => sum + one.length, 0);
  if (lists.length > MAX_VALUE_LISTS || length > MAX_LIST_LENGTH) {
    throw new ApiError(422, 'value-lists.too-much', 'These lists are too large.', {
      detail: `At most ${MAX_VALUE_LISTS} lists, and ${MAX_LIST_LENGTH} characters in all of them.`,
    });
  }
  const ordered = [...lists].sort((a, b) => (a.name < b.name ? -1 : 1));
  const listsKey = lists.length === 0 ? '' : await putJson(env, tenant, 'lists', ordered);
  const values = new Map(ordered.map((list) => [list.name, list.values]));
  await replaceValueLists(env, tenant, { listsKey, values }, now);
  log('value-lists.changed', { tenant, by, lists: lists.length });
}

function countOf(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
