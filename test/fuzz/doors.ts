import { gzipSync } from 'node:zlib';

const CHANNEL = '0aeeac95-ac74-4aa9-b30d-6c4c0ac581ba';

/** A record that the graph has no use for. */
export const LINE = JSON.stringify({ EventID: 5, Channel: 'Other', Hostname: 'h' });

/** A way in, and a sound body for it. */
export interface Door {
  readonly path: string;
  readonly type: string;
  readonly body: string | Uint8Array<ArrayBuffer>;
  /** A sound body that has any bytes as its records, where its dialect has more than one. */
  readonly many?: (records: readonly Buffer[]) => string | Buffer<ArrayBuffer>;
}

const otlp = (bodies: readonly object[]): string =>
  JSON.stringify({
    resourceLogs: [
      {
        resource: { attributes: [{ key: 'host.name', value: { stringValue: 'h' } }] },
        scopeLogs: [
          { logRecords: bodies.map((body) => ({ timeUnixNano: '1767323045000000000', body })) },
        ],
      },
    ],
  });

/** `resource_logs { scope_logs { log_records { body { string_value: "x" } } } }` */
const PROTOBUF = Uint8Array.from([0x0a, 9, 0x12, 7, 0x12, 5, 0x2a, 3, 0x0a, 1, 0x78]);

/** A field of protobuf that has a length. */
function field(number: number, content: Uint8Array): Buffer<ArrayBuffer> {
  const length: number[] = [];
  let rest = content.length;
  for (; rest > 0x7f; rest >>>= 7) length.push((rest & 0x7f) | 0x80);
  return Buffer.concat([Uint8Array.from([number * 8 + 2, ...length, rest]), content]);
}

const firehose = (records: readonly Uint8Array[]): string =>
  JSON.stringify({
    requestId: 'r',
    timestamp: 1,
    records: records.map((record) => ({ data: Buffer.from(record).toString('base64') })),
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

const lines = (records: readonly Buffer[]): Buffer<ArrayBuffer> =>
  Buffer.concat(records.flatMap((record) => [record, Buffer.from('\n')]));

/** A record as one line. */
const flat = (record: Buffer): string => record.toString('latin1').replaceAll(/[\r\n]/g, ' ');

/** Every way in for logs. */
export const DOORS: Readonly<Record<string, Door>> = {
  native: {
    path: '/ingest',
    type: 'application/x-ndjson',
    body: `${LINE}\n${LINE}\n`,
    many: lines,
  },
  events: {
    path: '/services/collector/event',
    type: 'application/json',
    body: `{"time":1767323045,"host":"h","event":${LINE},"fields":{"a":["b"]}}`.repeat(2),
    many: (records) => records.map((record) => JSON.stringify({ event: flat(record) })).join(''),
  },
  raw: {
    path: `/services/collector/raw?channel=${CHANNEL}`,
    type: 'text/plain',
    body: LINE,
    many: lines,
  },
  acks: {
    path: `/services/collector/ack?channel=${CHANNEL}`,
    type: 'application/json',
    body: '{"acks":[0,1]}',
  },
  bulk: {
    path: '/_bulk',
    type: 'application/x-ndjson',
    body: `{"create":{"_index":"a","_id":"1"}}\n${LINE}\n{"update":{"_id":"1"}}\n{"doc":${LINE}}\n{"delete":{}}\n`,
    many: (records) =>
      records
        .map((record) => `{"create":{}}\n${JSON.stringify({ message: flat(record) })}\n`)
        .join(''),
  },
  document: { path: '/logs/_doc', type: 'application/json', body: LINE },
  'OTLP in JSON': {
    path: '/v1/logs',
    type: 'application/json',
    body: otlp([{ kvlistValue: { values: [{ key: 'a', value: { intValue: '7' } }] } }]),
    many: (records) => otlp(records.map((record) => ({ stringValue: record.toString('latin1') }))),
  },
  'OTLP in protobuf': {
    path: '/v1/logs',
    type: 'application/x-protobuf',
    body: PROTOBUF,
    many: (records) => {
      const logRecords = records.map((record) => field(2, field(5, field(1, record))));
      return field(1, field(2, Buffer.concat(logRecords)));
    },
  },
  Firehose: {
    path: '/aws/firehose',
    type: 'application/json',
    body: firehose([Buffer.from(LINE), gzipSync(LINE)]),
    many: firehose,
  },
  SNS: { path: '/aws/sns', type: 'text/plain', body: SNS },
};
