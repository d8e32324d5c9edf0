/** The largest body that dialects take whole, as sent. It is held in memory, of 128 MB. */
export const MAX_BODY_BYTES = 16 * 1_048_576;

/** The largest content that a body may unpack to. */
export const MAX_CONTENT_BYTES = 32 * 1_048_576;

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
