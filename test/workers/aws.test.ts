import { gzipSync } from 'node:zlib';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Upload } from '../../core/contract/sources.ts';
import { certificate, notification } from '../sns-sender.ts';
import type { SnsMessage } from '../../workers/ingest/aws/sns-message.ts';
import { request, signUp, untilDone } from './member.ts';
import type { Member } from './member.ts';

const LINE = JSON.stringify({ EventID: 5, Channel: 'Other', Hostname: 'h' });
const FLOW =
  '2 123456789012 eni-1 10.0.0.1 10.0.0.2 49152 443 6 10 840 1767323045 1767323105 ACCEPT OK';

let member: Member;
let token: string;

beforeAll(async () => {
  member = await signUp('AWS');
  ({ token } = await member.createSource());
});

const base64 = (data: string | Uint8Array) => Buffer.from(data).toString('base64');

function firehose(body: unknown, headers: Record<string, string> = {}) {
  return request('/aws/firehose', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-amz-firehose-protocol-version': '1.0',
      'x-amz-firehose-request-id': 'request-1',
      'x-amz-firehose-access-key': token,
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

function delivery(...records: readonly (string | Uint8Array)[]) {
  return {
    requestId: 'request-1',
    timestamp: 1,
    records: records.map((data) => ({ data: base64(data) })),
  };
}

describe('Firehose', () => {
  test('delivers records, several in one, and events of CloudWatch Logs', async () => {
    const other = await signUp('Firehose');
    const { token } = await other.createSource();
    const logEvents = [
      { id: '1', timestamp: 1_767_323_045_000, message: FLOW },
      { id: '2', timestamp: 1_767_323_045_000, message: 'unknown' },
    ];
    const message = {
      messageType: 'DATA_MESSAGE',
      owner: '123456789012',
      logGroup: 'g',
      logEvents,
    };
    const control = { messageType: 'CONTROL_MESSAGE', logEvents: [] };
    const body = delivery(
      `${LINE}${LINE}`,
      `${FLOW}\n${FLOW}\n`,
      gzipSync(JSON.stringify(message)),
      gzipSync(JSON.stringify(control)),
    );
    const response = await firehose(body, { 'x-amz-firehose-access-key': token });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      requestId: 'request-1',
      timestamp: expect.any(Number) as number,
    });
    const [upload] = await untilDone(other);
    expect(upload?.records).toEqual({ received: 6, accepted: 3, rejected: 1, ignored: 2 });
  });

  test('may compress what it sends', async () => {
    const body = gzipSync(JSON.stringify(delivery(LINE)));
    const response = await request('/aws/firehose', {
      method: 'POST',
      headers: { 'x-amz-firehose-access-key': token, 'content-encoding': 'gzip' },
      body,
    });
    expect(response.status).toBe(200);
  });

  test.each<[string, number, unknown, Record<string, string>]>([
    ['no key', 401, delivery(LINE), { 'x-amz-firehose-access-key': '' }],
    ['a wrong key', 403, delivery(LINE), { 'x-amz-firehose-access-key': 'grp_0' }],
    ['no JSON', 400, 'x', {}],
    ['no delivery', 400, { records: [{}] }, {}],
    ['a bomb', 413, delivery(gzipSync(new Uint8Array(40 * 1_048_576))), {}],
  ])('is refused %s in its own way', async (_, status, body, headers) => {
    const response = await firehose(body, headers);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({
      requestId: 'request-1',
      errorMessage: expect.any(String) as string,
    });
  });
});

const utc = (ms: number) =>
  `${new Date(ms)
    .toISOString()
    .replaceAll(/[-:T]|\.\d+/g, '')
    .slice(2)}`;

function sns(message: SnsMessage, given = token) {
  return request('/aws/sns', {
    method: 'POST',
    headers: {
      authorization: `Basic ${btoa(`sns:${given}`)}`,
      'content-type': 'text/plain; charset=UTF-8',
    },
    body: JSON.stringify(message),
  });
}

describe('SNS', () => {
  const day = 86_400_000;
  const pem = certificate(utc(Date.now() - day), utc(Date.now() + day));
  const asked: string[] = [];

  /** Stands in for the network: certificates, confirmations, and objects. */
  function network(objects: Readonly<Record<string, Uint8Array<ArrayBuffer>>> = {}): void {
    asked.length = 0;
    vi.spyOn(globalThis, 'fetch').mockImplementation((input) => {
      const url = String(input);
      asked.push(url);
      if (url.endsWith('.pem')) return Promise.resolve(new Response(pem));
      if (url.includes('ConfirmSubscription')) return Promise.resolve(new Response('ok'));
      const object = objects[url];
      return Promise.resolve(object ? new Response(object) : new Response('', { status: 403 }));
    });
  }

  afterEach(() => vi.restoreAllMocks());

  test('is asked for the password of its address, as it wants to be', async () => {
    const response = await request('/aws/sns', { method: 'POST', body: '{}' });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Basic realm="grapnel"');
  });

  test('is told that a subscription is wanted', async () => {
    network();
    const SubscribeURL = 'https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription';
    const message = notification({ Type: 'SubscriptionConfirmation', Token: 't', SubscribeURL });
    expect((await sns(message)).status).toBe(200);
    expect(asked).toContain(SubscribeURL);
  });

  test('is not believed without its signature', async () => {
    network();
    const SubscribeURL = 'https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription';
    const message = notification({ Type: 'SubscriptionConfirmation', Token: 't', SubscribeURL });
    expect((await sns({ ...message, Token: 'other' })).status).toBe(403);
    expect(asked).not.toContain(SubscribeURL);
  });

  test('brings records', async () => {
    network();
    const other = await signUp('SNS');
    const { token } = await other.createSource();
    expect((await sns(notification({ Message: LINE }), token)).status).toBe(200);
    expect((await untilDone(other)).map(({ records }) => records.ignored)).toEqual([1]);
  });

  test('announces objects of S3, which are read with the source’s key', async () => {
    const other = await signUp('S3');
    const { token, source } = await other.createSource();
    const url = 'https://s3.eu-central-1.amazonaws.com/logs/a%20b/1.json.gz';
    network({ [url]: Uint8Array.from(gzipSync(`${LINE}\n${LINE}\n`)) });
    const event = {
      Records: [
        {
          eventSource: 'aws:s3',
          eventName: 'ObjectCreated:Put',
          awsRegion: 'eu-central-1',
          s3: { bucket: { name: 'logs' }, object: { key: 'a+b/1.json.gz' } },
        },
      ],
    };
    const message = notification({ Message: JSON.stringify(event) });
    // Without a key it is for SNS to try again.
    expect((await sns(message, token)).status).toBe(500);
    const path = `/api/sources/${source.id}/aws-access`;
    const access = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x'.repeat(40) };
    expect((await other.put(path, access)).status).toBe(204);
    expect((await member.put(path, access)).status).toBe(404);
    expect((await sns(message, token)).status).toBe(200);
    expect(asked).toContain(url);
    const uploads: Upload[] = await untilDone(other);
    expect(uploads.map(({ records }) => records.received)).toEqual([2]);
  });
});

test('EventBridge sends its events as they are', async () => {
  const other = await signUp('EventBridge');
  const { token } = await other.createSource();
  const event = {
    version: '0',
    id: 'e-1',
    'detail-type': 'AWS API Call via CloudTrail',
    source: 'aws.iam',
    account: '123456789012',
    time: '2026-01-02T03:04:05Z',
    region: 'us-east-1',
    detail: {
      eventVersion: '1.08',
      userIdentity: {
        type: 'IAMUser',
        arn: 'arn:aws:iam::123456789012:user/eve',
        accountId: '123456789012',
      },
      eventTime: '2026-01-02T03:04:05Z',
      eventSource: 'iam.amazonaws.com',
      eventName: 'CreateAccessKey',
      awsRegion: 'us-east-1',
      sourceIPAddress: '203.0.113.7',
      eventID: 'x',
      eventType: 'AwsApiCall',
      recipientAccountId: '123456789012',
    },
  };
  const response = await request('/ingest', {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json; charset=utf-8',
    },
    body: JSON.stringify(event),
  });
  expect(response.status).toBe(202);
  expect((await untilDone(other)).map(({ records }) => records.accepted)).toEqual([1]);
});
