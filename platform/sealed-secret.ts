import { Buffer } from 'node:buffer';

const IV_BYTES = 12;

/**
 * A secret of a tenant as the database may hold it: AES-256-GCM under a key of the deployment's
 * secret, bound to what it is for, so that one copied to another row does not open.
 *
 * @param purpose such as `aws/TENANT/SOURCE`
 */
export async function seal(
  text: string,
  deploymentSecret: string,
  purpose: string,
): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const key = await keyOf(deploymentSecret, purpose);
  const sealed = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv },
    key,
    new TextEncoder().encode(text),
  );
  return Buffer.concat([iv, new Uint8Array(sealed)]).toString('base64');
}

/** What was sealed. Throws when it was not sealed for this purpose, by this deployment. */
export async function unseal(
  sealed: string,
  deploymentSecret: string,
  purpose: string,
): Promise<string> {
  const bytes = Buffer.from(sealed, 'base64');
  const iv = new Uint8Array(bytes.subarray(0, IV_BYTES));
  const key = await keyOf(deploymentSecret, purpose);
  const content = new Uint8Array(bytes.subarray(IV_BYTES));
  const text = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, content);
  return new TextDecoder().decode(text);
}

async function keyOf(deploymentSecret: string, purpose: string): Promise<CryptoKey> {
  const encoder = new TextEncoder();
  const secret = encoder.encode(deploymentSecret);
  const base = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey']);
  const info = encoder.encode(`grapnel sealed secret: ${purpose}`);
  return await crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info },
    base,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  );
}
