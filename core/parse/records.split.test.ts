import { expect, test } from 'vitest';
import { decodeText, recordAt, splitRecords } from './records.ts';

const utf8 = new TextEncoder();

function records(text: string): string[] {
  return [...splitRecords(utf8.encode(text))].map(({ bytes }) => decodeText(bytes));
}

test('lines, without blank ones, whatever ends them', () => {
  expect(records('\ufeff\n a b \r\n\n c\n')).toEqual(['a b', 'c']);
});

test('objects, one a line', () => {
  expect(records('{"a":1}\n{"b":{"c":2}}\r\n\n{"d":3}')).toEqual([
    '{"a":1}',
    '{"b":{"c":2}}',
    '{"d":3}',
  ]);
});

test('objects, one after another, on one line or over many', () => {
  expect(records('{"a":1}{"b":"}{"} {"c":3}')).toEqual(['{"a":1}', '{"b":"}{"}', '{"c":3}']);
  const pretty = '{\n  "a": {\n    "b": "{"\n  }\n}';
  expect(records(`${pretty}\n${pretty}\n`)).toEqual([pretty, pretty]);
});

test('objects in a list, and in the wrappers of the clouds', () => {
  expect(records('[ {"a":1} , {"b":[{}]} ]')).toEqual(['{"a":1}', '{"b":[{}]}']);
  expect(records('{ "Records": [\n{"a":1},\n{"b":2}] , "next": "x]}" }\n{"c":3}')).toEqual([
    '{"a":1}',
    '{"b":2}',
    '{"c":3}',
  ]);
  expect(records('{"Records":[]}')).toEqual([]);
});

test('a broken object takes no other with it', () => {
  expect(records('{"a":1}\n{"b":\n{"c":3}')).toEqual(['{"a":1}', '{"b":', '{"c":3}']);
  expect(records('{"a":"x\n{"c":3}')).toEqual(['{"a":"x', '{"c":3}']);
  expect(records('{"a":1}\nnot json\n{"c":3}')).toEqual(['{"a":1}', 'not json', '{"c":3}']);
});

test('XML events, whatever wraps them', () => {
  expect(records('<?xml?><Events><Event>1</Event>\n<Event a="b">2</Event></Events>')).toEqual([
    '<Event>1</Event>',
    '<Event a="b">2</Event>',
  ]);
  expect(records('<EventData/>')).toEqual(['<EventData/>']);
});

test('the lines of one audit event are one record', () => {
  const one = 'type=SYSCALL msg=audit(1.1:7): a=1\ntype=CWD msg=audit(1.1:7): cwd="/"';
  expect(records(`${one}\ntype=SYSCALL msg=audit(1.1:8): a=1\nother\n`)).toEqual([
    one,
    'type=SYSCALL msg=audit(1.1:8): a=1',
    'other',
  ]);
});

test('lines that name columns go with the rows below them', () => {
  const bytes = utf8.encode('version account-id srcaddr\n2 1 10.0.0.1\n');
  expect([...splitRecords(bytes)]).toMatchObject([
    { number: 1, header: 'version account-id srcaddr' },
  ]);
  expect(recordAt(bytes, 1)?.header).toBe('version account-id srcaddr');
  expect(recordAt(bytes, 2)).toBeUndefined();
});

test('a text that is no UTF-8 is Windows-1252', () => {
  expect(decodeText(Uint8Array.of(0x4d, 0xfc, 0x6c, 0x6c))).toBe('Müll');
});
