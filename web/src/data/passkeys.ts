import type {
  MadeCredential,
  PasskeyChallenge,
  PasskeyCreation,
  SignedCredential,
} from '../../../core/contract/passkeys.ts';
import { ApiError } from '../api-client.ts';

/** Passkeys are of a host's name: there is none for a bare address. */
const BARE_ADDRESS = /^([\d.]+|\[.*\])$/;

/** Why a browser made or used no passkey, by the name of its error. */
const FAULTS: Readonly<Record<string, string>> = {
  NotAllowedError: 'It was cancelled, took too long, or there is no passkey for this site here.',
  InvalidStateError: 'This device has a passkey for your account already.',
  SecurityError: 'Passkeys do not work under this address.',
  NotSupportedError: 'This device cannot make passkeys that this service takes.',
  ConstraintError: 'This device cannot verify who you are: set up its screen lock first.',
};

/** Whether this browser, at this address, has passkeys. */
export function canUsePasskeys(): boolean {
  return (
    typeof PublicKeyCredential === 'function' &&
    'parseCreationOptionsFromJSON' in PublicKeyCredential &&
    'parseRequestOptionsFromJSON' in PublicKeyCredential &&
    'toJSON' in PublicKeyCredential.prototype &&
    !BARE_ADDRESS.test(location.hostname)
  );
}

/** Has the browser make a passkey. Throws an `ApiError` that says why it did not. */
export async function makePasskey(options: PasskeyCreation): Promise<MadeCredential> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  return jsonOf(await navigator.credentials.create({ publicKey }).catch(fault)) as MadeCredential;
}

/** Has a passkey sign that the user chooses. Throws an `ApiError` that says why none did. */
export async function signByPasskey(options: PasskeyChallenge): Promise<SignedCredential> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  return jsonOf(await navigator.credentials.get({ publicKey }).catch(fault)) as SignedCredential;
}

/** What the service reads of a credential: the contract checks it there. */
function jsonOf(credential: Credential | null): unknown {
  if (credential instanceof PublicKeyCredential) return credential.toJSON();
  throw new Error('the browser gave something else than a passkey');
}

function fault(error: unknown): never {
  const title = error instanceof DOMException ? FAULTS[error.name] : undefined;
  if (title === undefined) throw error;
  const problem = { code: 'browser.passkey', status: 0, requestId: '' };
  throw new ApiError({ ...problem, title }, { cause: error });
}
