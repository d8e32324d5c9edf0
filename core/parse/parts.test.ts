import { expect, test } from 'vitest';
import fc from 'fast-check';
import { parseRecord } from './parse.ts';
import { NO_CONTEXT } from './parse-context.ts';
import { packPart, splitUpload, unpackParts } from './parts.ts';
import type { Part } from './parts.ts';

const utf8 = new TextEncoder();

function joined(parts: readonly Part[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...packPart(part)]));
}

test('parts come out as they went in, whatever their bytes are', () => {
  const part = fc.record({
    context: fc.record(
      { defaultHost: fc.string(), receivedAt: fc.nat(), program: fc.string() },
      { requiredKeys: [] },
    ),
    bytes: fc.uint8Array({ maxLength: 200 }),
  });
  fc.assert(
    fc.property(fc.array(part, { maxLength: 5 }), (parts) => {
      expect([...unpackParts(joined(parts))]).toEqual(parts);
    }),
  );
});

test('records of several parts are numbered through, each read in its own form and context', () => {
  const upload = joined([
    { context: { defaultHost: 'a' }, bytes: utf8.encode('{"x":1}{"x":2}\n{"x":3}') },
    { context: { defaultHost: 'b' }, bytes: utf8.encode('line one\nline two') },
    { context: {}, bytes: utf8.encode('<Event a="1"></Event>') },
    { context: {}, framing: 'lines', bytes: utf8.encode('{"events":[{"x":1},{"x":2}]}\n\n[1]') },
  ]);
  const records = [...splitUpload(upload, 'parts')];
  expect(records.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(records.map(({ context }) => context?.defaultHost)).toEqual([
    'a',
    'a',
    'a',
    'b',
    'b',
    undefined,
    undefined,
    undefined,
  ]);
});

test('a record without host and time has those of its part', () => {
  const line = 'Accepted password for root from 203.0.113.9 port 4711 ssh2';
  const [record] = splitUpload(
    packPart({
      context: { defaultHost: 'gate', time: Date.UTC(2026, 0, 2), program: 'sshd' },
      bytes: utf8.encode(line),
    }),
    'parts',
  );
  if (record === undefined) throw new Error('there is no record');
  const parsed = parseRecord(record, NO_CONTEXT);
  if (parsed.kind !== 'observation') throw new Error(JSON.stringify(parsed));
  expect(parsed.observation.time).toBe(Date.UTC(2026, 0, 2));
  expect(parsed.observation.nodes[0]?.identity).toMatchObject({ hostname: 'gate' });
});
