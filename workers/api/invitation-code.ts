import { toHex } from '../hex.ts';

/** Hex digits of the code's proof: 128 bits, which nobody guesses. */
const PROOF_LENGTH = 32;

/**
 * What the link of an invitation says: its id, and a proof that only this deployment can make. So
 * ids can be listed and kept in the database, and the link is shown once, to whoever invited.
 */
export async function invitationCode(env: Env, id: string): Promise<string> {
  const key = await keyOf(env);
  const proof = await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(id));
  return `${id}.${toHex(new Uint8Array(proof)).slice(0, PROOF_LENGTH)}`;
}

/** The id that a code is for; undefined when it is none of this deployment. */
export async function invitationOf(env: Env, code: string): Promise<string | undefined> {
  const [id = ''] = code.split('.', 1);
  const sent = await digestOf(code);
  const right = await digestOf(await invitationCode(env, id));
  // Digests, so that their length and the time of the comparison tell nothing of the proof.
  return crypto.subtle.timingSafeEqual(sent, right) ? id : undefined;
}

async function keyOf(env: Env): Promise<CryptoKey> {
  const encoder = new TextEncoder();
  const secret = encoder.encode(`grapnel invitation: ${env.AUTH_SECRET}`);
  return await crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
  ]);
}

function digestOf(text: string): Promise<ArrayBuffer> {
  return crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
}
