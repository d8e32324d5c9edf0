import type { Context } from 'hono';
import type { Problem } from '../../core/contract/problem.ts';
import { ApiError } from '../errors.ts';
import { logError } from '../log.ts';

/** The answer to a request that failed. What the service did not foresee is logged, not told. */
export function problemResponse(error: unknown, requestId: string, path: string): Response {
  const known = error instanceof ApiError ? error : undefined;
  if (known === undefined) logError('request.failed', error, { requestId, path });
  const problem: Problem = {
    code: known?.code ?? 'api.internal',
    status: known?.status ?? 500,
    title: known?.message ?? 'Something went wrong on our side.',
    detail: known?.detail,
    requestId,
    errors: known?.errors,
  };
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      'x-request-id': requestId,
      ...known?.headers,
    },
  });
}

/** What of a schema (Zod's) is needed to read values from outside. */
interface Schema<T> {
  safeParse(
    value: unknown,
  ):
    | { success: true; data: T }
    | { success: false; error: { issues: readonly { path: PropertyKey[]; message: string }[] } };
}

/** The query of a request, as a schema reads it; anything else is a 400 that says what is wrong. */
export function readQuery<T>(c: Context, schema: Schema<T>): T {
  return readWith(schema, c.req.query());
}

/** The JSON body of a request, as a schema reads it; anything else is a 400 that says what is wrong. */
export async function readJson<T>(c: Context, schema: Schema<T>): Promise<T> {
  // A browser sends this type across origins only after asking, so no other site's form gets in.
  if (!/^application\/json\b/i.test(c.req.header('content-type') ?? '')) {
    throw new ApiError(415, 'api.not-json', 'The body must be application/json.');
  }
  let value: unknown;
  try {
    value = await c.req.json();
  } catch {
    throw new ApiError(400, 'api.broken-json', 'The body is not valid JSON.'); // Nothing else to tell.
  }
  return readWith(schema, value);
}

function readWith<T>(schema: Schema<T>, value: unknown): T {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  throw new ApiError(400, 'api.invalid', 'Some fields are not acceptable.', {
    errors: read.error.issues.map(({ path, message }) => ({ field: path.join('.'), message })),
  });
}
