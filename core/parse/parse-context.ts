/** What a record itself may not say, and its source knows. */
export interface ParseContext {
  /** The host of records that name none, such as a file of one host's audit log. */
  readonly defaultHost: string;
  /**
   * When the upload was received, ms since 1970: the year of times that are written without one
   * (RFC 3164) is the last in which they are not in the future. The same upload always has the
   * same time of receipt, so reading it again gives the same facts.
   */
  readonly receivedAt: number;
}

/** The host of records that no host is known for. */
export const UNNAMED_HOST = 'unnamed-host';

/** For records whose source is not known. */
export const NO_CONTEXT: ParseContext = {
  defaultHost: UNNAMED_HOST,
  receivedAt: Date.UTC(2000, 11, 31),
};
