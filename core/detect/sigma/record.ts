/**
 * A parsed log record as the Sigma engine sees it. What a parser knows about the kind of log goes
 * into the hints; all the rest is a flat object. The engine only reads, and keeps nothing of it.
 *
 * Field names are compared without regard to case and spaces. A list matches when one of its
 * elements does. Objects (a parser should flatten them to `outer.inner`) are as if absent.
 */
export interface SigmaRecord {
  /** Sigma's `product`, such as `windows`. */
  readonly product?: string | undefined;
  /** Sigma's `category`, where the format itself says so; Windows needs none. */
  readonly category?: string | undefined;
  /** Sigma's `service`, where the format itself says so; Windows needs none. */
  readonly service?: string | undefined;
  /** The Windows event log channel. Also answers rules that ask for the field `Channel`. */
  readonly channel?: string | undefined;
  /** The Windows event id. Also answers rules that ask for the field `EventID`. */
  readonly eventId?: string | undefined;
  /** When it happened, in milliseconds since 1970, UTC. Correlations leave out records without. */
  readonly timeMs?: number | undefined;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** The form in which field names are compared: lower case, without spaces. */
export function canonicalField(name: string): string {
  const lower = name.toLowerCase();
  return lower.includes(' ') ? lower.replaceAll(' ', '') : lower;
}
