import { Hono } from 'hono';
import type { Context } from 'hono';
import { MAX_RECORD_BYTES } from '../../../core/parse/records.ts';
import { ingestToken } from '../../api/declaration.ts';
import { logError } from '../../log.ts';
import { acceptPart } from '../accept.ts';
import { authenticate } from '../authenticate.ts';
import { credentialOf } from '../credentials.ts';
import type { DialectEnv } from '../dialect-env.ts';
import { IngestFault } from '../ingest-fault.ts';
import { joinLines } from '../join-lines.ts';
import { readWholeContent } from '../read-body.ts';
import { otlpEncodingOf, otlpFault, otlpStatus, otlpSuccess } from './answers.ts';
import type { OtlpEncoding } from './answers.ts';
import { OtlpFault, recordLine } from './log-record.ts';
import { ProtoFault } from './protobuf.ts';
import { logRecordsOfJson } from './read-json.ts';
import { logRecordsOfProtobuf } from './read-protobuf.ts';

const READERS = { protobuf: logRecordsOfProtobuf, json: logRecordsOfJson } as const;

const INVALID_ARGUMENT = 3;
const INTERNAL = 13;

/** Logs of OpenTelemetry over HTTP (OTLP 1.x), in protobuf and in JSON. */
export const otlpRoutes: Hono<DialectEnv> = new Hono<DialectEnv>().on(
  'POST',
  ['/v1/logs', '/otlp/v1/logs'],
  ingestToken,
  async (c) => {
    const encoding = otlpEncodingOf(c.req.header('content-type'));
    if (encoding === undefined) {
      return c.text('Send application/x-protobuf or application/json.', 415);
    }
    try {
      return await takeLogs(c, encoding);
    } catch (error) {
      return failed(c, encoding, error);
    }
  },
);

async function takeLogs(c: Context<DialectEnv>, encoding: OtlpEncoding): Promise<Response> {
  const owner = await authenticate(credentialOf(c.req.header('authorization') ?? null), c.env);
  const body = await readWholeContent(c.req.raw);
  const { lines, rejected } = linesOf(body, encoding);
  if (lines.length > 0) {
    const part = { context: {}, framing: 'lines', bytes: joinLines(lines) } as const;
    await acceptPart(c.env, owner, part);
  }
  const message = `A record has at most ${MAX_RECORD_BYTES} bytes.`;
  return otlpSuccess(encoding, rejected === 0 ? undefined : { rejected, message });
}

/** The records of a request, one a line, and how many there are that are too large. */
function linesOf(
  body: Uint8Array,
  encoding: OtlpEncoding,
): { readonly lines: Uint8Array[]; readonly rejected: number } {
  const encoder = new TextEncoder();
  const lines: Uint8Array[] = [];
  let rejected = 0;
  for (const record of READERS[encoding](body)) {
    const line = encoder.encode(recordLine(record));
    if (line.length > MAX_RECORD_BYTES) rejected += 1;
    else lines.push(line);
  }
  return { lines, rejected };
}

function failed(c: Context<DialectEnv>, encoding: OtlpEncoding, error: unknown): Response {
  if (error instanceof IngestFault) {
    return otlpFault(encoding, error.kind, error.message, error.retryAfterSeconds);
  }
  if (error instanceof OtlpFault || error instanceof ProtoFault) {
    return otlpStatus(encoding, 400, INVALID_ARGUMENT, error.message);
  }
  logError('otlp.failed', error, { requestId: c.get('requestId') });
  return otlpStatus(encoding, 500, INTERNAL, 'Something went wrong on our side.');
}
