import { parseTime } from '../../graph/time.ts';
import { timeOf } from '../form/epoch.ts';
import type { JsonObject } from '../form/json-value.ts';

/** Offsets of time zones are whole quarters of an hour. */
export const QUARTER_HOUR_MS = 900_000;

/** More than any clock in the world is away from UTC. */
const MAX_OFFSET_MS = 15 * 3_600_000;

const HAS_ZONE = /(?:Z|[+-]\d\d:?\d\d)$/;

/**
 * When a flat event was logged, ms since 1970. NXLog writes `EventTime` without a zone, in that of
 * its host, whole seconds, and Logstash adds the UTC time of receipt as `@timestamp`, which may be
 * minutes later. `EventReceivedTime`, the same receipt in the host's zone, tells how far that zone
 * is from UTC. Where it is missing, times without a zone are taken as UTC.
 */
export function flatTime(object: JsonObject): number | undefined {
  const received = timeOf(object['@timestamp']);
  const eventTime = text(object.EventTime) ?? text(object.TimeCreated);
  const logged = eventTime === undefined ? undefined : timeOf(eventTime);
  if (logged === undefined) return received ?? timeOf(object.TimeGenerated ?? object.UtcTime);
  if (HAS_ZONE.test(eventTime ?? '') || received === undefined) return logged;
  const receivedLocally = parseTime(text(object.EventReceivedTime) ?? '');
  if (receivedLocally === undefined) return received;
  const offset = Math.round((received - receivedLocally) / QUARTER_HOUR_MS) * QUARTER_HOUR_MS;
  return Math.abs(offset) <= MAX_OFFSET_MS ? logged + offset : received;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
