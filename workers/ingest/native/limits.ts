/** Bodies up to here are read before they are stored: an object's name is then its hash. */
export const MAX_SMALL_BODY_BYTES = 1_048_576;

/** What of a small body's content is held whole, to see that it can be read. */
export const MAX_SMALL_CONTENT_BYTES = 32 * 1_048_576;

/** The largest body: what the platform lets through on its common plans. */
export const MAX_STREAMED_BYTES = 100_000_000;

/** What a large body may unpack to: the pipeline reads so much in the time that it has. */
export const MAX_STREAMED_CONTENT_BYTES = 512 * 1_048_576;

/**
 * Content above MAX_SMALL_CONTENT_BYTES is at most so many times as large as its body: logs are up to thirty
 * times, and a body that is made to fill memory a thousand times.
 */
export const MAX_CONTENT_RATIO = 200;

/** Bodies of unknown length are stored in pieces of this size; R2 wants 5 MiB at least. */
export const PIECE_BYTES = 8 * 1_048_576;

/** The largest file that is sent in pieces, as sent. */
export const MAX_FILE_BYTES = 1_073_741_824;

/** What it may unpack to: at a tenth of a millisecond a record, a third of the time that a message has. */
export const MAX_FILE_CONTENT_BYTES = 1_073_741_824;

/** Pieces of a file: enough for the largest at ten mebibytes each. */
export const MAX_PIECES = 100;
