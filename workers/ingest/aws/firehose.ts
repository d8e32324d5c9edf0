import type { Context } from 'hono';
import * as z from 'zod';
import { logError } from '../../log.ts';
import { acceptPart } from '../accept.ts';
import { authenticate } from '../authenticate.ts';
import type { Credential } from '../credentials.ts';
import type { DialectEnv } from '../dialect-env.ts';
import { IngestFault } from '../ingest-fault.ts';
import type { FaultKind } from '../ingest-fault.ts';
import { joinLines } from '../join-lines.ts';
import { readWholeContent } from '../read-body.ts';
import { firehoseLines } from './firehose-records.ts';

/** "HTTP endpoint delivery request and response specifications" of Amazon Data Firehose, 1.0. */
const delivery = z.object({
  requestId: z.string().max(256),
  records: z.array(z.object({ data: z.string() })).max(10_000),
});

/** Firehose sends again whatever is not 200, for as long as its stream says; 413 it gives up. */
const STATUSES: Readonly<Record<FaultKind, number>> = {
  'no-token': 401,
  'malformed-token': 401,
  'unknown-token': 403,
  'unknown-encoding': 415,
  'broken-body': 400,
  empty: 400,
  'too-large': 413,
  quota: 429,
  rate: 429,
  busy: 503,
};

/** Takes a delivery of Amazon Data Firehose; the access key of its destination is a token. */
export async function takeFirehose(c: Context<DialectEnv>): Promise<Response> {
  const requestId = (c.req.header('x-amz-firehose-request-id') ?? '').slice(0, 256);
  try {
    const key = c.req.header('x-amz-firehose-access-key') ?? '';
    const credential: Credential = key === '' ? { kind: 'missing' } : { kind: 'token', token: key };
    const owner = await authenticate(credential, c.env);
    const body = readDelivery(await readWholeContent(c.req.raw));
    const lines = firehoseLines(body.records.map(({ data }) => data));
    if (lines.length > 0) {
      const part = { context: {}, framing: 'lines', bytes: joinLines(lines) } as const;
      await acceptPart(c.env, owner, part);
    }
    return answer(200, body.requestId);
  } catch (error) {
    if (!(error instanceof IngestFault)) {
      logError('firehose.failed', error, { requestId: c.get('requestId') });
      return answer(500, requestId, 'Something went wrong on our side.');
    }
    const { kind, message, retryAfterSeconds } = error;
    return answer(STATUSES[kind], requestId, message, retryAfterSeconds);
  }
}

function readDelivery(body: Uint8Array): z.infer<typeof delivery> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(body));
  } catch {
    value = undefined; // What is wrong with it is said below.
  }
  const read = delivery.safeParse(value);
  if (read.success) return read.data;
  throw new IngestFault('broken-body', 'The body is no delivery of Amazon Data Firehose.');
}

function answer(
  status: number,
  requestId: string,
  errorMessage?: string,
  retryAfterSeconds?: number,
): Response {
  const headers: Record<string, string> =
    retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  return Response.json({ requestId, timestamp: Date.now(), errorMessage }, { status, headers });
}
