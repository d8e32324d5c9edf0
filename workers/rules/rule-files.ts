import { inflateRawSync } from 'node:zlib';
import { MAX_IMPORT_FILES } from '../../core/contract/rules.ts';
import { readTar } from '../../core/archive/tar.ts';
import type { ArchiveFile } from '../../core/archive/tar.ts';
import { readZip } from '../../core/archive/zip.ts';
import { readContent } from '../content-encoding.ts';
import { ApiError } from '../errors.ts';

/** A file of rules. */
export interface RuleFile {
  readonly path: string;
  readonly text: string;
}

/** The largest body or archive that is taken: the public rules have 3 MB. */
export const MAX_ARCHIVE_BYTES = 16 * 1_048_576;

/** What an archive may unpack to: ten times the public rules would not fit into an isolate. */
const MAX_UNPACKED_BYTES = 48 * 1_048_576;
const MAX_TEXT_BYTES = 24 * 1_048_576;

/** What parsing a file of rules takes at most. */
const MAX_FILE_BYTES = 1_000_000;

const RULE_NAME = /\.ya?ml$/i;

/** The rule files of a body: a ZIP archive, a tar archive packed by gzip, or YAML itself. */
export async function ruleFilesOf(bytes: Uint8Array, name: string): Promise<RuleFile[]> {
  if (bytes.length > MAX_ARCHIVE_BYTES) throw tooLarge();
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) {
    const wants = (path: string): boolean => RULE_NAME.test(path);
    return textsOf(readZip(bytes, { inflate, wants, maxFileBytes: MAX_FILE_BYTES }));
  }
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    const content = await readContent(bytes, 'gzip', MAX_UNPACKED_BYTES);
    if (content === 'too-large') throw tooLarge();
    if (content === 'broken') throw new ApiError(400, 'rules.broken', 'The archive is damaged.');
    return textsOf(readTar(content));
  }
  return textsOf([{ path: RULE_NAME.test(name) ? name : `${name}.yml`, bytes }]);
}

function textsOf(files: Iterable<ArchiveFile>): RuleFile[] {
  const decoder = new TextDecoder();
  const texts: RuleFile[] = [];
  let size = 0;
  for (const { path, bytes } of files) {
    if (!RULE_NAME.test(path) || bytes.length > MAX_FILE_BYTES) continue;
    size += bytes.length;
    if (size > MAX_TEXT_BYTES || texts.length >= MAX_IMPORT_FILES) throw tooLarge();
    texts.push({ path: path.slice(0, 500), text: decoder.decode(bytes) });
  }
  return texts;
}

function inflate(body: Uint8Array, maxOutputLength: number): Uint8Array {
  return inflateRawSync(body, { maxOutputLength });
}

function tooLarge(): ApiError {
  return new ApiError(413, 'rules.too-large', 'These are too many rules for one import.', {
    detail: `An import has at most ${MAX_IMPORT_FILES} files and ${MAX_TEXT_BYTES} bytes of text.`,
  });
}
