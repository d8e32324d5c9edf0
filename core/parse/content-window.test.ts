import { expect, test } from 'vitest';
import { lastCut, windowForm, windowHeader } from './content-window.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

test.each([
  ['{"a":1}\n{"a":2}\n', 'json'],
  ['\uFEFF {"a":1}', 'json'],
  ['{"events":3}', 'json'],
  ['{"Records": [ {"a":1}]}', undefined],
  ['[{"a":1}]', undefined],
  ['<Events><Event>', 'xml'],
  ['<34>Oct 11 22:14:15 host su: x', 'lines'],
  ['plain text', 'lines'],
  ['ElfFile\0', undefined],
])('%j is cut as %s', (text, form) => {
  expect(windowForm(bytes(text))).toBe(form);
});

test.each([
  ['{"a":1}\n{"a":\n2}\n{"a"', 'json', '{"a":1}\n{"a":\n2}\n'],
  ['<Event>1</Event> <Event>2</Event><Even', 'xml', '<Event>1</Event> <Event>2</Event>'],
  ['one\ntwo\nthr', 'lines', 'one\ntwo\n'],
  ['one', 'lines', ''],
] as const)('%j is cut last after a whole record', (text, form, before) => {
  expect(text.slice(0, lastCut(bytes(text), form))).toBe(before);
});

test('the windows of a table begin with the names of its columns', () => {
  const table = '#separator \\x09\n#fields\tts\tuid\n1\tC1\n2\tC2\n';
  expect(new TextDecoder().decode(windowHeader(bytes(table), 'lines'))).toContain(
    '#fields\tts\tuid',
  );
  expect(windowHeader(bytes('a line\n'), 'lines')).toHaveLength(0);
});
