import type { PlaceholderLists } from '../../core/detect/sigma/language/placeholders.ts';
import { getJson } from './stored.ts';

/** A list of values as it is kept. */
export interface StoredValueList {
  readonly name: string;
  readonly values: readonly string[];
  readonly savedAt: number;
  readonly savedBy: string;
}

/** A tenant's lists. */
export async function readLists(env: Env, listsKey: string): Promise<readonly StoredValueList[]> {
  return listsKey === '' ? [] : await getJson<StoredValueList[]>(env, listsKey);
}

/** The values of a tenant's lists, as rules are read with them. */
export async function valuesByName(env: Env, listsKey: string): Promise<PlaceholderLists> {
  return new Map((await readLists(env, listsKey)).map(({ name, values }) => [name, values]));
}
