/** Which kind of log a record is in, in the words of Sigma's taxonomy. */
export interface LogSource {
  /** Such as `windows`. */
  readonly product?: string | undefined;
  /** Such as `process_creation`, where the format itself says so; Windows needs none. */
  readonly category?: string | undefined;
  /** Such as `sshd`, where the format itself says so; Windows needs none. */
  readonly service?: string | undefined;
}

/** A record by its own field names: what detection rules read, where the graph reads sightings. */
export interface LogRecord extends LogSource {
  /** The Windows event log channel. */
  readonly channel?: string | undefined;
  /** The Windows event id. */
  readonly eventId?: string | undefined;
  /** When it happened, ms since 1970. */
  readonly timeMs?: number | undefined;
  /** Its fields. Lists are several values of one field; objects are as if absent. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Fields of what carries it, such as its provider: they answer for names that it has not itself. */
  readonly system?: Readonly<Record<string, unknown>> | undefined;
}
