import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { CORPUS } from './corpus.ts';

/** A file of the corpus, uncompressed. */
export function corpusFile(name: string): Uint8Array {
  const bytes = readFileSync(path.join(CORPUS, name));
  if (name.endsWith('.gz')) return gunzipSync(bytes);
  return /\.zstd?$/.test(name) ? zstdDecompressSync(bytes) : bytes;
}

/** The names of all log files in a folder of the corpus, in order. */
export function corpusFiles(folder = ''): string[] {
  return readdirSync(path.join(CORPUS, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(CORPUS, path.join(entry.parentPath, entry.name)))
    .filter((name) => !/(^|\/)(README\.md|INDEX\.json)$|^sigma\/|\.ya?ml$|\.tar\.gz$/.test(name))
    .sort();
}

/** The files of a `.tar.gz` of the corpus. */
export function* corpusArchive(name: string): Iterable<{ name: string; bytes: Uint8Array }> {
  const tar = gunzipSync(readFileSync(path.join(CORPUS, name)));
  let longName: string | undefined;
  for (let at = 0; at + 512 <= tar.length;) {
    const header = tar.subarray(at, at + 512);
    const name = longName ?? textIn(header, 0, 100);
    if (name === '') return;
    const size = Number.parseInt(textIn(header, 124, 136), 8);
    const type = textIn(header, 156, 157);
    const bytes = tar.subarray(at + 512, at + 512 + size);
    // GNU tar puts a name of more than 100 bytes into an entry before the file's.
    longName = type === 'L' ? textIn(bytes, 0, size) : undefined;
    if (type === '0' || type === '') yield { name, bytes };
    at += 512 + Math.ceil(size / 512) * 512;
  }
}

function textIn(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.subarray(from, to)).toString('utf8').replace(/\0.*$/s, '').trim();
}
