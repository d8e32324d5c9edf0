import { OTLPLogExporter as JsonExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPLogExporter as ProtobufExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { Client as Client8 } from 'es8';
import { Client as Client9 } from 'es9';
import { Logger } from 'splunk-logging';
import { describe, expect, test } from 'vitest';
import { EVENT, LOGIN, receiver } from './receiver.ts';

describe.each([
  ['8', Client8],
  ['9', Client9 as unknown as typeof Client8],
])('the official Elasticsearch client %s', (_, Client) => {
  test.each(['/elastic', '/'])('below %s', async (base) => {
    const receiving = await receiver('elastic client');
    const client = new Client({
      node: new URL(base, receiving.url).href,
      auth: { apiKey: receiving.token },
      compression: true,
    });
    expect(await client.ping()).toBe(true);
    expect((await client.info()).tagline).toBe('You Know, for Search');
    const documents = Array.from({ length: 250 }, (_, n) => ({ ...EVENT, n }));
    const result = await client.helpers.bulk({
      datasource: documents,
      onDocument: () => ({ create: { _index: 'logs' } }),
      flushBytes: 4_000,
    });
    expect(result).toMatchObject({ total: 250, successful: 250, failed: 0 });
    const one = await client.index({ index: 'logs', document: { ...EVENT, n: 'alone' } });
    expect(one.result).toBe('created');
    await client.close();
    expect(await receiving.received(251)).toMatchObject({ received: 251, ignored: 251 });
  });

  test('with a wrong key', async () => {
    const { url } = await receiver('elastic wrong');
    const client = new Client({ node: new URL('/elastic', url).href, auth: { apiKey: 'grp_0' } });
    const refused = await client.info().then(
      () => undefined,
      (error: unknown) => error as { statusCode?: number },
    );
    expect(refused?.statusCode).toBe(401);
    await client.close();
  });
});

test('Splunk’s own logger, which joins its batches without anything between them', async () => {
  const receiving = await receiver('splunk-logging');
  const logger = new Logger({
    token: receiving.token,
    url: receiving.url.origin,
    maxBatchCount: 3,
    batchInterval: 0,
  });
  const errors: unknown[] = [];
  logger.error = (error) => errors.push(error);
  for (let n = 0; n < 3; n += 1) {
    logger.send({
      message: `sshd[${n}]: ${LOGIN}`,
      metadata: { host: 'gate', sourcetype: 'linux_secure', time: 1_767_323_045 + n },
    });
  }
  // The logger wraps a message, so that it is a record in a record in a record.
  expect(await receiving.received(3)).toMatchObject({ received: 3, accepted: 3 });
  expect(errors).toEqual([]);
  expect(await receiving.graph()).toContain('gate');
});

describe.each([
  ['protobuf', ProtobufExporter],
  ['JSON', JsonExporter],
])('OpenTelemetry’s exporter in %s', (_, Exporter) => {
  test('sends records with their resource', async () => {
    const receiving = await receiver('otel');
    const exporter = new Exporter({
      url: new URL('/v1/logs', receiving.url).href,
      headers: { authorization: `Bearer ${receiving.token}` },
    });
    const provider = new LoggerProvider({
      resource: resourceFromAttributes({ 'host.name': 'otel-host' }),
      processors: [new SimpleLogRecordProcessor({ exporter })],
    });
    const logger = provider.getLogger('test');
    logger.emit({ body: `sshd[1]: ${LOGIN}`, timestamp: 1_767_323_045_000 });
    logger.emit({ body: { ...EVENT, nested: { list: [1, 'x', true] } } });
    await provider.forceFlush();
    await provider.shutdown();
    expect(await receiving.received(2)).toEqual({
      received: 2,
      accepted: 1,
      rejected: 0,
      ignored: 1,
    });
    expect(await receiving.graph()).toContain('otel-host');
  });
});
