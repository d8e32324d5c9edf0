import { Buffer } from 'node:buffer';
import { describe, expect, test } from 'vitest';
import { confirmSubscription, isFromSns, readSnsMessage } from './sns-message.ts';
import { certificate, notification } from '../../../test/sns-sender.ts';

const NOW = Date.UTC(2026, 5, 1);
const CERTIFICATE = certificate('260101000000Z', '270101000000Z');

function bytes(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}
/** Serves the certificate at every address, and notes which were asked for. */
function serving(pem = CERTIFICATE) {
  const asked: string[] = [];
  const get = (url: URL): Promise<Response> => {
    asked.push(url.href);
    return Promise.resolve(new Response(pem));
  };
  return { asked, get };
}

describe('a message is from SNS', () => {
  test.each([
    ['with SHA-256', notification()],
    ['with SHA-1', notification({}, 'RSA-SHA1')],
    ['with a subject', notification({ Subject: 'hello' })],
    [
      'that confirms a subscription',
      notification({
        Type: 'SubscriptionConfirmation',
        Token: 't',
        SubscribeURL: 'https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription',
      }),
    ],
  ])('%s', async (_, message) => {
    expect(await isFromSns(message, serving().get, NOW)).toBe(true);
  });
});

describe('a message is not from SNS', () => {
  test('when it was changed', async () => {
    const message = { ...notification(), Message: '{"a":2}' };
    expect(await isFromSns(message, serving().get, NOW)).toBe(false);
  });

  test.each([
    'https://sns.eu-central-1.amazonaws.com.attacker.example/SimpleNotificationService-00000000000000000000000000000000.pem',
    'https://attacker.example/sns.eu-central-1.amazonaws.com/SimpleNotificationService-00000000000000000000000000000000.pem',
    'https://bucket.s3.amazonaws.com/SimpleNotificationService-00000000000000000000000000000000.pem',
    'http://sns.eu-central-1.amazonaws.com/SimpleNotificationService-00000000000000000000000000000000.pem',
    'https://sns.eu-central-1.amazonaws.com/other.pem',
    'https://user@sns.eu-central-1.amazonaws.com/SimpleNotificationService-00000000000000000000000000000000.pem',
    'https://sns.eu-central-1.amazonaws.com:8443/SimpleNotificationService-00000000000000000000000000000000.pem',
    'nowhere',
  ])('when its certificate is at %s, which is not asked', async (SigningCertURL) => {
    const { asked, get } = serving();
    expect(await isFromSns(notification({ SigningCertURL }), get, NOW)).toBe(false);
    expect(asked).toEqual([]);
  });

  test('when its certificate is out of force, or none', async () => {
    const old = serving(certificate('200101000000Z', '210101000000Z'));
    expect(await isFromSns(notification(), old.get, NOW)).toBe(false);
    expect(await isFromSns(notification(), serving('hello').get, NOW)).toBe(false);
  });
});

test('only an address of SNS confirms a subscription', async () => {
  const { asked, get } = serving();
  const SubscribeURL = 'https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&Token=t';
  expect(await confirmSubscription(notification({ SubscribeURL }), get)).toBe(true);
  expect(await confirmSubscription(notification({ SubscribeURL: 'https://x.example/' }), get)).toBe(
    false,
  );
  expect(asked).toEqual([SubscribeURL]);
});

test('what is no message is none', () => {
  expect(readSnsMessage(bytes({ ...notification(), TopicArn: 'x' }))).toBeUndefined();
  expect(readSnsMessage(Buffer.from('hello'))).toBeUndefined();
  expect(readSnsMessage(bytes(notification()))?.MessageId).toBe('m-1');
});
