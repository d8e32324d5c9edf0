/** A stretch of a log's text: plain characters, or one mark in place of what cannot be seen. */
export type TextPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'mark'; readonly text: string; readonly name: string };

/** Accents that a real letter may carry; more than this is made to climb over other lines. */
const COMBINING_MARKS_SHOWN = 3;

/** Line breaks and tabs may stay as they are where a text has room for several lines. */
export type Lines = 'one' | 'many';

const NAMES: Readonly<Record<number, string>> = {
  0x00: 'null',
  0x07: 'bell',
  0x08: 'backspace',
  0x09: 'tab',
  0x0a: 'line feed',
  0x0d: 'carriage return',
  0x1b: 'escape',
  0x7f: 'delete',
  0xad: 'soft hyphen',
  0x061c: 'Arabic letter mark',
  0x180e: 'Mongolian vowel separator',
  0x200b: 'zero-width space',
  0x200c: 'zero-width non-joiner',
  0x200d: 'zero-width joiner',
  0x200e: 'left-to-right mark',
  0x200f: 'right-to-left mark',
  0x2028: 'line separator',
  0x2029: 'paragraph separator',
  0x202a: 'left-to-right embedding',
  0x202b: 'right-to-left embedding',
  0x202c: 'pop directional formatting',
  0x202d: 'left-to-right override',
  0x202e: 'right-to-left override',
  0x2060: 'word joiner',
  0x2066: 'left-to-right isolate',
  0x2067: 'right-to-left isolate',
  0x2068: 'first strong isolate',
  0x2069: 'pop directional isolate',
  0xfeff: 'byte order mark',
  0xfffd: 'replacement character: the bytes were no valid text',
};

/**
 * Control, format (bidi, zero-width, tags), separator, private and unpaired characters, fillers
 * that draw nothing, and whole runs of combining marks.
 */
const HIDDEN =
  /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}\u115f\u1160\u2800\u3164\uffa0\ufffd]|\u{34f}|\u{17b4}|\u{17b5}|[\ufe00-\ufe0f]|[\u{e0100}-\u{e01ef}]|\p{Mn}{4,}/gu;

/** Cuts a log's text so that every character in it that hides or deceives becomes a mark. */
export function visibleParts(text: string, lines: Lines = 'one'): TextPart[] {
  const parts: TextPart[] = [];
  let plainFrom = 0;
  for (const match of text.matchAll(HIDDEN)) {
    const hidden = match[0];
    if (lines === 'many' && (hidden === '\n' || hidden === '\t')) continue;
    const isRun = /^\p{Mn}{4,}$/u.test(hidden);
    const plainTo = match.index + (isRun ? lengthOfMarks(hidden, COMBINING_MARKS_SHOWN) : 0);
    if (plainTo > plainFrom) parts.push({ kind: 'text', text: text.slice(plainFrom, plainTo) });
    parts.push(isRun ? runMark(hidden) : markOf(hidden));
    plainFrom = match.index + hidden.length;
  }
  if (plainFrom < text.length) parts.push({ kind: 'text', text: text.slice(plainFrom) });
  return parts;
}

/** The same as one string, for places that take no elements: canvas labels, titles, ARIA. */
export function visibleText(text: string, maxLength = 200): string {
  const cut = text.length > maxLength ? wholeStart(text, maxLength) : text;
  const shown = visibleParts(cut)
    .map((part) => part.text)
    .join('');
  return cut.length < text.length ? `${shown}…` : shown;
}

/** Shortens by leaving out the middle: the ends of a path say most. */
export function middleCut(text: string, maxLength: number): string {
  const characters = Array.from(text.slice(0, 4096));
  if (characters.length <= maxLength && text.length <= 4096) return text;
  const head = Math.ceil((maxLength - 1) * 0.4);
  const tail = maxLength - 1 - head;
  const end = Array.from(text.slice(-4096));
  return `${characters.slice(0, head).join('')}…${end.slice(-tail).join('')}`;
}

/** The first characters, never ending in half of a surrogate pair. */
export function wholeStart(text: string, length: number): string {
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}

function markOf(character: string): TextPart {
  const code = character.codePointAt(0) ?? 0;
  const hex = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  const name = NAMES[code];
  return {
    kind: 'mark',
    text: controlName(code) ?? `[${hex}]`,
    name: name === undefined ? hex : `${name} (${hex})`,
  };
}

/** The short names of the ASCII controls; few fonts have the pictures that Unicode has for them. */
const CONTROLS =
  'NUL SOH STX ETX EOT ENQ ACK BEL BS TAB LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US'.split(
    ' ',
  );

function controlName(code: number): string | undefined {
  const name = code === 0x7f ? 'DEL' : CONTROLS[code];
  return name === undefined ? undefined : `[${name}]`;
}

function runMark(run: string): TextPart {
  const extra = [...run].length - COMBINING_MARKS_SHOWN;
  return { kind: 'mark', text: `[+${extra} marks]`, name: `${extra} more combining marks` };
}

function lengthOfMarks(run: string, count: number): number {
  return [...run].slice(0, count).join('').length;
}
