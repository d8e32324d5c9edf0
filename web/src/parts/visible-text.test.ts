import { expect, test } from 'vitest';
import { middleCut, visibleParts, visibleText, wholeStart } from './visible-text.ts';

test('plain text stays one part', () => {
  expect(visibleParts('C:\\Windows\\svchost.exe -k naïve 日本語 😀')).toEqual([
    { kind: 'text', text: 'C:\\Windows\\svchost.exe -k naïve 日本語 😀' },
  ]);
});

test('markup is only text', () => {
  expect(visibleText('<img src=x onerror=alert(1)>')).toBe('<img src=x onerror=alert(1)>');
});

test('controls become their names', () => {
  expect(visibleText('\u0000\u001b[31mred\u001b[0m\u007f')).toBe('[NUL][ESC][31mred[ESC][0m[DEL]');
});

test('a right-to-left override cannot turn a name around', () => {
  expect(visibleParts('invoice\u202efdp.exe')).toEqual([
    { kind: 'text', text: 'invoice' },
    { kind: 'mark', text: '[U+202E]', name: 'right-to-left override (U+202E)' },
    { kind: 'text', text: 'fdp.exe' },
  ]);
});

test.each([
  ['zero-width space', 'a\u200bb', 'a[U+200B]b'],
  ['byte order mark', '\ufeffa', '[U+FEFF]a'],
  ['isolates', '\u2066a\u2069', '[U+2066]a[U+2069]'],
  ['tag characters', 'a\u{e0041}b', 'a[U+E0041]b'],
  ['an unpaired surrogate', 'a\ud800b', 'a[U+D800]b'],
  ['a private character', 'a\ue000b', 'a[U+E000]b'],
  ['a variation selector', 'a\ufe0fb', 'a[U+FE0F]b'],
  ['a filler that draws nothing', 'a\u3164b', 'a[U+3164]b'],
  ['a line separator', 'a\u2028b', 'a[U+2028]b'],
])('%s is seen', (_, text, shown) => {
  expect(visibleText(text)).toBe(shown);
});

test('accents stay, but a pile of them is cut', () => {
  expect(visibleText('e\u0301')).toBe('e\u0301');
  expect(visibleText(`z${'\u0301'.repeat(40)}!`)).toBe('z\u0301\u0301\u0301[+37 marks]!');
});

test('line feeds and tabs stay where there is room for lines', () => {
  expect(visibleParts('a\n\tb\r', 'many')).toEqual([
    { kind: 'text', text: 'a\n\tb' },
    { kind: 'mark', text: '[CR]', name: 'carriage return (U+000D)' },
  ]);
  expect(visibleText('a\nb')).toBe('a[LF]b');
});

test('long text is cut, and never inside a character', () => {
  expect(visibleText('x'.repeat(300), 10)).toBe(`${'x'.repeat(10)}…`);
  expect(wholeStart('ab😀', 3)).toBe('ab');
});

test('the middle is cut out of a path', () => {
  expect(middleCut('short', 10)).toBe('short');
  expect(middleCut('C:\\Users\\mia\\AppData\\Local\\Temp\\svchost.exe', 20)).toBe(
    'C:\\Users…svchost.exe',
  );
  expect(middleCut('x'.repeat(100_000), 12)).toHaveLength(12);
});
