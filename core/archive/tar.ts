/** A file of an archive. */
export interface ArchiveFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

const BLOCK = 512;

/** The regular files of a tar archive (POSIX.1-2001 ustar; pax headers give the long names). */
export function readTar(bytes: Uint8Array): readonly ArchiveFile[] {
  const files: ArchiveFile[] = [];
  let longName: string | undefined;
  for (let at = 0; at + BLOCK <= bytes.length && bytes[at] !== 0;) {
    const size = Number.parseInt(text(bytes, at + 124, 12), 8) || 0;
    const type = text(bytes, at + 156, 1);
    const prefix = text(bytes, at + 345, 155);
    const name = text(bytes, at, 100);
    const body = bytes.subarray(at + BLOCK, at + BLOCK + size);
    if (type === 'x') longName = /\d+ path=([^\n]+)\n/.exec(text(body, 0, body.length))?.[1];
    else if (type === 'L') longName = text(body, 0, body.length);
    else {
      const path = longName ?? (prefix === '' ? name : `${prefix}/${name}`);
      if (type === '0' || type === '') files.push({ path, bytes: body });
      longName = undefined;
    }
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return files;
}

function text(bytes: Uint8Array, from: number, length: number): string {
  const field = bytes.subarray(from, from + length);
  const end = field.indexOf(0);
  return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end));
}
