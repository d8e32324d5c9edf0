import type { ArchiveFile } from './tar.ts';

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const STORED = 0;
const DEFLATED = 8;

/** The directory's end and its comment are within so many bytes of the archive's. */
const MAX_END_BYTES = 65_557;

/** Unpacks raw deflate data; throws when that makes more than so many bytes. */
export type Inflate = (body: Uint8Array, maxBytes: number) => Uint8Array;

/** Which files of an archive are read, and how large each may be. */
export interface ZipOptions {
  readonly inflate: Inflate;
  /** Files that are not wanted are not unpacked. */
  readonly wants: (path: string) => boolean;
  /** Files that are larger when unpacked are left out. */
  readonly maxFileBytes: number;
}

/**
 * The files of a ZIP archive, stored or deflated, one at a time (APPNOTE.TXT 4.3). Files that are
 * encrypted, packed otherwise, damaged or too large are left out; what is no archive has none.
 */
export function* readZip(bytes: Uint8Array, options: ZipOptions): Generator<ArchiveFile> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  if (end === undefined) return;
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0 && at + 46 <= bytes.length; left -= 1) {
    if (view.getUint32(at, true) !== DIRECTORY_ENTRY) return;
    const nameLength = view.getUint16(at + 28, true);
    const path = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
    if (!path.endsWith('/') && options.wants(path)) {
      const body = readBody(bytes, view, at, options);
      if (body !== undefined) yield { path, bytes: body };
    }
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
}

function findEnd(view: DataView): number | undefined {
  const least = Math.max(0, view.byteLength - MAX_END_BYTES);
  for (let end = view.byteLength - 22; end >= least; end -= 1) {
    if (view.getUint32(end, true) === END_OF_DIRECTORY) return end;
  }
  return undefined;
}

function readBody(
  bytes: Uint8Array,
  view: DataView,
  entry: number,
  { inflate, maxFileBytes }: ZipOptions,
): Uint8Array | undefined {
  const method = view.getUint16(entry + 10, true);
  const packed = view.getUint32(entry + 20, true);
  const size = view.getUint32(entry + 24, true);
  const header = view.getUint32(entry + 42, true);
  const isEncrypted = (view.getUint16(entry + 8, true) & 1) === 1;
  if (isEncrypted || header + 30 > bytes.length || size > maxFileBytes) return undefined;
  const start = header + 30 + view.getUint16(header + 26, true) + view.getUint16(header + 28, true);
  const body = bytes.subarray(start, start + packed);
  if (method === STORED) return body;
  if (method !== DEFLATED) return undefined;
  try {
    return inflate(body, maxFileBytes);
  } catch {
    return undefined; // Damaged, or larger than its directory says.
  }
}
