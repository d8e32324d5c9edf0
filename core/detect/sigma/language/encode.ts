/** Text as bytes, one character (0 to 255) a byte, so that encodings can be chained. */
export type Bytes = string;

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export type WideEncoding = 'utf16le' | 'utf16be' | 'utf16';

/** UTF-8. A lone surrogate becomes U+FFFD, as everywhere on the web. */
export function utf8Bytes(text: string): Bytes {
  let bytes = '';
  for (const byte of new TextEncoder().encode(text)) bytes += String.fromCharCode(byte);
  return bytes;
}

/** UTF-16 little or big endian; `utf16` is little endian after a byte order mark. */
export function utf16Bytes(text: string, encoding: WideEncoding): Bytes {
  let bytes = encoding === 'utf16' ? '\u00ff\u00fe' : '';
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const low = String.fromCharCode(unit & 0xff);
    const high = String.fromCharCode(unit >> 8);
    bytes += encoding === 'utf16be' ? high + low : low + high;
  }
  return bytes;
}

/** Base64 with padding (RFC 4648 §4). */
export function base64(bytes: Bytes): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const triple = (byteAt(bytes, i) << 16) | (byteAt(bytes, i + 1) << 8) | byteAt(bytes, i + 2);
    text += ALPHABET.charAt(triple >> 18) + ALPHABET.charAt((triple >> 12) & 63);
    text += left > 1 ? ALPHABET.charAt((triple >> 6) & 63) : '=';
    text += left > 2 ? ALPHABET.charAt(triple & 63) : '=';
  }
  return text;
}

/**
 * The three forms that bytes can take inside a longer Base64 text, by their offset in its groups
 * of three, each cut to what does not depend on the neighbours. Bytes too few to leave anything
 * at some offset give fewer forms.
 */
export function base64Offsets(bytes: Bytes): readonly string[] {
  // Characters at the start that bits of the bytes before share, by offset; at the end likewise.
  const skip = [0, 2, 3];
  const forms = skip.map((start, offset) => {
    const drop = [0, 3, 2][(bytes.length + offset) % 3] ?? 0;
    const encoded = base64('\0'.repeat(offset) + bytes);
    return encoded.slice(start, encoded.length - drop);
  });
  return [...new Set(forms)].filter((form) => form !== '');
}

function byteAt(bytes: Bytes, index: number): number {
  return index < bytes.length ? bytes.charCodeAt(index) & 0xff : 0;
}
