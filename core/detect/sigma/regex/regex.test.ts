import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileRegex } from './regex.ts';

function matches(source: string, text: string, flags = ''): boolean {
  const compiled = compileRegex(source, flags);
  if (!compiled.ok) throw new Error(compiled.message);
  return compiled.regex.test(text);
}

/** Expressions that mean the same here and in ECMAScript, over few characters so that they match. */
const { node: pattern } = fc.letrec<{ node: string; atom: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    tie('atom'),
    fc.array(tie('node'), { minLength: 2, maxLength: 4 }).map((items) => items.join('')),
    fc.array(tie('node'), { minLength: 2, maxLength: 3 }).map((items) => `(?:${items.join('|')})`),
    fc
      .tuple(
        tie('node'),
        fc.constantFrom('*', '+', '?', '{2}', '{1,3}', '{2,}', '*?', '+?', '{0,2}?'),
      )
      .map(([item, count]) => `(${item})${count}`),
  ),
  atom: fc.constantFrom(
    'a',
    'b',
    'c',
    'A',
    '0',
    '_',
    ' ',
    '.',
    '-',
    '\\.',
    '\\d',
    '\\w',
    '\\W',
    '\\s',
    '\\S',
    '\\D',
    '[ab]',
    '[^a]',
    '[a-c0]',
    '[\\d_]',
    '^',
    '$',
    '\\b',
    '\\B',
    'ä',
    '\\x61',
    '\\u0062',
    '[^\\w]',
  ),
}));

const text = fc.string({ unit: fc.constantFrom(...'abcABC01_ .-ä\n'), maxLength: 24 });

describe('the engine agrees with ECMAScript', () => {
  test.each(['', 'i', 'm', 's', 'ims'])('with the flags %j', (flags) => {
    fc.assert(
      fc.property(pattern, fc.array(text, { minLength: 1, maxLength: 8 }), (source, texts) => {
        const expected = new RegExp(source, flags);
        const compiled = compileRegex(source, flags);
        if (!compiled.ok) return /too large/.test(compiled.message);
        const { regex } = compiled;
        for (const one of texts) {
          expect({ source, one, found: regex.test(one) }).toEqual({
            source,
            one,
            found: expected.test(one),
          });
          const lower = one.toLowerCase();
          if (!expected.test(one)) continue;
          for (const some of regex.required)
            expect(some.some((part) => lower.includes(part))).toBe(true);
        }
        return true;
      }),
      { numRuns: 600 },
    );
  });

  test('and still does when every search has to go without states', () => {
    const source = '(a|b).{3,40}c(d|a)';
    const expected = new RegExp(source);
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'abcd'), maxLength: 400 }), (one) => {
        expect(matches(source, one)).toBe(expected.test(one));
      }),
      { numRuns: 200 },
    );
  });
});

describe('PCRE', () => {
  test.each([
    ['(?i)ABC', 'xabcx', true],
    ['a(?i)b', 'aB', true],
    ['a(?i)b', 'AB', false],
    ['a(?i:b)c', 'aBc', true],
    ['a(?i:b)c', 'aBC', false],
    ['(?i-i)A', 'a', false],
    ['(?<name>a)b', 'ab', true],
    ['(?P<name>a)b', 'ab', true],
    ['\\Aab\\z', 'ab', true],
    ['\\Aab', 'xab', false],
    ['[[:alpha:]]+[[:digit:]]', 'ab1', true],
    ['[]a]', ']', true],
    ['[a-]', '-', true],
    ['[\\]]', ']', true],
    ['a{,2}', 'a{,2}', true],
    ['x{', 'x{', true],
    ['\\x{41}', 'A', true],
    ['\\_\\"', '_"', true],
    ['.', '\r', true],
    ['\\w', 'ä', false],
    ['.{5,}', 'abcd', false],
    ['.{5,}', 'abcde', true],
    ['(.){3,}', 'ab\nc', false],
    ['(?i)\u00e4', '\u00c4', true],
    ['', '', true],
  ])('%s on %j: %s', (source, one, expected) => {
    expect(matches(source, one)).toBe(expected);
  });

  test.each([
    ['(?=a)', 0],
    ['(?<!a)', 0],
    ['(a)\\1', 3],
    ['a++', 2],
    ['a**', undefined],
    ['*a', 0],
    ['a)', 1],
    ['(a', 0],
    ['[a', 0],
    ['[b-a]', 4],
    ['a{3,2}', 1],
    ['a{2000}', 1],
    ['(((a{1000}){1000}){1000})', 0],
    ['a\\', 1],
    ['\\p{L}', 0],
  ])('%s is refused at %j', (source, at) => {
    const compiled = compileRegex(source);
    if (at === undefined) expect(compiled.ok).toBe(true);
    else expect(compiled).toMatchObject({ ok: false, at });
  });

  test('reading never throws', () => {
    const piece = fc.constantFrom(
      ...'ab()[]{}*+?|\\^$.,-0123456789:<>=!PimsdDwWbBxu\ud800'.split(''),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const compiled = compileRegex(pieces.join(''), 'i');
        if (compiled.ok) compiled.regex.test('ab');
      }),
      { numRuns: 3000 },
    );
  });
});

describe('time is linear in the text', () => {
  const hostile: readonly (readonly [string, string])[] = [
    ['(a+)+$', 'a'],
    ['(a|aa)+$', 'a'],
    ['(a|a?)+b', 'a'],
    ['(.*a){12}b', 'a'],
    ['^(([a-z])+.)+[A-Z]([a-z])+$', 'a'],
    ['(set).*&&\\s?set.*(environment|invoke|\\$\\{?input).*&&.*"', 'set && '],
    ['\\w+`(?:\\w+|-|.)`[\\w+|\\s]', 'a`'],
    ['x.{1,500}y', 'x'],
    ['(x.{1,100}){3}y', 'xz'],
  ];

  test.each(hostile)('%s', (source, unit) => {
    const compiled = compileRegex(source);
    if (!compiled.ok) throw new Error(compiled.message);
    const time = (length: number) => {
      const subject = `${unit.repeat(length / unit.length)}!`;
      const start = performance.now();
      compiled.regex.test(subject);
      return performance.now() - start;
    };
    time(4000);
    const once = Math.min(time(16_000), time(16_000), time(16_000));
    const four = Math.min(time(64_000), time(64_000), time(64_000));
    // Four times the text, with room for a busy machine; quadratic would be sixteen times.
    expect(four).toBeLessThan(Math.max(once * 10, 20));
  });
});
