import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { EVENT, LOGIN, receiver } from './receiver.ts';
import type { Receiver } from './receiver.ts';

/**
 * What shippers send that cannot be fetched here, request by request, as their sources have it. Each
 * step says what the shipper needs of the answer to go on.
 */
interface Step {
  readonly method: string;
  readonly path: string;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly needs: (answer: Answer) => void;
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

const json = (answer: Answer): Record<string, unknown> =>
  JSON.parse(answer.text) as Record<string, unknown>;
const isOk = ({ status }: Answer): void => expect(status).toBe(200);

async function play(
  { url }: Receiver,
  common: Readonly<Record<string, string>>,
  steps: readonly Step[],
): Promise<void> {
  for (const { method, path, body, headers, needs } of steps) {
    const response = await fetch(new URL(path, url), {
      method,
      headers: { ...common, ...headers },
      ...(body === undefined ? {} : { body }),
    });
    needs({
      status: response.status,
      headers: response.headers,
      text: await response.text(),
    });
  }
}

const LOG = { message: `sshd[99]: ${LOGIN}`, '@timestamp': '2026-01-02T03:04:05.000Z' };
const BEAT = {
  ...LOG,
  host: { name: 'gate' },
  agent: { type: 'filebeat' },
  ecs: { version: '8.0.0' },
};

describe.each([
  ['Filebeat 8.15', 'Elastic-filebeat/8.15.0 (linux; amd64; abc; 2024-08-02)', '8.15.0'],
  ['Winlogbeat 9.1', 'Elastic-winlogbeat/9.1.2 (windows; amd64; abc; 2025-08-02)', '9.1.2'],
])('%s', (_, userAgent, version) => {
  test('connects, sets up, and sends', async () => {
    const receiving = await receiver('beat');
    const name = `filebeat-${version}`;
    const bulk = [1, 2, 3]
      .map((n) => `{"create":{"_index":"${name}"}}\n${JSON.stringify({ ...BEAT, n })}\n`)
      .join('');
    await play(
      receiving,
      {
        'user-agent': userAgent,
        authorization: `ApiKey ${btoa(`id:${receiving.token}`)}`,
        accept: 'application/json',
      },
      [
        {
          method: 'GET',
          path: '/elastic/',
          needs: (answer) => {
            isOk(answer);
            expect(answer.headers.get('x-elastic-product')).toBe('Elasticsearch');
            // A beat refuses a server that is older than it is.
            expect(json(answer).version).toMatchObject({ number: version });
          },
        },
        {
          method: 'GET',
          path: '/elastic/_license?human=false',
          needs: (answer) => expect(json(answer).license).toMatchObject({ status: 'active' }),
        },
        { method: 'GET', path: `/elastic/_ilm/policy/filebeat`, needs: isOk },
        {
          method: 'GET',
          path: `/elastic/_index_template/${name}`,
          needs: (answer) => expect(json(answer).index_templates).toMatchObject([{ name }]),
        },
        { method: 'HEAD', path: `/elastic/_index_template/${name}`, needs: isOk },
        {
          method: 'PUT',
          path: `/elastic/_index_template/${name}`,
          body: '{"index_patterns":["filebeat-*"]}',
          needs: (answer) => expect(json(answer)).toEqual({ acknowledged: true }),
        },
        { method: 'GET', path: `/elastic/_data_stream/${name}`, needs: isOk },
        { method: 'PUT', path: `/elastic/_data_stream/${name}`, needs: isOk },
        { method: 'GET', path: '/elastic/_ingest/pipeline/filebeat-x', needs: isOk },
        {
          method: 'POST',
          path: '/elastic/_bulk',
          body: Uint8Array.from(gzipSync(bulk)),
          headers: {
            'content-encoding': 'gzip',
            'content-type': 'application/json; charset=UTF-8',
          },
          needs: (answer) => {
            const { items } = json(answer) as { items: Record<string, { status: number }>[] };
            expect(items.map((item) => item.create?.status)).toEqual([201, 201, 201]);
          },
        },
      ],
    );
    expect(await receiving.received(3)).toMatchObject({ received: 3, accepted: 3 });
    expect(await receiving.graph()).toContain('gate');
  });
});

test('Logstash 8.15', async () => {
  const receiving = await receiver('logstash');
  const bulk = `{"create":{"_index":"logs-generic-default","_id":null,"routing":null}}\n${JSON.stringify(BEAT)}\n`;
  await play(
    receiving,
    {
      'user-agent': 'Logstash/8.15.0 (OS=Linux-6; JVM=17) logstash-output-elasticsearch/11.22.7',
      authorization: `Basic ${btoa(`logstash:${receiving.token}`)}`,
    },
    [
      { method: 'HEAD', path: '/elastic/', needs: isOk },
      {
        method: 'GET',
        path: '/elastic/',
        needs: (answer) => {
          expect(json(answer).version).toMatchObject({ number: '8.15.0', build_flavor: 'default' });
          expect(answer.headers.get('x-elastic-product')).toBe('Elasticsearch');
        },
      },
      {
        method: 'GET',
        path: '/elastic/_license',
        // What is not below `license` makes Logstash take the server for dead.
        needs: (answer) => expect(json(answer).license).toMatchObject({ status: 'active' }),
      },
      { method: 'HEAD', path: '/elastic/_index_template/ecs-logstash', needs: isOk },
      { method: 'GET', path: '/elastic/_ilm/policy/logstash-policy', needs: isOk },
      { method: 'HEAD', path: '/elastic/logstash', needs: isOk },
      {
        method: 'PUT',
        path: '/elastic/%3Clogstash-%7Bnow%2Fd%7D-000001%3E',
        body: '{}',
        needs: isOk,
      },
      {
        method: 'POST',
        path: '/elastic/_bulk?filter_path=errors,items.*.error,items.*.status',
        body: Uint8Array.from(gzipSync(bulk)),
        headers: { 'content-encoding': 'gzip', 'content-type': 'application/json' },
        needs: (answer) => expect(json(answer)).toMatchObject({ errors: false }),
      },
    ],
  );
  expect(await receiving.received(1)).toMatchObject({ received: 1, accepted: 1 });
});

describe('Fluent Bit', () => {
  test('es', async () => {
    const receiving = await receiver('fluent-bit es');
    const record = {
      '@timestamp': '2026-01-02T03:04:05.000Z',
      host: 'gate',
      ident: 'sshd',
      message: LOGIN,
    };
    await play(
      receiving,
      {
        'user-agent': 'Fluent-Bit',
        authorization: `Basic ${btoa(`any:${receiving.token}`)}`,
        'content-type': 'application/x-ndjson',
      },
      [
        {
          method: 'POST',
          path: '/_bulk',
          body: `{"create":{"_index":"fluent-bit","_type":"_doc"}}\n${JSON.stringify(record)}\n`,
          needs: (answer) => {
            isOk(answer);
            expect(answer.text).toContain('"errors":false,"items":[');
          },
        },
      ],
    );
    expect(await receiving.received(1)).toMatchObject({ received: 1, accepted: 1 });
  });

  test('splunk', async () => {
    const receiving = await receiver('fluent-bit splunk');
    const envelope = {
      time: 1_767_323_045.5,
      event: { host: 'gate', ident: 'sshd', message: LOGIN },
    };
    await play(
      receiving,
      { 'user-agent': 'Fluent-Bit', authorization: `Splunk ${receiving.token}` },
      [
        {
          method: 'POST',
          path: '/services/collector/event',
          body: Uint8Array.from(gzipSync(JSON.stringify(envelope).repeat(2))),
          headers: { 'content-encoding': 'gzip', 'content-type': 'application/json' },
          needs: isOk,
        },
      ],
    );
    expect(await receiving.received(2)).toMatchObject({ received: 2, accepted: 2 });
    expect(await receiving.graph()).toContain('gate');
  });
});

describe('Vector', () => {
  test('splunk_hec_logs, which asks for acknowledgements', async () => {
    const receiving = await receiver('vector hec');
    let ackId = -1;
    const channel = { 'x-splunk-request-channel': 'b1a5e0f2-7d2b-4f5b-9b2b-0d6f7d1e5a11' };
    const common = { authorization: `Splunk ${receiving.token}`, ...channel };
    const envelope = {
      time: 1_767_323_045.123,
      host: 'gate',
      event: `sshd[1]: ${LOGIN}`,
      fields: {},
    };
    await play(receiving, common, [
      { method: 'GET', path: '/services/collector/health/1.0', needs: isOk },
      {
        method: 'POST',
        path: '/services/collector/event',
        body: JSON.stringify(envelope),
        needs: (answer) => {
          ackId = Number(json(answer).ackId);
          expect(ackId).toBeGreaterThan(0);
        },
      },
    ]);
    await play(receiving, common, [
      {
        method: 'POST',
        path: '/services/collector/ack',
        body: JSON.stringify({ acks: [ackId] }),
        needs: (answer) => expect(json(answer)).toEqual({ acks: { [ackId]: true } }),
      },
    ]);
    expect(await receiving.received(1)).toMatchObject({ accepted: 1 });
  });

  test('elasticsearch', async () => {
    const receiving = await receiver('vector es');
    await play(receiving, { authorization: `Basic ${btoa(`vector:${receiving.token}`)}` }, [
      { method: 'GET', path: '/elastic/_cluster/health', needs: isOk },
      { method: 'GET', path: '/elastic/', needs: isOk },
      {
        method: 'POST',
        path: '/elastic/_bulk?timeout=60s',
        body: `{"index":{"_index":"vector-2026.01.02"}}\n${JSON.stringify(EVENT)}\n`,
        needs: (answer) => expect(json(answer)).toMatchObject({ errors: false }),
      },
    ]);
    expect(await receiving.received(1)).toMatchObject({ ignored: 1 });
  });
});

test('an OpenTelemetry Collector’s elasticsearch exporter', async () => {
  const receiving = await receiver('otel elasticsearch');
  await play(receiving, { authorization: `ApiKey ${receiving.token}` }, [
    {
      method: 'POST',
      path: '/elastic/_bulk?filter_path=items.*.error,items.*.status,items.*.failure_store',
      body: `{"create":{"_index":"logs-generic-default","require_data_stream":true}}\n${JSON.stringify(EVENT)}\n`,
      needs: (answer) => {
        expect(answer.headers.get('x-elastic-product')).toBe('Elasticsearch');
        expect(json(answer).items).toMatchObject([{ create: { status: 201 } }]);
      },
    },
  ]);
  expect(await receiving.received(1)).toMatchObject({ ignored: 1 });
});
