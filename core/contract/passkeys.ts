import * as z from 'zod';

/** So many passkeys someone may have: one for each of their devices, and some that are lost. */
export const MAX_PASSKEYS = 20;

/** Bytes as browsers send them in JSON (RFC 4648, 5, without padding). */
const base64url = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^[\w-]+$/);

/** Ids have 1,023 bytes at most (WebAuthn Level 3, 4). */
const credentialId = base64url(1_364);

/** `PublicKeyCredential.toJSON()` of a passkey that was made: what of it is used. */
const madeCredential = z.object({
  id: credentialId,
  rawId: credentialId,
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: base64url(4_096),
    attestationObject: base64url(8_192),
    transports: z.array(z.string().min(1).max(32)).max(10).optional(),
  }),
});

/** `PublicKeyCredential.toJSON()` of a passkey that has signed: what of it is used. */
const signedCredential = z.object({
  id: credentialId,
  rawId: credentialId,
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: base64url(4_096),
    authenticatorData: base64url(4_096),
    signature: base64url(2_048),
    userHandle: base64url(128),
  }),
});

export type MadeCredential = z.infer<typeof madeCredential>;
export type SignedCredential = z.infer<typeof signedCredential>;

/** `POST /api/passkeys/begin`: the code where signing in takes one. */
export const beginPasskeyRequest = z.strictObject({
  password: z.string().max(128),
  code: z.string().trim().min(6).max(20).optional(),
});

/** `POST /api/passkeys`: what the browser made of the options. */
export const passkeyRequest = z.strictObject({
  name: z.string().trim().min(1).max(80),
  credential: madeCredential,
});

/** `POST /api/sign-in/passkey`: what the browser made of the options. */
export const passkeySignInRequest = z.strictObject({ credential: signedCredential });

/** A passkey of someone, as they see it. */
export interface PasskeySummary {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  /** When it last signed in; null when it never did. */
  readonly usedAt: number | null;
}

/** A passkey that there is. */
interface KnownPasskey {
  readonly type: 'public-key';
  readonly id: string;
  readonly transports: string[];
}

/** For `PublicKeyCredential.parseCreationOptionsFromJSON`: how a passkey is to be made. */
export interface PasskeyCreation {
  readonly challenge: string;
  readonly rp: { readonly id: string; readonly name: string };
  readonly user: { readonly id: string; readonly name: string; readonly displayName: string };
  readonly pubKeyCredParams: { readonly type: 'public-key'; readonly alg: number }[];
  readonly timeout: number;
  /** On whose devices no other is made. */
  readonly excludeCredentials: KnownPasskey[];
  readonly authenticatorSelection: {
    readonly residentKey: 'required';
    readonly requireResidentKey: true;
    readonly userVerification: 'required';
  };
  readonly attestation: 'none';
}

/** For `PublicKeyCredential.parseRequestOptionsFromJSON`: what a passkey is to sign. */
export interface PasskeyChallenge {
  readonly challenge: string;
  readonly rpId: string;
  readonly timeout: number;
  readonly userVerification: 'required';
}
