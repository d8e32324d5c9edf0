/** The body of every error answer, `application/problem+json` (RFC 9457). */
export interface Problem {
  /** What went wrong, for programs: `area.reason`, such as `ingest.unknown-token`. */
  readonly code: string;
  /** The HTTP status, repeated. */
  readonly status: number;
  /** What went wrong, for people. */
  readonly title: string;
  /** What to do about it, or more about this case. */
  readonly detail?: string | undefined;
  /** Names this request in the service's logs. */
  readonly requestId: string;
  /** Faults of single fields, when the request's body was understood but not acceptable. */
  readonly errors?: readonly { readonly field: string; readonly message: string }[] | undefined;
}
