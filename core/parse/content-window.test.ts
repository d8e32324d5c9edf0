import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evtxSample } from '../../test/evtx-sample.ts';
import { joined } from '../graph/runs/bytes.ts';
import { cutWindow } from './content-window.ts';
import { recordText, splitRecords } from './records.ts';

const utf8 = new TextEncoder();

/** An event log file of three chunks, the second of which is damaged. */
function threeChunks(): Uint8Array {
  const first = evtxSample([1, 2, 3]);
  const third = evtxSample([4, 5]).subarray(4_096);
  new DataView(first.buffer).setUint16(42, 3, true);
  return joined([first, new Uint8Array(65_536), third]);
}

const CONTENTS: Readonly<Record<string, string | Uint8Array>> = {
  'objects in lines': '{"a":1}\n{"a":\n2}\n{"a":"}\\n{"}\n{"b":3}\n',
  'objects one after another': '\uFEFF{"a":1}{"a":2} {"a":3}',
  'a list': '[{"a":1},\n{"a":[{"b":2},{}]}, {"a":3}]',
  'a wrapper': '{"Records": [ {"a":1}, {"a":"]}"},\n{"a":3}],"x":1}',
  'wrappers one after another': '{"value":[{"a":1},{"a":2}]}\n{"Records":[{"a":3}]}{"a":4}',
  'lists in a wrapper': '[{"Records":[{"a":1},{"a":2}]},{"Records":[{"a":3}]},{"a":4}]',
  'broken objects': '{"a":1}\n{"a":"x\n{"a":3}\n}}}\n{"a":4}\n',
  events: '<Events><Event>1</Event> <Event>2</Event><Event a="b">3</Event></Events>',
  lines: 'one\ntwo\n\n  three\r\nfour',
  'audit events': [
    'type=A msg=audit(1.100:1): a=1',
    'type=B msg=audit(1.100:1): b=1',
    'type=A msg=audit(1.100:2): a=2',
    'type=B msg=audit(1.100:2): b=2',
    'type=C msg=audit(1.100:2): c=2',
    'type=A msg=audit(1.100:3): a=3',
  ].join('\n'),
  'tables one after another':
    '#separator \\x09\n#path\tconn\n#fields\tts\tuid\n1\tC1\n2\tC2\n#path\tdns\n#fields\tts\tquery\n3\tq\n4\tr\n',
  'an event log file': threeChunks(),
};

/** All that is read of content: each record's number, text and columns. */
function read(bytes: Uint8Array, after = 0) {
  return [...splitRecords(bytes)].map((record) => ({
    number: after + record.number,
    text: record.xml === undefined ? recordText(record) : (record.xml() ?? 'unreadable'),
    header: record.header,
  }));
}

/** The same, of content that comes in chunks and is cut whenever a window is full. */
function readInWindows(bytes: Uint8Array, chunkBytes: number, windowBytes: number) {
  const records: ReturnType<typeof read> = [];
  let held: Uint8Array = new Uint8Array();
  for (let from = 0; from < bytes.length; from += chunkBytes) {
    held = joined([held, bytes.subarray(from, from + chunkBytes)]);
    const cut = held.length < windowBytes ? undefined : cutWindow(held);
    if (cut === undefined) continue;
    records.push(...read(held.subarray(0, cut.at), records.length));
    held = joined([cut.header, held.subarray(cut.at)]);
  }
  return [...records, ...read(held, records.length)];
}

test.each(Object.entries(CONTENTS))('%s: windows have the records of the whole', (_, content) => {
  const bytes = typeof content === 'string' ? utf8.encode(content) : content;
  const whole = read(bytes);
  expect(whole.length).toBeGreaterThan(2);
  const most = bytes.length;
  // A window has two whole records at least, as those of the service have thousands.
  const [least, chunk] = typeof content === 'string' ? [60, 1] : [80_000, 9_000];
  fc.assert(
    fc.property(
      fc.integer({ min: chunk, max: most }),
      fc.integer({ min: least, max: Math.max(least, most) }),
      (chunkBytes, windowBytes) => {
        expect(readInWindows(bytes, chunkBytes, windowBytes)).toEqual(whole);
      },
    ),
    { numRuns: 200 },
  );
});

test('content is cut at all, wherever it has a second record', () => {
  for (const [name, content] of Object.entries(CONTENTS)) {
    const bytes = typeof content === 'string' ? utf8.encode(content) : content;
    expect(cutWindow(bytes)?.at, name).toBeGreaterThan(0);
  }
  expect(cutWindow(utf8.encode('{"a":1'))).toBeUndefined();
  expect(cutWindow(utf8.encode('one'))).toBeUndefined();
});
