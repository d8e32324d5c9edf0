import { describe, expect, test } from 'vitest';
import { decodeText, recordAt, splitRecords } from './records.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const records = (text: string): string[] =>
  [...splitRecords(bytes(text))].map((record) => `${record.number}: ${decodeText(record.bytes)}`);

describe('records', () => {
  test('are lines, and blank lines do not count', () => {
    expect(records('\n{"a":1}\r\n\n  \n{"b":2}')).toEqual(['1: {"a":1}', '2: {"b":2}']);
  });

  test('are events in XML, whatever wraps them and however they are broken up', () => {
    const event = '<Event xmlns="x"><System/></Event>';
    const text = `\ufeff<?xml version="1.0"?>\n<Events>\n${event}${event}\n<Event>\n</Event></Events>`;
    expect(records(text)).toEqual([`1: ${event}`, `2: ${event}`, '3: <Event>\n</Event>']);
  });

  test('an event that is cut off is a record, to be rejected', () => {
    expect(records('<Event></Event><Event><System>')).toEqual([
      '1: <Event></Event>',
      '2: <Event><System>',
    ]);
  });

  test('XML without an event is one record', () => {
    expect(records('<html><body>no</body></html>')).toEqual(['1: <html><body>no</body></html>']);
  });

  test('nothing has none', () => {
    expect(records('')).toEqual([]);
    expect(records(' \n\n')).toEqual([]);
  });

  test('are found again by their number', () => {
    const text = bytes('{"a":1}\n{"b":2}\n');
    expect(decodeText(recordAt(text, 2)?.bytes ?? new Uint8Array())).toBe('{"b":2}');
    expect(recordAt(text, 3)).toBeUndefined();
  });
});

test('bytes that are not UTF-8 are read as Windows-1252', () => {
  expect(decodeText(Uint8Array.of(0x4d, 0xae))).toBe('M®');
  expect(decodeText(bytes('M®'))).toBe('M®');
});
