/**
 * The largest content that dialects take, uncompressed. It is held whole up to three times while its
 * records are told apart, in memory of 128 MB; shippers send 20 MB at most unless told otherwise.
 */
export const MAX_CONTENT_BYTES = 24 * 1_048_576;

/** The largest compressed body that they take: its content comes on top. */
export const MAX_COMPRESSED_BYTES = 16 * 1_048_576;

/**
 * Larger bodies are stored by themselves. Up to here an inbox is cheaper than an object of R2, and
 * answers as fast; above, the second that it waits for company buys nothing.
 */
export const MAX_INBOX_BYTES = 128 * 1_024;

/** What a source may send a day, uncompressed, unless the deployment or the source says otherwise. */
export const DEFAULT_BYTES_PER_DAY = 50 * 1_073_741_824;

/** Where an upload's content is kept: under its tenant, by the name of its object. */
export function uploadKey(tenant: string, object: string): string {
  return `${tenant}/${object}`;
}
