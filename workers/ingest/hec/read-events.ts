import { jsonObjects } from '../json-objects.ts';
import type { HecAnswer } from './answers.ts';

/** The events of a request: those that can be taken, and why not the next one. */
export interface HecEvents {
  /** Each event with its envelope, on one line. */
  readonly lines: readonly Uint8Array[];
  /** The first event that cannot be taken, numbered from 0; it and all after it are left out. */
  readonly fault?: { readonly answer: HecAnswer; readonly event: number } | undefined;
}

/**
 * Reads the body of `/services/collector/event`. As in Splunk, the events before a faulty one are
 * taken, and the answer names the faulty one.
 */
export function readHecEvents(body: Uint8Array): HecEvents {
  const lines: Uint8Array[] = [];
  for (const object of jsonObjects(body)) {
    const answer = object === 'broken' ? 'invalidFormat' : faultOf(object.value);
    if (answer !== undefined) return { lines, fault: { answer, event: lines.length } };
    if (object !== 'broken') lines.push(object.line);
  }
  return { lines };
}

function faultOf({ event, fields }: Readonly<Record<string, unknown>>): HecAnswer | undefined {
  if (event === undefined) return 'eventRequired';
  if (event === null || (typeof event === 'string' && event.trim() === '')) return 'eventBlank';
  if (fields === undefined || fields === null) return undefined;
  return isFlat(fields) ? undefined : 'fieldsFault';
}

/** Indexed fields have texts, numbers, truth values, and lists of these. */
function isFlat(fields: unknown): boolean {
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) return false;
  return Object.values(fields).every((value) =>
    Array.isArray(value) ? value.every(isPlain) : isPlain(value),
  );
}

function isPlain(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}
