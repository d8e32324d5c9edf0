import { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server';
import {
  decodeAttestationObject,
  decodeClientDataJSON,
  isoBase64URL,
} from '@simplewebauthn/server/helpers';
import type {
  MadeCredential,
  PasskeyChallenge,
  PasskeyCreation,
  SignedCredential,
} from '../../core/contract/passkeys.ts';
import { PASSKEY_CHALLENGE_MS } from '../d1/passkeys.ts';
import type { MadePasskey, Passkey } from '../d1/passkeys.ts';

/** What passkeys may sign by: Ed25519, ECDSA on P-256, RSA with SHA-256 (RFC 9053, RFC 8812). */
const ALGORITHMS = [-8, -7, -257];

const CHALLENGE_BYTES = 32;

/** Why what a browser sent of a passkey is not taken. */
export class PasskeyFault extends Error {}

/** What is to be signed: random, base64url. */
export function newChallenge(): string {
  return isoBase64URL.fromBuffer(crypto.getRandomValues(new Uint8Array(CHALLENGE_BYTES)));
}

/** How a browser is to make a passkey of someone. Which kind of device it is nobody asks. */
export function creationOf(
  origin: string,
  challenge: string,
  { id, email }: { readonly id: string; readonly email: string },
  known: readonly Pick<MadePasskey, 'credentialId' | 'transports'>[],
): PasskeyCreation {
  return {
    challenge,
    rp: { id: rpIdOf(origin), name: 'Grapnel' },
    user: { id: handleOf(id), name: email, displayName: email },
    pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
    timeout: PASSKEY_CHALLENGE_MS,
    excludeCredentials: known.map(({ credentialId, transports }) => ({
      type: 'public-key',
      id: credentialId,
      transports: [...transports],
    })),
    authenticatorSelection: {
      residentKey: 'required',
      requireResidentKey: true,
      userVerification: 'required',
    },
    attestation: 'none',
  };
}

/** What a browser is to have signed by whichever passkey its user chooses. */
export function challengeOf(origin: string, challenge: string): PasskeyChallenge {
  return {
    challenge,
    rpId: rpIdOf(origin),
    timeout: PASSKEY_CHALLENGE_MS,
    userVerification: 'required',
  };
}

/** What a browser says it had signed: not to be trusted. Throws a fault where it says nothing. */
export function signedChallenge({ response }: MadeCredential | SignedCredential): string {
  const { challenge } = orFault(() => decodeClientDataJSON(response.clientDataJSON));
  if (typeof challenge !== 'string') throw new PasskeyFault('there is no challenge');
  return challenge;
}

/**
 * Checks a passkey that a browser made (WebAuthn Level 3, 7.1).
 *
 * @throws PasskeyFault with the reason
 */
export async function checkMade(
  origin: string,
  challenge: string,
  credential: MadeCredential,
): Promise<MadePasskey> {
  refuseCertificates(credential);
  const { transports = [] } = credential.response;
  const response = { ...credential.response, transports };
  const { registrationInfo } = await verifyRegistrationResponse({
    response: { ...credential, response, clientExtensionResults: {} },
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: rpIdOf(origin),
    requireUserVerification: true,
    supportedAlgorithmIDs: ALGORITHMS,
  }).catch(fault);
  if (registrationInfo === undefined) throw new PasskeyFault('the statement is not true');
  const { id, publicKey, counter } = registrationInfo.credential;
  return {
    credentialId: id,
    publicKey: isoBase64URL.fromBuffer(publicKey),
    counter,
    transports,
  };
}

/**
 * Checks what a passkey has signed (WebAuthn Level 3, 7.2).
 *
 * @returns what it has counted to
 * @throws PasskeyFault with the reason
 */
export async function checkSigned(
  origin: string,
  challenge: string,
  credential: SignedCredential,
  passkey: Passkey,
): Promise<number> {
  if (credential.response.userHandle !== handleOf(passkey.userId)) {
    throw new PasskeyFault('the passkey is another account’s');
  }
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response: { ...credential, clientExtensionResults: {} },
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: rpIdOf(origin),
    requireUserVerification: true,
    credential: {
      id: passkey.credentialId,
      publicKey: isoBase64URL.toBuffer(passkey.publicKey),
      counter: passkey.counter,
    },
  }).catch(fault);
  if (!verified) throw new PasskeyFault('the signature is wrong');
  return authenticationInfo.newCounter;
}

/**
 * Nobody asked for certificates of the device: to check them is to parse what a stranger wrote, and to
 * fetch from where it says.
 */
function refuseCertificates({ response }: MadeCredential): void {
  const stated = orFault(() =>
    decodeAttestationObject(isoBase64URL.toBuffer(response.attestationObject)),
  );
  const format: string = stated.get('fmt');
  const isSelf = format === 'packed' && stated.get('attStmt').get('x5c') === undefined;
  if (format !== 'none' && !isSelf) throw new PasskeyFault('no certificates were asked for');
}

/** The name that passkeys are bound to: that of the host. */
function rpIdOf(origin: string): string {
  return new URL(origin).hostname;
}

/** Whose a passkey is, as the passkey itself says it. */
function handleOf(userId: string): string {
  return isoBase64URL.fromUTF8String(userId);
}

/** Whatever the library says of what a browser sent is the browser's fault. */
function fault(error: unknown): never {
  throw new PasskeyFault(error instanceof Error ? error.message : String(error));
}

function orFault<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    return fault(error);
  }
}
