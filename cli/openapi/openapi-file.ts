import path from 'node:path';
import { ROOT } from '../build.ts';
import { openApiDocument } from './document.ts';

/** Served as a file beside the UI: neither the Worker nor the UI has it in its bundle. */
export const OPENAPI_FILE = path.join(ROOT, 'web/public/api-docs/openapi.json');

/** The API's description as it is kept: a line a thing, so that a change shows what it changes. */
export async function openApiText(): Promise<string> {
  return `${JSON.stringify(await openApiDocument(), null, 1)}\n`;
}
