import { existsSync, readFileSync, statSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import path from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Serves the built UI as the service's static assets are served: with the headers of `_headers`. */
export class StaticFiles {
  readonly #root: string;
  readonly #rules: readonly { readonly prefix: string; readonly headers: [string, string][] }[];

  constructor(root: string) {
    this.#root = root;
    this.#rules = readRules(path.join(root, '_headers'));
  }

  /** Answers with the file, or with the page for every address that is no file. */
  serve(pathname: string, response: ServerResponse): void {
    const wanted = path.join(this.#root, path.normalize(pathname));
    const isFile = wanted.startsWith(this.#root) && existsSync(wanted) && statSync(wanted).isFile();
    const file = isFile ? wanted : path.join(this.#root, 'index.html');
    for (const { prefix, headers } of this.#rules) {
      if (!pathname.startsWith(prefix)) continue;
      for (const [name, value] of headers) response.setHeader(name, value);
    }
    response.setHeader('content-type', TYPES[path.extname(file)] ?? 'application/octet-stream');
    response.end(readFileSync(file));
  }
}

/** Reads rules of the form: a line with a path that ends in `*`, then indented headers. */
function readRules(file: string): { prefix: string; headers: [string, string][] }[] {
  const rules: { prefix: string; headers: [string, string][] }[] = [];
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (line.startsWith('/')) rules.push({ prefix: line.trim().replace('*', ''), headers: [] });
    const header = /^\s+([\w-]+): (.+)$/.exec(line);
    if (header?.[1] !== undefined && header[2] !== undefined) {
      rules.at(-1)?.headers.push([header[1], header[2]]);
    }
  }
  return rules;
}
