import { inflateRawSync } from 'node:zlib';
import type { ArchiveFile } from './tar.ts';

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const STORED = 0;
const DEFLATED = 8;

/** Bytes that one archived file may have when opened; rules are far smaller. */
const MAX_FILE_BYTES = 16_000_000;

/**
 * The files of a ZIP archive, stored or deflated (APPNOTE.TXT 4.3). Files that are encrypted,
 * packed otherwise or too large are left out.
 */
export function readZip(bytes: Uint8Array): readonly ArchiveFile[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== END_OF_DIRECTORY) end--;
  if (end < 0) return [];
  const files: ArchiveFile[] = [];
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0 && at + 46 <= bytes.length; left--) {
    if (view.getUint32(at, true) !== DIRECTORY_ENTRY) break;
    const nameLength = view.getUint16(at + 28, true);
    const path = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
    const body = path.endsWith('/') ? undefined : readBody(bytes, view, at);
    if (body !== undefined) files.push({ path, bytes: body });
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return files;
}

function readBody(bytes: Uint8Array, view: DataView, entry: number): Uint8Array | undefined {
  const method = view.getUint16(entry + 10, true);
  const packed = view.getUint32(entry + 20, true);
  const header = view.getUint32(entry + 42, true);
  const isEncrypted = (view.getUint16(entry + 8, true) & 1) === 1;
  if (isEncrypted || header + 30 > bytes.length) return undefined;
  const start = header + 30 + view.getUint16(header + 26, true) + view.getUint16(header + 28, true);
  const body = bytes.subarray(start, start + packed);
  if (method === STORED) return body;
  return method === DEFLATED
    ? inflateRawSync(body, { maxOutputLength: MAX_FILE_BYTES })
    : undefined;
}
