import type {
  MadeCredential,
  PasskeyChallenge,
  PasskeyCreation,
  SignedCredential,
} from '../../core/contract/passkeys.ts';

const ORIGIN = 'https://grapnel.example';

/** Flags of authenticator data (WebAuthn Level 3, 6.1). */
const PRESENT = 0x01;
const VERIFIED = 0x04;
const HAS_CREDENTIAL = 0x40;

/** What a device does otherwise than it should. */
export interface Twist {
  readonly origin?: string;
  readonly rpId?: string;
  readonly userHandle?: string;
  /** The user is not asked who they are. */
  readonly isUnverified?: boolean;
  /** What it has counted to. */
  readonly counter?: number;
  /** What the format of its statement is. */
  readonly format?: string;
  /** Its statement: CBOR. */
  readonly statement?: readonly number[];
}

/** A passkey in software: ECDSA on P-256, without a statement of the device. */
export class PasskeyDevice {
  readonly #id = crypto.getRandomValues(new Uint8Array(16));
  readonly #keys: CryptoKeyPair;
  #counter = 0;
  #userHandle = '';

  private constructor(keys: CryptoKeyPair) {
    this.#keys = keys;
  }

  static async make(): Promise<PasskeyDevice> {
    const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
    const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
    return new PasskeyDevice(keys as CryptoKeyPair);
  }

  /** Does what a browser does with options to make a passkey. */
  async create(options: PasskeyCreation, twist: Twist = {}): Promise<MadeCredential> {
    this.#userHandle = options.user.id;
    const { x = '', y = '' } = (await crypto.subtle.exportKey(
      'jwk',
      this.#keys.publicKey,
    )) as JsonWebKey;
    // COSE (RFC 9053): {1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y}.
    const key = [0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32, ...bytesOf(x), 0x22, 0x58, 32];
    const credential = [
      ...Array(16).fill(0),
      0,
      this.#id.length,
      ...this.#id,
      ...key,
      ...bytesOf(y),
    ];
    const data = await this.#data(options.rp.id, HAS_CREDENTIAL, credential, twist);
    const format = twist.format ?? 'none';
    const attestation = [
      0xa3,
      ...textOf('fmt'),
      ...textOf(format),
      ...textOf('attStmt'),
      ...(twist.statement ?? [0xa0]),
      ...textOf('authData'),
      0x58,
      data.length,
      ...data,
    ];
    const id = base64url(this.#id);
    return {
      id,
      rawId: id,
      type: 'public-key',
      response: {
        clientDataJSON: clientData('webauthn.create', options.challenge, twist),
        attestationObject: base64url(Uint8Array.from(attestation)),
        transports: ['internal'],
      },
    };
  }

  /** Does what a browser does with options to sign in. */
  async sign(options: PasskeyChallenge, twist: Twist = {}): Promise<SignedCredential> {
    this.#counter += 1;
    const data = await this.#data(options.rpId, 0, [], twist);
    const clientDataJSON = clientData('webauthn.get', options.challenge, twist);
    const hash = await crypto.subtle.digest('SHA-256', bytesOf(clientDataJSON));
    const signed = Uint8Array.from([...data, ...new Uint8Array(hash)]);
    const algorithm = { name: 'ECDSA', hash: 'SHA-256' };
    const signature = await crypto.subtle.sign(algorithm, this.#keys.privateKey, signed);
    const id = base64url(this.#id);
    return {
      id,
      rawId: id,
      type: 'public-key',
      response: {
        clientDataJSON,
        authenticatorData: base64url(data),
        signature: base64url(derOf(new Uint8Array(signature))),
        userHandle: twist.userHandle ?? this.#userHandle,
      },
    };
  }

  async #data(rpId: string, flags: number, more: readonly number[], twist: Twist) {
    const host = new TextEncoder().encode(twist.rpId ?? rpId);
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', host));
    const own = PRESENT | (twist.isUnverified === true ? 0 : VERIFIED) | flags;
    const counter = new Uint8Array(4);
    new DataView(counter.buffer).setUint32(0, twist.counter ?? this.#counter);
    return Uint8Array.from([...hash, own, ...counter, ...more]);
  }
}

function clientData(type: string, challenge: string, { origin = ORIGIN }: Twist): string {
  const text = JSON.stringify({ type, challenge, origin, crossOrigin: false });
  return base64url(new TextEncoder().encode(text));
}

/** A short text as CBOR. */
function textOf(text: string): number[] {
  return [0x60 + text.length, ...new TextEncoder().encode(text)];
}

/** A signature of r and s as DER, as WebAuthn has it. */
function derOf(signature: Uint8Array): Uint8Array {
  const numbers = [signature.subarray(0, 32), signature.subarray(32)].flatMap((half) => {
    const first = half.findIndex((byte) => byte !== 0);
    const significant = [...half.subarray(first)];
    const padded = (significant[0] ?? 0) > 127 ? [0, ...significant] : significant;
    return [0x02, padded.length, ...padded];
  });
  return Uint8Array.from([0x30, numbers.length, ...numbers]);
}

export function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}
