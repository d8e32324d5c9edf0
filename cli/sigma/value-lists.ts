import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { PlaceholderLists } from '../../core/detect/sigma/language/placeholders.ts';

const LIST_NAME = /^(.+)\.txt$/;

/** The lists of folders: of each file NAME.txt the list NAME, one value a line, `#` before comments. */
export function readValueLists(folders: readonly string[]): PlaceholderLists {
  const lists = new Map<string, readonly string[]>();
  for (const folder of folders) {
    for (const file of readdirSync(folder).sort()) {
      const [, name] = LIST_NAME.exec(file) ?? [];
      if (name === undefined) continue;
      const lines = readFileSync(path.join(folder, file), 'utf8').split(/\r?\n/);
      const values = lines.map((line) => line.trim()).filter((line) => /^[^#]/.test(line));
      lists.set(name, values);
    }
  }
  return lists;
}
