import { isEvtx } from './evtx/evtx-file.ts';
import { bytewise, skipBlanks } from './raw-record.ts';
import { isJsonStart } from './split-json.ts';
import { isXmlStart } from './split-xml.ts';
import { splitLines } from './split-lines.ts';

/**
 * How content too large for memory is cut into windows that are read one after the other: XML after
 * an event, JSON where a line begins an object, all else at the end of a line. Undefined of content
 * that only makes sense whole: an event log file, a list or wrapper of JSON.
 */
export type WindowForm = 'xml' | 'json' | 'lines';

const NEWLINE = 0x0a;
const OPEN = 0x7b;
const GREATER = 0x3e;

/** So much of the beginning tells the form. */
export const FORM_PREFIX_BYTES = 4_096;

/** `{"Records": [`, `{"value":[{`: an object that is only a wrapper around a list. */
const WRAPPER = /^\{\s*"[A-Za-z]{1,8}"\s*:\s*\[\s*[{\]]/;

/** The form of content, by its beginning. */
export function windowForm(prefix: Uint8Array): WindowForm | undefined {
  if (isEvtx(prefix)) return undefined;
  const hasMark = prefix[0] === 0xef && prefix[1] === 0xbb && prefix[2] === 0xbf;
  const start = skipBlanks(prefix, hasMark ? 3 : 0);
  if (isXmlStart(prefix, start)) return 'xml';
  if (!isJsonStart(prefix, start)) return 'lines';
  const isObject = prefix[start] === OPEN;
  return isObject && !WRAPPER.test(bytewise(prefix.subarray(start))) ? 'json' : undefined;
}

/**
 * Where content can be cut last; 0 when nowhere. The same content is always cut at the same places,
 * so that its records keep their numbers.
 */
export function lastCut(bytes: Uint8Array, form: WindowForm): number {
  for (let at = bytes.length - 1; at > 0; at -= 1) {
    const byte = bytes[at];
    if (form === 'xml' && byte === GREATER && endsEvent(bytes, at)) return at + 1;
    if (form === 'json' && byte === OPEN && bytes[at - 1] === NEWLINE) return at;
    if (form === 'lines' && byte === NEWLINE) return at + 1;
  }
  return 0;
}

/** The lines that the windows after the first need before them: those that name a table's columns. */
export function windowHeader(first: Uint8Array, form: WindowForm): Uint8Array {
  if (form !== 'lines') return new Uint8Array();
  for (const { header } of splitLines(first, skipBlanks(first, 0))) {
    return header === undefined ? new Uint8Array() : new TextEncoder().encode(`${header}\n`);
  }
  return new Uint8Array();
}

function endsEvent(bytes: Uint8Array, at: number): boolean {
  return bytewise(bytes.subarray(Math.max(0, at - 7), at + 1)) === '</Event>';
}
