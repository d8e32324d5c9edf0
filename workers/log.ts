/** Writes one structured line. One an upload or request, never one a record. */
export function log(event: string, fields: Readonly<Record<string, unknown>>): void {
  console.log(JSON.stringify({ event, ...fields }));
}

/** Writes one structured line about a fault of the service. */
export function logError(
  event: string,
  error: unknown,
  fields: Readonly<Record<string, unknown>>,
): void {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  console.error(JSON.stringify({ event, ...fields, error: detail }));
}
