import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { describe, expect, inject, test } from 'vitest';
import { EVENT, LOGIN, receiver } from './receiver.ts';
import type { Receiver } from './receiver.ts';
import { snippet } from './snippet.ts';

const CURL = '/usr/bin/curl';
const run = promisify(execFile);

describe.skipIf(!existsSync(CURL))('curl (skipped where it is not installed)', () => {
  test('sends lines, a list, and compressed lines', async () => {
    const { url, token, received } = await receiver('curl');
    const line = JSON.stringify(EVENT);
    const send = async (body: Uint8Array, headers: readonly string[] = []): Promise<string> => {
      const sent = run(CURL, [
        '--silent',
        '--show-error',
        '--fail-with-body',
        new URL('/ingest', url).href,
        '-H',
        `Authorization: Bearer ${token}`,
        ...headers.flatMap((header) => ['-H', header]),
        '--data-binary',
        '@-',
      ]);
      sent.child.stdin?.end(body);
      return (await sent).stdout;
    };
    expect(JSON.parse(await send(Buffer.from(`${line}\n${line}\n`)))).toEqual({
      upload: 1,
      firstRecord: 1,
      duplicate: false,
    });
    await send(Buffer.from(`[${line},${line}]`));
    await send(gzipSync(`${line}\nsshd[1]: ${LOGIN}`), ['Content-Encoding: gzip']);
    await send(gzipSync(line), ['Content-Encoding: gzip', 'Transfer-Encoding: chunked']);
    expect(await received(7)).toMatchObject({ received: 7, ignored: 6 });
  });

  test('sends a compressed file, as the documentation says', async () => {
    const receiving = await receiver('curl snippet');
    const folder = mkdtempSync(path.join(tmpdir(), 'grapnel-curl-'));
    const lines = [1, 2, 3].map((n) => JSON.stringify({ ...EVENT, n })).join('\n');
    writeFileSync(path.join(folder, 'events.jsonl.gz'), gzipSync(lines));
    const { stdout } = await run('sh', ['-c', snippet('curl', receiving)], { cwd: folder });
    expect(JSON.parse(stdout)).toEqual({ upload: 1, firstRecord: 1, duplicate: false });
    rmSync(folder, { recursive: true });
    expect(await receiving.received(3)).toMatchObject({ ignored: 3 });
  });

  test('sends a large file in pieces, as the documentation says', async () => {
    const receiving = await receiver('curl pieces');
    const folder = mkdtempSync(path.join(tmpdir(), 'grapnel-curl-'));
    const lines = Array.from({ length: 2_000 }, (_, n) => JSON.stringify({ ...EVENT, n }));
    writeFileSync(path.join(folder, 'Security.evtx.gz'), gzipSync(lines.join('\n')));
    const script = snippet('large-file', receiving).replace('50m', '2000');
    const { stdout } = await run('sh', ['-c', script], { cwd: folder });
    expect(stdout.split('}').length).toBeGreaterThan(4);
    expect(stdout).toContain('{"upload":1,"firstRecord":1,"duplicate":false}');
    rmSync(folder, { recursive: true });
    expect(await receiving.received(2_000)).toMatchObject({ ignored: 2_000 });
  });

  test('sends one event to the Splunk collector', async () => {
    const { url, token, received } = await receiver('curl hec');
    const { stdout } = await run(CURL, [
      '--silent',
      new URL('/services/collector', url).href,
      '-H',
      `Authorization: Splunk ${token}`,
      '-d',
      JSON.stringify({ event: EVENT }),
    ]);
    expect(stdout).toBe('{"text":"Success","code":0}');
    expect(await received(1)).toMatchObject({ ignored: 1 });
  });
});

/** Sends the beginning of a request, and goes away. */
function breakOff({ url, token }: Receiver, head: string, part: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(url.port), url.hostname, () => {
      const lines = ['POST /ingest HTTP/1.1', 'Host: x', `Authorization: Bearer ${token}`, head];
      socket.write(`${lines.join('\r\n')}\r\n\r\n`);
      socket.write(part, () => {
        setTimeout(() => socket.destroy(), 200);
      });
    });
    socket.once('close', () => resolve());
    socket.once('error', reject);
  });
}

describe('a connection that is lost in the middle of a body', () => {
  const body = Buffer.alloc(8_000_000, `${JSON.stringify(EVENT)}\n`);

  test.each([300_000, 3_000_000])('after %i bytes leaves nothing behind', async (size) => {
    const receiving = await receiver('lost');
    const part = body.subarray(0, size);
    await breakOff(receiving, `Content-Length: ${body.length}`, part);
    const chunk = Buffer.concat([Buffer.from(`${size.toString(16)}\r\n`), part]);
    await breakOff(receiving, 'Transfer-Encoding: chunked', chunk);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(await receiving.received(0)).toMatchObject({ received: 0 });
    // The same bytes, whole, are new.
    const { url, token } = receiving;
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(new URL('/ingest', url), { method: 'POST', headers, body });
    expect(await answer.json()).toEqual({ upload: 1, firstRecord: 1, duplicate: false });
  });
});

test('a line of 99 MB is counted as records that are too large, and holds nothing up', async () => {
  const { url, token, received } = await receiver('long line');
  const answer = await fetch(new URL('/ingest', url), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: Buffer.alloc(99_000_000, 'x'),
  });
  expect(answer.status).toBe(202);
  const counts = await received(1);
  expect(counts).toMatchObject({ accepted: 0, ignored: 0 });
  expect(counts.rejected).toBe(counts.received);
});

test('the UI is at the root, beside the Elasticsearch of those who bring a token', async () => {
  const response = await fetch(inject('serviceUrl'));
  expect(response.headers.get('content-type')).toContain('text/html');
  expect(response.headers.get('content-security-policy')).toContain("script-src 'self'");
  expect(response.headers.get('x-elastic-product')).toBeNull();
});
