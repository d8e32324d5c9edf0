import type { TenantId } from '../../durable-objects/stubs.ts';
import { sha256Hex } from '../hex.ts';

/** Keeps a value as JSON under the hash of its content, and returns its key. */
export async function putJson(
  env: Env,
  tenant: TenantId,
  kind: string,
  value: unknown,
): Promise<string> {
  return await putText(env, tenant, kind, JSON.stringify(value));
}

/** Keeps a text under its hash, below its tenant's prefix, and returns its key. */
export async function putText(
  env: Env,
  tenant: TenantId,
  kind: string,
  text: string,
): Promise<string> {
  const key = `${tenant}/rules/${kind}-${await sha256Hex(text)}`;
  await env.UPLOADS.put(key, text);
  return key;
}

/** A kept value. What a key names is there unless rules were replaced meanwhile: then it throws. */
export async function getJson<T>(env: Env, key: string): Promise<T> {
  const object = await env.UPLOADS.get(key);
  if (object === null) throw new Error('a part of the rules is gone: they were replaced meanwhile');
  return await object.json<T>();
}
