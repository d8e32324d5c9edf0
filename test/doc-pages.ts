import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '..');

/** A page for people. */
export interface DocPage {
  /** Its path in the repository. */
  readonly name: string;
  readonly text: string;
}

/** What stands between fences in a page. */
export interface Snippet {
  readonly page: string;
  /** What the opening fence says; empty where it says nothing. */
  readonly language: string;
  readonly text: string;
}

/** A fence and all up to its end. */
const FENCED = /^```(.*)\n([\s\S]*?)^```$/gm;

/** What a reader types, between backticks, perhaps over two lines. */
const TYPED =
  /`((?:[A-Z_]+=\S+ )*(?:npm (?:run|test|start)|npx|node|curl|wrangler|git)(?=[\s`])[^`]*)`/g;

export const docPages: readonly DocPage[] = globSync(
  ['{README,CONTRIBUTING}.md', 'web/README.md', 'docs/**/*.md'],
  { cwd: ROOT },
)
  .sort()
  .map((name) => ({ name, text: readFileSync(path.join(ROOT, name), 'utf8') }));

export const snippets: readonly Snippet[] = docPages.flatMap(({ name, text }) =>
  [...text.matchAll(FENCED)].map(([, language = '', body = '']) => ({
    page: name,
    language,
    text: body,
  })),
);

/** The page without its snippets. */
export function proseOf({ text }: DocPage): string {
  return text.replace(FENCED, '');
}

/**
 * Every command that the prose of the pages names, once, as it stands there: `npm run push -- --url
 * URL`. One that is named without arguments is left out where it is named with some, too.
 */
export function commandsInProse(): string[] {
  const all = docPages.flatMap((page) =>
    [...proseOf(page).matchAll(TYPED)].map(([, command = '']) => command.replace(/\s+/g, ' ')),
  );
  const isShort = (command: string) =>
    all.some((other) => other.replace('run -s ', 'run ').startsWith(`${command} `));
  return [...new Set(all)].filter((command) => !isShort(command.replace('run -s ', 'run '))).sort();
}
