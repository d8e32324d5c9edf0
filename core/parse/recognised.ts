import type { LogRecord } from './log-record.ts';
import { reject } from './parsed.ts';
import type { Parsed } from './parsed.ts';

/** Where and when a record was made, as far as it says. */
export interface RecordOrigin {
  readonly host?: string | undefined;
  /** Ms since 1970. */
  readonly time: number | undefined;
}

/**
 * A record whose format is known. It is read once; what it says is told in two ways, each made only
 * when somebody asks.
 */
export interface Recognised {
  /** What it says about the graph. */
  readonly observe: () => Parsed;
  /** Its own fields, for rules; undefined when it could not be read. */
  readonly log: () => LogRecord | undefined;
  /** Where it comes from, of records that the graph has no use for and a rule may have. */
  readonly origin: () => RecordOrigin;
}

/** A record that could not be read. */
export function unreadable(reason: string): Recognised {
  return { observe: () => reject(reason), log: () => undefined, origin: () => NOWHERE };
}

const NOWHERE: RecordOrigin = { time: undefined };
