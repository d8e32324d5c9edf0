/** What the table of docs/api.md says of each route, as plain text: by `METHOD /path`. */
export function sayings(page: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, cell = '', what = ''] of page.matchAll(/^\| (`[A-Z].*?) \| .*? \| (.*) \|$/gm)) {
    const codes = [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
    const route = codes.map((code) => code.split(' ')[1]).findLast((each) => each !== undefined);
    for (const code of codes) {
      const [method = '', own] = code.split(' ');
      const path = (own ?? route ?? '').split('?', 1)[0] ?? '';
      const key = `${method} ${path}`;
      if (!found.has(key)) found.set(key, plain(what));
    }
  }
  return found;
}

function plain(markdown: string): string {
  return markdown.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').trim();
}
