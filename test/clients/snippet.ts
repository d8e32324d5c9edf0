import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Receiver } from './receiver.ts';

const PAGE = path.resolve(import.meta.dirname, '../../docs/sending-logs.md');

/**
 * An example of docs/sending-logs.md, with the address and token of a running service in place of
 * those that it names.
 */
export function snippet(name: string, { url, token }: Pick<Receiver, 'url' | 'token'>): string {
  const page = readFileSync(PAGE, 'utf8');
  const code = page.split(`<!-- snippet: ${name} -->\n`)[1]?.split('```')[1];
  if (code === undefined) throw new Error(`the page has no snippet ${name}`);
  return code
    .slice(code.indexOf('\n') + 1)
    .replace(
      'server="https://grapnel.example" serverport="443"',
      `server="http://${url.hostname}" serverport="${url.port}"`,
    )
    .replaceAll('https://grapnel.example', url.origin)
    .replaceAll('TOKEN', token);
}
