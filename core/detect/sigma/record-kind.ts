import { routeOf } from './log-sources.ts';
import type { RecordSource } from './log-sources.ts';
import type { SigmaRecord } from './record.ts';
import type { LogSource } from './rule.ts';

/** Longer hints are no hints. */
const MAX_LENGTH = 100;

/** What decides which rules see a record, as a text: few of them are in any log. */
export function recordKind({
  product = '',
  category = '',
  service = '',
  channel = '',
  eventId = '',
}: SigmaRecord): string {
  return `${short(product)}\t${short(category)}\t${short(service)}\t${short(channel)}\t${short(eventId)}`;
}

/** Whether records of a kind are what rules about a log source are about. */
export function canFeed(kind: string, logSource: LogSource): boolean {
  return routeOf(logSource, readKind(kind)) !== undefined;
}

/** A kind for people: `windows · security · 4625`. */
export function kindWords(kind: string): string {
  return kind.split('\t').filter(Boolean).join(' · ');
}

function readKind(kind: string): RecordSource {
  const [product = '', category = '', service = '', channel = '', eventId = ''] = kind
    .toLowerCase()
    .split('\t');
  return { product, category, service, channel, eventId };
}

function short(hint: string): string {
  return hint.length <= MAX_LENGTH ? hint : '';
}
