/** The largest body taken, as sent. It is held in memory, of which an isolate has 128 MB. */
export const MAX_BODY_BYTES = 16 * 1_048_576;

/** The largest content that a body may unpack to. */
export const MAX_CONTENT_BYTES = 32 * 1_048_576;

/** Where an upload's body is kept: under its tenant, by the hash of its bytes. */
export function uploadKey(tenant: string, hash: string): string {
  return `${tenant}/${hash}`;
}
