/** An error whose answer the caller may see: becomes `application/problem+json`. */
export class ApiError extends Error {
  readonly status: 400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 503;
  /** `area.reason`, for programs. */
  readonly code: string;
  readonly detail: string | undefined;
  readonly errors: readonly { readonly field: string; readonly message: string }[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: ApiError['status'],
    code: string,
    title: string,
    options: {
      readonly detail?: string;
      readonly errors?: ApiError['errors'];
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(title);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.detail = options.detail;
    this.errors = options.errors;
    this.headers = options.headers ?? {};
  }
}

/** What is not there, and what belongs to another tenant: the same answer (law 6). */
export function notFound(what: string): ApiError {
  return new ApiError(404, 'api.not-found', `There is no such ${what}.`);
}
