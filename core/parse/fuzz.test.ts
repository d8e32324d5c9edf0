import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SAMPLE_RECORDS } from '../../test/sample-records.ts';
import { factsOf } from '../graph/facts-of.ts';
import { parseRecord } from './parse.ts';
import { splitRecords } from './records.ts';

/** No record may take longer, in ms; the first calls of a process are slower than all others. */
const MAX_RECORD_MS = 50;

const utf8 = new TextEncoder();
const samples = Object.values(SAMPLE_RECORDS);

/** Splits and parses an upload, makes its facts, and returns the outcomes and the slowest record. */
function read(bytes: Uint8Array): { kinds: string[]; slowestMs: number } {
  const kinds: string[] = [];
  let slowestMs = 0;
  for (const record of splitRecords(bytes)) {
    const start = process.threadCpuUsage().user;
    const parsed = parseRecord(record);
    if (parsed.kind === 'observation') factsOf(parsed.observation, 1, record.number);
    slowestMs = Math.max(slowestMs, (process.threadCpuUsage().user - start) / 1_000);
    kinds.push(parsed.kind);
  }
  return { kinds, slowestMs };
}

test('no change to a record makes a parser fail', () => {
  const pieces = [
    '"',
    '{',
    '}',
    '[',
    ']',
    '<',
    '>',
    '&#x41;',
    '\0',
    '\u2028',
    '-1',
    '1e999',
    'null',
    '=',
  ];
  const change = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    remove: fc.nat(12),
    insert: fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 8 })),
  });
  fc.assert(
    fc.property(
      fc.constantFrom(...samples),
      fc.array(change, { minLength: 1, maxLength: 5 }),
      (sample, changes) => {
        let text = sample;
        for (const { at, remove, insert } of changes) {
          const position = Math.floor(at * text.length);
          text = text.slice(0, position) + insert + text.slice(position + remove);
        }
        read(utf8.encode(text));
      },
    ),
    { numRuns: 6_000, interruptAfterTimeLimit: 10_000 },
  );
});

test('no value in a known field makes a parser fail', () => {
  const objects = samples.filter((sample) => sample.startsWith('{'));
  fc.assert(
    fc.property(fc.constantFrom(...objects), fc.nat(), fc.jsonValue(), (sample, index, value) => {
      const object = JSON.parse(sample) as Record<string, unknown>;
      const keys = Object.keys(object);
      object[keys[index % keys.length] ?? ''] = value;
      read(utf8.encode(JSON.stringify(object)));
    }),
    { numRuns: 6_000, interruptAfterTimeLimit: 10_000 },
  );
});

test('arbitrary bytes are records, and never make a parser fail', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      read(bytes);
    }),
    { numRuns: 2_000, interruptAfterTimeLimit: 5_000 },
  );
});

const LINE_BYTES = 100 * 1_048_576;

test('a line of 100 MB is rejected by its size', () => {
  const line = new Uint8Array(LINE_BYTES).fill(0x61);
  expect(read(line).kinds).toEqual(['reject']);
  line[0] = 0x7b; // {
  expect(read(line).kinds).toEqual(['reject']);
});

/** Records that are built to be slow or to be mistaken for something else. */
const HOSTILE: Readonly<Record<string, string>> = {
  '10,000 deep lists': `{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`,
  '10,000 deep objects': `${'{"EventID":'.repeat(10_000)}1${'}'.repeat(10_000)}`,
  '10,000 deep elements': '<Event>'.repeat(10_000),
  'a key of the prototype':
    '{"__proto__":{"EventID":1},"constructor":1,"EventID":4624,"SourceName":"x"}',
  'a thousand keys of one name': `{${'"EventID":1,'.repeat(1_000)}"EventID":2}`,
  'half a megabyte of brackets': '{"EventID":1,"x":"'.concat('['.repeat(500_000), '"}'),
  'half a megabyte of spaces in syslog': `Mar  1 10:00:00 h sshd[1]: ${' '.repeat(500_000)}x`,
  'half a megabyte of one word in syslog': `Mar  1 10:00:00 h sudo[1]: ${'a'.repeat(500_000)}`,
  'a sudo line of separators': `Mar  1 10:00:00 h sudo: a : ${'TTY=x ; PWD=y ; USER=z ; '.repeat(4_000)}`,
  'an audit event of equals signs': `type=SYSCALL msg=audit(1.1:1): ${'a=b '.repeat(100_000)}`,
  'an audit event of quotes': `type=SYSCALL msg=audit(1.1:1): a='${'\'"'.repeat(100_000)}`,
  'an audit command in hexadecimal': `type=SYSCALL msg=audit(1709287200.1:1): pid=1 exe=${'41'.repeat(200_000)}`,
  'a PowerShell context of half a megabyte': `{"EventID":800,"SourceName":"PowerShell","Data":["HostApplication=${'x'.repeat(500_000)}"]}`,
  'a web request of quotes': `192.0.2.9 - - [01/Mar/2024:10:00:00 +0000] "GET ${'"'.repeat(200_000)}`,
  'XML of entities': `<Event><System>${'&amp;'.repeat(100_000)}</System></Event>`,
  'a name that is a method': '{"eventname":"constructor","timestamp":1709287200}',
  'programs that are methods':
    'Mar  1 10:00:00 h constructor[1]: x\nMar  1 10:00:00 h __proto__[1]: x',
  'a call and a protocol that are methods':
    'type=SYSCALL msg=audit(1709287200.123:1): pid=1 syscall=constructor arch=c000003e',
  'a flow of a protocol that is a method':
    '{"srcaddr":"10.0.0.1","dstaddr":"10.0.0.2","srcport":2,"dstport":1,"protocol":"constructor","start":1709287200}',
  'a name that is a method, of an audit event': 'type=toString msg=audit(1709287200.123:1): pid=1',
};

test.each(Object.entries(HOSTILE))('%s: an answer, soon', (_, text) => {
  const bytes = utf8.encode(text);
  // The best of some attempts: in the first, the code is not compiled yet.
  const attempts = Array.from({ length: 4 }, () => read(bytes));
  expect(attempts[0]?.kinds.length).toBeGreaterThan(0);
  expect(Math.min(...attempts.map(({ slowestMs }) => slowestMs))).toBeLessThan(MAX_RECORD_MS);
});

test('bytes that are no UTF-8 are read all the same', () => {
  const bytes = utf8.encode(SAMPLE_RECORDS['Windows JSON']);
  bytes[bytes.length - 6] = 0xff;
  expect(read(bytes).kinds).toEqual(['observation']);
});
