import type { NodeSighting } from '../core/graph/observation.ts';
import { NO_CONTEXT } from '../core/parse/parse-context.ts';
import type { ParseContext } from '../core/parse/parse-context.ts';
import { parseRecord } from '../core/parse/parse.ts';
import type { Parsed } from '../core/parse/parsed.ts';
import { splitRecords } from '../core/parse/records.ts';
import { nodeType } from '../core/schema/schema.ts';

const utf8 = new TextEncoder();

/** What becomes of each record of an upload. */
export function parseAll(upload: string | object, context: ParseContext = NO_CONTEXT): Parsed[] {
  const text = typeof upload === 'string' ? upload : JSON.stringify(upload);
  return [...splitRecords(utf8.encode(text))].map((record) => parseRecord(record, context));
}

/**
 * What an upload's records say, as lines to compare: `process 12 —children→ process 34` for an
 * edge, `process 34: name=cmd.exe` for properties other than identity; without the asset's own
 * name, and for other outcomes the outcome.
 */
export function said(upload: string | object, context: ParseContext = NO_CONTEXT): string[] {
  return parseAll(upload, context).flatMap((parsed) => {
    if (parsed.kind === 'reject') return [`reject: ${parsed.reason}`];
    if (parsed.kind === 'ignored') return [`ignored: ${parsed.rule}`];
    const { nodes, edges } = parsed.observation;
    const names = nodes.map(nameOf);
    return [
      ...edges.map(({ from, name, to }) => `${names[from]} —${name}→ ${names[to]}`),
      ...nodes.flatMap((node, index) => propertyLines(node, names[index] ?? '')),
    ];
  });
}

/** When each observation of an upload happened, as ISO texts. */
export function times(upload: string | object, context: ParseContext = NO_CONTEXT): string[] {
  return parseAll(upload, context).map((parsed) =>
    parsed.kind === 'observation' ? new Date(parsed.observation.time).toISOString() : parsed.kind,
  );
}

/** The name of a node: its identity, without what else could name it. */
function nameOf(node: NodeSighting): string {
  const { type } = node;
  const parts = Object.entries(identityOf(node)).filter(
    ([key, value]) => value !== undefined && key !== 'asset',
  );
  return [type, ...parts.map(([, value]) => value)].join(' ');
}

function identityOf({ type, identity }: NodeSighting): NodeSighting['identity'] {
  const declared = nodeType(type).identity;
  const isNamed = declared.over.every((name) => identity[name] !== undefined);
  if (declared.kind === 'session' || !isNamed) return identity;
  return Object.fromEntries(declared.over.map((name) => [name, identity[name]]));
}

function propertyLines(node: NodeSighting, name: string): string[] {
  const { type, properties } = node;
  const told = new Set(Object.values(identityOf(node)).map((value) => String(value).toLowerCase()));
  const rest = Object.entries(properties).filter(
    ([, value]) => value !== undefined && !told.has(String(value).toLowerCase()),
  );
  if (type === 'asset' || rest.length === 0) return [];
  return [`${name}: ${rest.map(([key, value]) => `${key}=${value}`).join(', ')}`];
}
