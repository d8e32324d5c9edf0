import { scanXml } from '../form/xml-scanner.ts';

/** What a task's definition says: its first action, and who it runs as. */
export interface TaskContent {
  readonly command?: string | undefined;
  readonly arguments?: string | undefined;
  readonly account?: string | undefined;
}

const WANTED: ReadonlySet<string> = new Set(['Command', 'Arguments', 'UserId', 'ClassId']);

/** Reads a task's definition (MS-TSCH 2.5). What is not well-formed says nothing. */
export function readTaskContent(xml: string | undefined): TaskContent {
  const found = new Map<string, string>();
  const start = xml?.indexOf('<Task') ?? -1;
  if (xml === undefined || start < 0) return {};
  scanXml(xml.slice(start), {
    open: () => undefined,
    close: (name, text) => {
      if (WANTED.has(name) && !found.has(name)) found.set(name, text.trim());
    },
  });
  return {
    command: found.get('Command') ?? found.get('ClassId'),
    arguments: found.get('Arguments'),
    account: found.get('UserId'),
  };
}
