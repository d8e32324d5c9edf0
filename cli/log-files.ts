import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync, inflateRawSync, zstdDecompressSync } from 'node:zlib';

/** A file of logs, uncompressed. */
export interface LogFile {
  /** As the user named it, with the member's name after `!` in an archive. */
  readonly name: string;
  readonly bytes: Buffer;
}

/** Files that lie among logs and are none. */
const NO_LOGS = /(^|\/)(README|LICENSE|INDEX)[^/]*$|\.(md|ya?ml|py|txt\.license)$/i;

/**
 * The log files below paths, in order of name. `.gz`, `.zst` and `.zip` are opened. A path that
 * does not exist throws.
 */
export function* logFiles(paths: readonly string[]): Generator<LogFile> {
  for (const given of paths) {
    const isFolder = statSync(given).isDirectory();
    const files = isFolder ? filesBelow(given).filter((file) => !NO_LOGS.test(file)) : [given];
    for (const file of files) yield* openFile(file);
  }
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

function* openFile(file: string): Generator<LogFile> {
  const bytes = readFileSync(file);
  if (file.endsWith('.zip')) {
    for (const member of zipMembers(bytes)) {
      yield { name: `${file}!${member.name}`, bytes: member.bytes };
    }
  } else if (/\.(gz|tgz)$/.test(file)) yield { name: file, bytes: gunzipSync(bytes) };
  else if (/\.(zst|zstd)$/.test(file)) yield { name: file, bytes: zstdDecompressSync(bytes) };
  else yield { name: file, bytes };
}

const ZIP_DIRECTORY_END = 0x06054b50;
const ZIP_DIRECTORY_ENTRY = 0x02014b50;
const STORED = 0;
const DEFLATED = 8;

/** The files in a ZIP archive (PKWARE APPNOTE 6.3, without encryption, parts or ZIP64). */
function* zipMembers(zip: Buffer): Generator<LogFile> {
  let end = zip.length - 22;
  while (end >= 0 && zip.readUInt32LE(end) !== ZIP_DIRECTORY_END) end -= 1;
  if (end < 0) throw new Error('the ZIP archive has no directory');
  const count = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  for (let index = 0; index < count; index += 1) {
    if (zip.readUInt32LE(at) !== ZIP_DIRECTORY_ENTRY)
      throw new Error('the ZIP directory is damaged');
    const method = zip.readUInt16LE(at + 10);
    const size = zip.readUInt32LE(at + 20);
    const nameLength = zip.readUInt16LE(at + 28);
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    const header = zip.readUInt32LE(at + 42);
    const dataAt = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
    const data = zip.subarray(dataAt, dataAt + size);
    if (!name.endsWith('/')) {
      if (method !== STORED && method !== DEFLATED)
        throw new Error(`${name}: unknown method ${method}`);
      yield { name, bytes: method === STORED ? data : inflateRawSync(data) };
    }
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
}
