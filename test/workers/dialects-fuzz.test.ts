import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { DOORS, LINE } from '../fuzz/doors.ts';
import type { Door } from '../fuzz/doors.ts';
import { mutated, numbers } from '../fuzz/mutate.ts';
import { request, signUp, untilDone } from './member.ts';
import type { Member } from './member.ts';

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
