import { env } from 'cloudflare:workers';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { request, signUp, untilDone } from './member.ts';

let token: string;

beforeAll(async () => {
  ({ token } = await (await signUp('OTLP')).createSource());
});

function otlp(path: string, body: BodyInit, headers: Record<string, string> = {}) {
  return request(path, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      ...headers,
    },
    body,
  });
}

/** A request of records with these bodies. */
function logs(...bodies: readonly string[]): string {
  return JSON.stringify({
    resourceLogs: [
      {
        resource: { attributes: [{ key: 'host.name', value: { stringValue: 'otel-host' } }] },
        scopeLogs: [
          {
            logRecords: bodies.map((body) => ({
              timeUnixNano: '1767323045000000000',
              body: { stringValue: body },
            })),
          },
        ],
      },
    ],
  });
}

const LINE = 'sshd[99]: Accepted password for root from 203.0.113.9 port 4711 ssh2';

/** `resource_logs { scope_logs { log_records { body { string_value: "x" } } } }` */
const PROTOBUF = Uint8Array.from([0x0a, 9, 0x12, 7, 0x12, 5, 0x2a, 3, 0x0a, 1, 0x78]);
const PROTOBUF_TYPE = { 'content-type': 'application/x-protobuf' };

describe('logs', () => {
  test.each(['/v1/logs', '/otlp/v1/logs'])('are taken at %s', async (path) => {
    const response = await otlp(path, logs(LINE));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual({});
  });

  test('are records in the context of their resource', async () => {
    const member = await signUp('OTLP records');
    const { token } = await member.createSource();
    const headers = { authorization: `Bearer ${token}`, 'content-encoding': 'gzip' };
    await otlp('/v1/logs', gzipSync(logs(LINE, 'unknown')), headers);
    const [upload] = await untilDone(member);
    expect(upload?.records).toEqual({ received: 2, accepted: 1, rejected: 1, ignored: 0 });
    expect(await (await member.get('/api/graph')).text()).toContain('otel-host');
  });

  test('in protobuf are answered in protobuf', async () => {
    const response = await otlp('/v1/logs', PROTOBUF, PROTOBUF_TYPE);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/x-protobuf');
    expect((await response.arrayBuffer()).byteLength).toBe(0);
  });

  test('that are none are a success, too', async () => {
    expect((await otlp('/v1/logs', '{}')).status).toBe(200);
    expect((await otlp('/v1/logs', new Uint8Array(), PROTOBUF_TYPE)).status).toBe(200);
  });

  test('of which some cannot be taken are a partial success', async () => {
    const response = await otlp('/v1/logs', logs(LINE, 'x'.repeat(1_100_000)));
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      partialSuccess: { rejectedLogRecords: '1', errorMessage: expect.any(String) as string },
    });
  });
});

describe('what is refused', () => {
  test.each<[string, number, number, BodyInit, Record<string, string>]>([
    ['no token', 401, 16, '{}', { authorization: '' }],
    ['a wrong token', 401, 16, '{}', { authorization: 'Bearer grp_0' }],
    ['no JSON', 400, 3, '{', {}],
    ['no request', 400, 3, '[]', {}],
    ['broken gzip', 400, 3, '{}', { 'content-encoding': 'gzip' }],
    [
      'a gzip bomb',
      413,
      3,
      gzipSync(new Uint8Array(40 * 1_048_576)),
      { 'content-encoding': 'gzip' },
    ],
  ])('%s', async (_, status, code, body, headers) => {
    const response = await otlp('/v1/logs', body, headers);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code });
  });

  test('no protobuf, in protobuf', async () => {
    const response = await otlp('/v1/logs', 'hello', PROTOBUF_TYPE);
    expect(response.status).toBe(400);
    const [tag, code] = new Uint8Array(await response.arrayBuffer());
    expect([tag, code]).toEqual([0x08, 3]);
  });

  test('another type', async () => {
    expect((await otlp('/v1/logs', 'x', { 'content-type': 'text/plain' })).status).toBe(415);
  });

  test('a source that may send no more is told when to come back', async () => {
    const member = await signUp('OTLP quota');
    const { token, source } = await member.createSource();
    await env.DB.prepare('UPDATE sources SET bytes_per_day = 1 WHERE id = ?').bind(source.id).run();
    const response = await otlp('/v1/logs', logs(LINE), { authorization: `Bearer ${token}` });
    expect(response.status).toBe(429);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});
