import { Buffer } from 'node:buffer';
import { X509Certificate, verify } from 'node:crypto';
import * as z from 'zod';

/**
 * Where certificates and confirmations of Amazon SNS may be: nothing else is ever asked, because
 * the addresses come from whoever sent the message.
 */
const SNS_HOST = /^sns\.[a-z0-9-]{3,30}\.amazonaws\.com(?:\.cn)?$/;
const CERTIFICATE_PATH = /^\/SimpleNotificationService-[0-9a-f]{32}\.pem$/;

/** A certificate is about 2 kB. */
const MAX_CERTIFICATE_BYTES = 16_384;

/** What SNS posts to an HTTPS endpoint ("Parsing Amazon SNS message formats"). */
const snsMessage = z.object({
  Type: z.enum(['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation']),
  MessageId: z.string(),
  TopicArn: z.string().regex(/^arn:aws[\w-]*:sns:[a-z0-9-]+:\d{12}:[\w.-]{1,256}$/),
  Message: z.string(),
  Subject: z.string().nullish(),
  Timestamp: z.string(),
  SignatureVersion: z.enum(['1', '2']),
  Signature: z.string(),
  SigningCertURL: z.string(),
  SubscribeURL: z.string().optional(),
  Token: z.string().optional(),
});

export type SnsMessage = z.infer<typeof snsMessage>;

/** Gets an address; what the platform's fetch does. */
export type Get = (url: URL) => Promise<Response>;

/** A message, if the bytes are one; its signature is another question. */
export function readSnsMessage(bytes: Uint8Array): SnsMessage | undefined {
  try {
    return snsMessage.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return undefined; // No JSON, or no message.
  }
}

/** Certificates that were fetched; there are a few, and they last a year. */
const certificates = new Map<string, string>();
const MAX_CERTIFICATES = 50;

/**
 * Whether a message is from SNS: its certificate is Amazon's by the address that it comes from, is
 * in force, and signed the message. "Verifying the signatures of Amazon SNS messages".
 *
 * @param now ms since 1970
 */
export async function isFromSns(message: SnsMessage, get: Get, now: number): Promise<boolean> {
  const url = snsAddress(message.SigningCertURL);
  if (url === undefined || url.search !== '' || !CERTIFICATE_PATH.test(url.pathname)) return false;
  const pem = await certificateAt(url, get);
  if (pem === undefined) return false;
  try {
    const certificate = new X509Certificate(pem);
    const isInForce =
      now >= Date.parse(certificate.validFrom) && now <= Date.parse(certificate.validTo);
    const algorithm = message.SignatureVersion === '2' ? 'RSA-SHA256' : 'RSA-SHA1';
    const signature = Buffer.from(message.Signature, 'base64');
    const signed = Buffer.from(signedText(message));
    return isInForce && verify(algorithm, signed, certificate.publicKey, signature);
  } catch {
    return false; // What is there is no certificate, or the signature is none.
  }
}

/** Answers a topic that it may send here. @returns whether SNS took the answer */
export async function confirmSubscription(message: SnsMessage, get: Get): Promise<boolean> {
  const url = snsAddress(message.SubscribeURL ?? '');
  return url !== undefined && (await get(url)).ok;
}

/** An address of SNS; undefined of any other. */
function snsAddress(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isPlain = url.port === '' && url.username === '' && url.password === '';
  return url.protocol === 'https:' && isPlain && SNS_HOST.test(url.hostname) ? url : undefined;
}

async function certificateAt(url: URL, get: Get): Promise<string | undefined> {
  const known = certificates.get(url.href);
  if (known !== undefined) return known;
  const response = await get(url);
  if (!response.ok) return undefined;
  const pem = await response.text();
  if (pem.length > MAX_CERTIFICATE_BYTES) return undefined;
  if (certificates.size >= MAX_CERTIFICATES) certificates.clear();
  certificates.set(url.href, pem);
  return pem;
}

function signedText(message: SnsMessage): string {
  const isNotification = message.Type === 'Notification';
  const keys = isNotification
    ? (['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'] as const)
    : (['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'] as const);
  return keys
    .map((key) => [key, message[key]] as const)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([key, value]) => `${key}\n${value}\n`)
    .join('');
}
