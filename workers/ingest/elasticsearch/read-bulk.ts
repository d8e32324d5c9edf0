import { parse } from '../json-objects.ts';

/** What a bulk request may ask for. Documents of the first three are records. */
export type BulkAction = 'index' | 'create' | 'update' | 'delete';

/** One action of a bulk request. */
export interface BulkItem {
  readonly action: BulkAction;
  readonly index: string | undefined;
  readonly id: string | undefined;
  /** The document, as one line; undefined where there is nothing to take. */
  readonly line: Uint8Array | undefined;
  /** Why the document is none. */
  readonly fault: string | undefined;
}

/** Why a whole request is refused. */
export interface BulkFault {
  readonly reason: string;
}

const NEWLINE = 0x0a;
const ACTIONS: ReadonlySet<string> = new Set(['index', 'create', 'update', 'delete']);

/** Longer names and ids are not repeated in the answer. Elasticsearch's own limits. */
const MAX_NAME_LENGTH = 255;
const MAX_ID_LENGTH = 512;

const encoder = new TextEncoder();

/**
 * Reads the body of `_bulk`: a line with the action, and a line with its document unless the action
 * is `delete`. The last line need not end, and empty lines between actions are none. A line of
 * action that is none makes all that follow meaningless, so it refuses the whole request, as in
 * Elasticsearch; a document that is none is only its own item's fault.
 */
export function readBulk(body: Uint8Array): readonly BulkItem[] | BulkFault {
  const items: BulkItem[] = [];
  const lines = linesOf(body);
  for (const { line, number } of lines) {
    if (line.length === 0) continue;
    const action = actionOf(line);
    if (action === undefined) return { reason: `Malformed action/metadata line [${number}]` };
    if (action.action === 'delete') {
      items.push({ ...action, line: undefined, fault: undefined });
      continue;
    }
    const next = lines.next();
    if (next.done === true) {
      return { reason: `The action in line [${number}] has no document` };
    }
    items.push({ ...action, ...documentOf(action.action, next.value.line) });
  }
  return items;
}

function* linesOf(body: Uint8Array): Generator<{ line: Uint8Array; number: number }, undefined> {
  let number = 0;
  for (let start = 0; start < body.length;) {
    const newline = body.indexOf(NEWLINE, start);
    const end = newline < 0 ? body.length : newline;
    const isReturn = body[end - 1] === 0x0d && end > start;
    number += 1;
    yield { line: body.subarray(start, isReturn ? end - 1 : end), number };
    start = end + 1;
  }
  return undefined;
}

function actionOf(line: Uint8Array): Pick<BulkItem, 'action' | 'index' | 'id'> | undefined {
  const value = parse(line);
  const [name, ...others] = Object.keys(value ?? {});
  if (value === undefined || name === undefined || others.length > 0) return undefined;
  if (!ACTIONS.has(name)) return undefined;
  const metadata = value[name];
  if (typeof metadata !== 'object' || metadata === null) return undefined;
  const { _index: index, _id: id } = metadata as Readonly<Record<string, unknown>>;
  return {
    action: name as BulkAction,
    index: nameOf(index, MAX_NAME_LENGTH),
    id: nameOf(id, MAX_ID_LENGTH),
  };
}

/** A faulty document is a line, too: it becomes a reject that the tenant sees. */
function documentOf(action: BulkAction, line: Uint8Array): Pick<BulkItem, 'line' | 'fault'> {
  const value = parse(line);
  if (value === undefined)
    return { line, fault: 'failed to parse: the document is no JSON object' };
  if (action !== 'update') return { line, fault: undefined };
  const inner = value.doc ?? value.upsert;
  if (typeof inner !== 'object' || inner === null) return { line: undefined, fault: undefined };
  return { line: encoder.encode(JSON.stringify(inner)), fault: undefined };
}

function nameOf(value: unknown, maxLength: number): string | undefined {
  return typeof value === 'string' && value.length <= maxLength ? value : undefined;
}
