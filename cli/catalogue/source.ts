import { readdirSync } from 'node:fs';
import path from 'node:path';

const FOLDER = path.resolve(import.meta.dirname, '../../analyzers');

/** The file that {@link catalogueSource} is the content of. */
export const CATALOGUE_FILE = 'analyzers/sources.ts';

/** The names of the analyzers' folders, in order. */
export function analyzerFolders(): string[] {
  return readdirSync(FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** A module that imports the text of every analyzer. */
export function catalogueSource(): string {
  const names = analyzerFolders();
  const imports = names.map((name) => `import ${identifier(name)} from './${name}/analyzer.yaml';`);
  return [
    ...imports,
    '',
    '/** Written by `npm run analyzers`: the texts of the built-in analyzers, in order of their folders. */',
    'export const SOURCES: readonly string[] = [',
    ...names.map((name) => `  ${identifier(name)},`),
    '];',
    '',
  ].join('\n');
}

/** `a-b` as `aB`. */
function identifier(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
