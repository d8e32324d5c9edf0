import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';

/**
 * Real logs of other people, beside the project and never in it. Tests that use them skip where
 * the folder is absent.
 */
export const CORPUS = path.resolve(
  process.env.GRAPNEL_CORPUS ?? path.join(import.meta.dirname, '../../../shared/corpus'),
);

/** Why a test of the corpus is skipped; undefined when the corpus is there. */
export const CORPUS_ABSENT = existsSync(CORPUS)
  ? undefined
  : `there is no corpus at ${CORPUS}; GRAPNEL_CORPUS names another folder`;

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
  for (let at = 0; at + 512 <= tar.length;) {
    const header = tar.subarray(at, at + 512);
    const text = (from: number, to: number): string =>
      header.subarray(from, to).toString('utf8').replace(/\0.*$/s, '');
    const file = text(0, 100);
    if (file === '') return;
    const size = Number.parseInt(text(124, 136).trim(), 8);
    const prefix = text(345, 500);
    const start = at + 512;
    if (text(156, 157) !== '5') {
      const full = prefix === '' ? file : `${prefix}/${file}`;
      yield { name: full, bytes: tar.subarray(start, start + size) };
    }
    at = start + Math.ceil(size / 512) * 512;
  }
}
