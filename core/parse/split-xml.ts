import { bytewise, trimmed } from './raw-record.ts';
import type { RawRecord } from './raw-record.ts';

const OPEN = 0x3c;
const EVENT_OPEN = '<Event';
const EVENT_CLOSE = '</Event>';
const AFTER_NAME = /[\s>/]/;

/** Whether XML begins at a position: `<` with anything but the digits of a syslog priority. */
export function isXmlStart(bytes: Uint8Array, start: number): boolean {
  const next = bytes[start + 1] ?? 0;
  return bytes[start] === OPEN && !(next >= 0x30 && next <= 0x39);
}

/** Cuts XML into its `<Event>` elements; XML without one is a single record. */
export function* splitXml(bytes: Uint8Array, start: number): Iterable<RawRecord> {
  const text = bytewise(bytes);
  let number = 0;
  let position = start;
  for (;;) {
    const open = nextEvent(text, position);
    if (open < 0) break;
    const close = text.indexOf(EVENT_CLOSE, open);
    const end = close < 0 ? bytes.length : close + EVENT_CLOSE.length;
    yield { number: ++number, bytes: trimmed(bytes, open, end) };
    position = end;
  }
  if (number === 0 && position < bytes.length) {
    yield { number: 1, bytes: trimmed(bytes, position, bytes.length) };
  }
}

/** Where the next element named exactly `Event` begins; -1 when there is none. */
function nextEvent(text: string, from: number): number {
  let position = text.indexOf(EVENT_OPEN, from);
  while (position >= 0 && !AFTER_NAME.test(text[position + EVENT_OPEN.length] ?? '>')) {
    position = text.indexOf(EVENT_OPEN, position + 1);
  }
  return position;
}
