import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync, inflateRawSync, zstdDecompressSync } from 'node:zlib';
import { readTar } from '../../core/archive/tar.ts';
import { readZip } from '../../core/archive/zip.ts';

/** A text file, opened and decoded. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
}

const RULE_NAME = /\.ya?ml$/i;
const RECORD_NAME = /\.(json|jsonl|ndjson)(\.(gz|zst))?$/i;

const ZIP = {
  inflate: (body: Uint8Array, maxOutputLength: number) => inflateRawSync(body, { maxOutputLength }),
  wants: (name: string) => RULE_NAME.test(name),
  maxFileBytes: 4_000_000,
};

/** Every rule file under the paths, in order of their names; archives of rules are opened. */
export function* ruleFiles(paths: readonly string[]): Generator<TextFile> {
  for (const file of paths.flatMap((one) => filesUnder(one))) {
    if (RULE_NAME.test(file)) yield { path: file, text: readFileSync(file, 'utf8') };
    else if (/\.(tar\.gz|tgz|tar|zip)$/i.test(file)) yield* archived(file);
  }
}

/** The record files under the paths; a file that is named is taken whatever its name. */
export function recordFiles(paths: readonly string[]): readonly string[] {
  return paths.flatMap((one) =>
    statSync(one).isDirectory() ? filesUnder(one).filter((file) => RECORD_NAME.test(file)) : [one],
  );
}

/** A file's bytes, unpacked when its name says that they are packed. */
export function readUnpacked(file: string): Buffer {
  const bytes = readFileSync(file);
  if (/\.t?gz$/i.test(file)) return gunzipSync(bytes);
  return /\.zst$/i.test(file) ? zstdDecompressSync(bytes) : bytes;
}

function* archived(file: string): Generator<TextFile> {
  const bytes = readUnpacked(file);
  const files = /\.zip$/i.test(file) ? readZip(bytes, ZIP) : readTar(bytes);
  for (const inner of files) {
    if (!RULE_NAME.test(inner.path)) continue;
    yield { path: `${file}!${inner.path}`, text: new TextDecoder().decode(inner.bytes) };
  }
}

function filesUnder(root: string): readonly string[] {
  if (!statSync(root).isDirectory()) return [root];
  return readdirSync(root, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}
