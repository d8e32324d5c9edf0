import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitRecords } from './records.ts';

/** Texts around the size of a window, some with characters of several bytes. */
const text = fc.record({
  length: fc.constantFrom(0, 1, 300, 20_000, 65_520, 65_536, 140_000),
  character: fc.constantFrom('x', 'x', 'x', 'é', '€', '😀', '{'),
});

test('records are the same wherever windows end, and whatever alphabet they are in', () => {
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 8 }), (texts) => {
      const lines = texts.map(({ length, character }, index) => {
        const filled = 'a'.repeat(length) + character + 'b'.repeat(index);
        return JSON.stringify({ EventID: index, filled });
      });
      const records = [...splitRecords(new TextEncoder().encode(lines.join('\n')))];
      expect(records.map(({ bytes }) => new TextDecoder().decode(bytes))).toEqual(lines);
      for (const [index, record] of records.entries()) {
        expect([lines[index], undefined]).toContain(record.text);
      }
    }),
    { numRuns: 60 },
  );
});

test('bytes that are no UTF-8 have no text in a window', () => {
  const line = new TextEncoder().encode('{"a":"?"}\n{"a":"b"}\n');
  line[6] = 0xff;
  const records = [...splitRecords(line)];
  expect(records.map((record) => record.text)).toEqual([undefined, undefined]);
  expect(records.map(({ bytes }) => bytes.length)).toEqual([9, 9]);
});
