import { setTimeout as wait } from 'node:timers/promises';
import { sampleAttack } from '../../core/sample/sample-attack.ts';

/** A shipper's request: the same bytes each time that it is sent. */
export interface Sending {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly records: number;
}

const START = Date.UTC(2026, 0, 1);

/** Records in one request. */
const RECORDS = 5;

const CHANNEL = '0aeeac95-ac74-4aa9-b30d-6c4c0ac581ba';

/** How a shipper of each kind sends lines that are JSON. */
const JSON_DIALECTS: readonly ((lines: readonly string[]) => Omit<Sending, 'records'>)[] = [
  (lines) => ({ path: '/ingest', headers: {}, body: lines.join('\n') }),
  (lines) => ({
    path: '/services/collector/event',
    headers: {},
    body: lines.map((line) => `{"event":${line}}`).join(''),
  }),
  (lines) => ({
    path: '/_bulk',
    headers: { 'content-type': 'application/x-ndjson' },
    body: lines.map((line) => `{"create":{}}\n${line}\n`).join(''),
  }),
  (lines) => ({
    path: '/v1/logs',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      resourceLogs: [
        {
          scopeLogs: [{ logRecords: lines.map((line) => ({ body: { stringValue: line } })) }],
        },
      ],
    }),
  }),
  (lines) => ({
    path: '/aws/firehose',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      requestId: 'chaos',
      records: lines.map((line) => ({ data: Buffer.from(line).toString('base64') })),
    }),
  }),
];

const TEXT_DIALECTS: typeof JSON_DIALECTS = [
  (lines) => ({ path: '/ingest', headers: {}, body: lines.join('\n') }),
  (lines) => ({ path: '/ingest?upload=own', headers: {}, body: lines.join('\n') }),
  (lines) => ({
    path: `/services/collector/raw?channel=${CHANNEL}`,
    headers: {},
    body: lines.join('\n'),
  }),
];

/** The sample attack as shippers of every kind send it, a few records at a time. */
export function sendings(): Sending[] {
  return sampleAttack(START).flatMap(({ body }, file) => {
    const lines = body.split('\n').filter((line) => line !== '');
    const dialects = file === 0 ? TEXT_DIALECTS : JSON_DIALECTS;
    const parts: Sending[] = [];
    for (let from = 0; from < lines.length; from += RECORDS) {
      const few = lines.slice(from, from + RECORDS);
      const write = dialects[parts.length % dialects.length];
      if (write !== undefined) parts.push({ ...write(few), records: few.length });
    }
    return parts;
  });
}

/** Sends again until it is taken, as shippers do; what is refused for good is an error. */
export async function sendUntilTaken(url: () => URL, token: string, one: Sending): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const response = await fetch(new URL(one.path, url()), {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'x-amz-firehose-access-key': token,
        ...one.headers,
      },
      body: one.body,
    }).catch(() => undefined); // The service is not there: it is killed, and starts again.
    const text = await response?.text().catch(() => undefined);
    if (response?.ok === true && text !== undefined) return;
    const isWhole = response !== undefined && text !== undefined; // Else it broke off: a kill.
    if (isWhole && response.status < 500 && response.status !== 429) {
      throw new Error(`${one.path} answered ${response.status}: ${text}`);
    }
    await wait(100);
  }
  throw new Error(`${one.path} was never taken`);
}
