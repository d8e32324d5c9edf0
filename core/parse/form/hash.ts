/** Hashes of one content, in lower-case hexadecimal. */
export interface Hashes {
  readonly sha256?: string | undefined;
  readonly sha1?: string | undefined;
  readonly md5?: string | undefined;
  readonly imphash?: string | undefined;
}

const LENGTHS = { sha256: 64, sha1: 40, md5: 32, imphash: 32 } as const;
const HEX = /^[0-9a-f]+$/;

/** A hash of an algorithm; undefined when the text is none, or says that there is none. */
export function hashOf(algorithm: keyof Hashes, text: string | undefined): string | undefined {
  const hash = text?.toLowerCase();
  if (hash === undefined || hash.length !== LENGTHS[algorithm] || !HEX.test(hash)) return undefined;
  return /^0+$/.test(hash) ? undefined : hash;
}

/** Reads `SHA1=…,MD5=…,SHA256=…,IMPHASH=…`, in which Sysmon writes hashes. */
export function listedHashes(text: string | undefined): Hashes {
  const found: { -readonly [Name in keyof Hashes]: Hashes[Name] } = {};
  for (const part of (text ?? '').slice(0, 512).split(',')) {
    const equals = part.indexOf('=');
    const name = part.slice(0, equals).trim().toLowerCase();
    if (name === 'sha256' || name === 'sha1' || name === 'md5' || name === 'imphash') {
      found[name] = hashOf(name, part.slice(equals + 1));
    }
  }
  return found;
}

/** What a content's identity is over: its strongest hash, with the name of a weaker algorithm. */
export function digestOf({ sha256, sha1, md5 }: Hashes): string | undefined {
  if (sha256 !== undefined) return sha256;
  if (sha1 !== undefined) return `sha1:${sha1}`;
  return md5 === undefined ? undefined : `md5:${md5}`;
}
