import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { request, signUp, untilDone } from './member.ts';
import type { Member } from './member.ts';

const CHANNEL = '0aeeac95-ac74-4aa9-b30d-6c4c0ac581ba';
const LINE = JSON.stringify({ EventID: 5, Channel: 'Other', Hostname: 'h' });

/** A way in, and a sound body for it. */
interface Door {
  readonly path: string;
  readonly type: string;
  readonly body: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
}

const OTLP = JSON.stringify({
  resourceLogs: [
    {
      resource: { attributes: [{ key: 'host.name', value: { stringValue: 'h' } }] },
      scopeLogs: [
        {
          logRecords: [
            {
              timeUnixNano: '1767323045000000000',
              body: { kvlistValue: { values: [{ key: 'a', value: { intValue: '7' } }] } },
            },
          ],
        },
      ],
    },
  ],
});
/** `resource_logs { scope_logs { log_records { body { string_value: "x" } } } }` */
const PROTOBUF = Uint8Array.from([0x0a, 9, 0x12, 7, 0x12, 5, 0x2a, 3, 0x0a, 1, 0x78]);
const FIREHOSE = JSON.stringify({
  requestId: 'r',
  timestamp: 1,
  records: [{ data: btoa(LINE) }, { data: Buffer.from(gzipSync(LINE)).toString('base64') }],
});
const SNS = JSON.stringify({
  Type: 'Notification',
  MessageId: 'm',
  TopicArn: 'arn:aws:sns:eu-central-1:123456789012:t',
  Message: LINE,
  Timestamp: '2026-01-02T03:04:05.000Z',
  SignatureVersion: '2',
  Signature: 'x',
  SigningCertURL: 'https://example.invalid/x.pem',
});

const DOORS: Readonly<Record<string, Door>> = {
  native: { path: '/ingest', type: 'application/x-ndjson', body: `${LINE}\n${LINE}\n` },
  events: {
    path: '/services/collector/event',
    type: 'application/json',
    body: `{"time":1767323045,"host":"h","event":${LINE},"fields":{"a":["b"]}}`.repeat(2),
  },
  raw: { path: `/services/collector/raw?channel=${CHANNEL}`, type: 'text/plain', body: LINE },
  acks: {
    path: `/services/collector/ack?channel=${CHANNEL}`,
    type: 'application/json',
    body: '{"acks":[0,1]}',
  },
  bulk: {
    path: '/_bulk',
    type: 'application/x-ndjson',
    body: `{"create":{"_index":"a","_id":"1"}}\n${LINE}\n{"update":{"_id":"1"}}\n{"doc":${LINE}}\n{"delete":{}}\n`,
  },
  document: { path: '/logs/_doc', type: 'application/json', body: LINE },
  'OTLP in JSON': { path: '/v1/logs', type: 'application/json', body: OTLP },
  'OTLP in protobuf': { path: '/v1/logs', type: 'application/x-protobuf', body: PROTOBUF },
  Firehose: { path: '/aws/firehose', type: 'application/json', body: FIREHOSE },
  SNS: { path: '/aws/sns', type: 'text/plain', body: SNS },
};

let member: Member;
let token: string;

beforeAll(async () => {
  member = await signUp('Fuzz');
  ({ token } = await member.createSource());
});

function send(door: Door, body: BodyInit, headers: Record<string, string> = {}) {
  return request(door.path, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'x-amz-firehose-access-key': token,
      'content-type': door.type,
      ...headers,
    },
    body,
  });
}

/** A clear answer: taken, or refused for a reason, in words that a program reads. */
async function expectClear(response: Response): Promise<void> {
  const bytes = await response.arrayBuffer();
  const text = new TextDecoder().decode(bytes);
  expect(response.status, text).toBeLessThan(500);
  const type = response.headers.get('content-type') ?? '';
  if (type.includes('json')) expect(() => void JSON.parse(text)).not.toThrow();
}

const bytesOf = ({ body }: Door): Uint8Array<ArrayBuffer> =>
  typeof body === 'string' ? new Uint8Array(Buffer.from(body)) : body;

/** Numbers that are the same in every run (Marsaglia's xorshift32). */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    yield state >>> 0;
  }
}

/** A body with some bytes changed, put in, taken out, or doubled. */
function mutated(body: Uint8Array, random: Generator<number, never>): Uint8Array<ArrayBuffer> {
  const next = (limit: number): number => random.next().value % limit;
  let bytes = [...body];
  for (let changes = 1 + next(4); changes > 0; changes -= 1) {
    const at = next(bytes.length + 1);
    const kind = next(5);
    if (kind === 0) bytes[at] = next(256);
    else if (kind === 1) bytes.splice(at, 1 + next(8));
    else if (kind === 2)
      bytes.splice(at, 0, ...Array.from({ length: 1 + next(4) }, () => next(256)));
    else if (kind === 3) bytes = [...bytes, ...bytes.slice(at)];
    else bytes = bytes.slice(0, at);
  }
  return Uint8Array.from(bytes);
}

function deep(open: string, close: string): string {
  return `${open.repeat(10_000)}1${close.repeat(10_000)}`;
}

describe.each(Object.entries(DOORS))('%s', (_, door) => {
  test('answers whatever comes', async () => {
    const random = numbers(0x9e3779b9);
    for (let round = 0; round < 60; round += 1) {
      await expectClear(await send(door, mutated(bytesOf(door), random)));
      const packed = mutated(gzipSync(bytesOf(door)), random);
      await expectClear(await send(door, packed, { 'content-encoding': 'gzip' }));
    }
  });

  test('answers what is made to hurt', async () => {
    const list = deep('[', ']');
    const object = deep('{"a":', '}');
    const text = typeof door.body === 'string' ? door.body : '';
    const bodies: (string | Uint8Array<ArrayBuffer>)[] = [
      list,
      object,
      // In the place of a value, and of a document.
      text.replace(/"(?:event|body|Message|acks)":/, (key) => `${key}${object},"x":`),
      text.replaceAll(LINE, object),
      text.replaceAll(LINE, `{"a":${list}}`),
      text.replace('{', '{"event":1,"event":2,"__proto__":{"x":1},"constructor":{},'),
      text.replaceAll('"', '\u0000"'),
      Uint8Array.from([...bytesOf(door), 0xff, 0xfe, 0xc0, 0x80, 0x7d]),
      new Uint8Array(100_000).fill(0x80),
      '{"a":"'.repeat(10_000),
      ' '.repeat(1_000_000),
      '{}'.repeat(100_000),
      '\n'.repeat(1_000_000),
      `"${'\\'.repeat(1_000_000)}`,
    ];
    for (const body of bodies) await expectClear(await send(door, body));
    const gzip = { 'content-encoding': 'gzip' };
    // Members of gzip one after another are one content: 200 MB of one line.
    const member = gzipSync(new Uint8Array(20_000_000).fill(0x78));
    const bomb = Buffer.concat(Array.from({ length: 10 }, () => member));
    const bombed = await send(door, bomb, gzip);
    await expectClear(bombed.clone());
    expect(bombed.status).toBe(413);
  });
});

test('what got in is counted, and did not stop the pipeline', async () => {
  const uploads = await untilDone(member);
  expect(uploads.length).toBeGreaterThan(0);
  for (const { state, records } of uploads) {
    expect(state).toBe('done');
    expect(records.received).toBe(records.accepted + records.rejected + records.ignored);
  }
});
