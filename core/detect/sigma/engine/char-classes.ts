/** Bits of a class of characters; three classes make an index of 18 bits. */
export const CLASS_BITS = 6;

/** Number of indices that three classes make. */
export const TRIGRAMS = 1 << (3 * CLASS_BITS);

/** Characters that share a class, by class. Letters and digits have their own. */
const PUNCTUATION = [
  ' ',
  '\\',
  '-/', // one class, for `windash` compares them as one
  '.',
  '"',
  "'",
  ':',
  ',',
  ';',
  '=',
  '(',
  ')',
  '[]',
  '{}',
  '$',
  '%',
  '&',
  '|',
  '<>',
  '*?',
  '+',
  '_',
  '@#',
  '!~',
  '^',
  '`',
];

const DASH_CLASS = 37 + 2;

/** Class of each Latin-1 unit, the same for both cases of ASCII. 0 for all that is not listed. */
export const LATIN_CLASS: Uint8Array = makeClasses();

/** The class of a unit above Latin-1. */
export function wideClass(unit: number): number {
  return unit === 0x2013 || unit === 0x2014 || unit === 0x2015 ? DASH_CLASS : 0;
}

export function classOfUnit(unit: number): number {
  return unit < 256 ? (LATIN_CLASS[unit] ?? 0) : wideClass(unit);
}

function makeClasses(): Uint8Array {
  const classes = new Uint8Array(256);
  for (let i = 0; i < 26; i++) classes[0x61 + i] = classes[0x41 + i] = 1 + i;
  for (let i = 0; i < 10; i++) classes[0x30 + i] = 27 + i;
  for (const [index, chars] of PUNCTUATION.entries()) {
    for (const char of chars) classes[char.charCodeAt(0)] = 37 + index;
  }
  return classes;
}
