import { Buffer } from 'node:buffer';
import { generateKeyPairSync, sign } from 'node:crypto';
import type { SnsMessage } from '../workers/ingest/aws/sns-message.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** DER: a tag, a length, a value (ITU-T X.690). */
function der(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const value = Buffer.concat(parts);
  const size = value.length;
  const length = size < 0x80 ? [size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Uint8Array.from([tag, ...length]), value]);
}
const text = (value: string) => Buffer.from(value);

/** A certificate that signs itself (RFC 5280), as little as a reader takes. */
export function certificate(from: string, to: string): string {
  const sha256WithRsa = Uint8Array.from([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11]);
  const algorithm = der(0x30, der(0x06, sha256WithRsa), der(0x05));
  const commonName = der(0x30, der(0x06, Uint8Array.from([0x55, 4, 3])), der(0x0c, text('sns')));
  const name = der(0x30, der(0x31, commonName));
  const signed = der(
    0x30,
    der(0x02, Uint8Array.from([1])),
    algorithm,
    name,
    der(0x30, der(0x17, text(from)), der(0x17, text(to))),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = sign('RSA-SHA256', signed, privateKey);
  const bytes = der(0x30, signed, algorithm, der(0x03, Uint8Array.from([0]), signature));
  const base64 = Buffer.from(bytes).toString('base64').replaceAll(/.{64}/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`;
}

let certificateNumber = 0;

/** A message as SNS signs it; each is signed with a certificate at an address of its own. */
export function notification(changes: Partial<SnsMessage> = {}, hash = 'RSA-SHA256'): SnsMessage {
  certificateNumber += 1;
  const name = certificateNumber.toString(16).padStart(32, '0');
  const message = {
    Type: 'Notification',
    MessageId: 'm-1',
    TopicArn: 'arn:aws:sns:eu-central-1:123456789012:topic',
    Message: '{"a":1}',
    Timestamp: '2026-06-01T00:00:00.000Z',
    SignatureVersion: hash === 'RSA-SHA256' ? '2' : '1',
    SigningCertURL: `https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-${name}.pem`,
    ...changes,
  } as const;
  const keys =
    message.Type === 'Notification'
      ? (['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'] as const)
      : ([
          'Message',
          'MessageId',
          'SubscribeURL',
          'Timestamp',
          'Token',
          'TopicArn',
          'Type',
        ] as const);
  const toSign = keys
    .filter((key) => changes[key] !== undefined || key in message)
    .map((key) => `${key}\n${String(message[key as keyof typeof message])}\n`)
    .join('');
  const Signature = sign(hash, Buffer.from(toSign), privateKey).toString('base64');
  return { ...message, Signature };
}
