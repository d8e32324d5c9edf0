/**
 * A parsed log record as the Sigma engine sees it. The engine only reads, and keeps nothing of it.
 *
 * Field names are compared without regard to case and spaces. A list matches when one of its
 * elements does. Objects are as if absent. `channel` and `eventId` answer for the fields `Channel`
 * and `EventID`; the fields of `system` for names that `fields` does not have.
 */
export type { LogRecord as SigmaRecord } from '../../parse/log-record.ts';

/** The form in which field names are compared: lower case, without spaces. */
export function canonicalField(name: string): string {
  const lower = name.toLowerCase();
  return lower.includes(' ') ? lower.replaceAll(' ', '') : lower;
}
