import type { FaultKind } from '../ingest-fault.ts';

/** How a request and its answer are written; both are the same. */
export type OtlpEncoding = 'protobuf' | 'json';

const TYPES = { protobuf: 'application/x-protobuf', json: 'application/json' } as const;

/** HTTP status and gRPC code of each fault. Clients send again on 429 and 503 alone. */
const STATUSES: Readonly<Record<FaultKind, readonly [http: number, grpc: number]>> = {
  'no-token': [401, 16],
  'malformed-token': [401, 16],
  'unknown-token': [401, 16],
  'unknown-encoding': [415, 3],
  'broken-body': [400, 3],
  empty: [400, 3],
  'too-large': [413, 3],
  quota: [429, 8],
  rate: [429, 8],
  busy: [503, 14],
};

/** The encoding that a content type names; undefined when it is neither. */
export function otlpEncodingOf(contentType: string | undefined): OtlpEncoding | undefined {
  const type = (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (type === 'application/x-protobuf' || type === 'application/protobuf') return 'protobuf';
  return type === 'application/json' ? 'json' : undefined;
}

/** An `ExportLogsServiceResponse`: empty, or with how many records were not taken and why. */
export function otlpSuccess(
  encoding: OtlpEncoding,
  partial: { readonly rejected: number; readonly message: string } | undefined,
): Response {
  const headers = { 'content-type': TYPES[encoding] };
  if (encoding === 'json') {
    const partialSuccess = partial && {
      rejectedLogRecords: String(partial.rejected),
      errorMessage: partial.message,
    };
    return new Response(JSON.stringify({ partialSuccess }), { headers });
  }
  if (partial === undefined) return new Response(new Uint8Array(), { headers });
  const inner = [0x08, ...varint(partial.rejected), ...textField(2, partial.message)];
  return new Response(Uint8Array.from([0x0a, ...varint(inner.length), ...inner]), { headers });
}

/** The answer to a request that is not taken: a `google.rpc.Status`. */
export function otlpFault(
  encoding: OtlpEncoding,
  kind: FaultKind,
  message: string,
  retryAfterSeconds: number | undefined,
): Response {
  const [status, code] = STATUSES[kind];
  return otlpStatus(encoding, status, code, message, retryAfterSeconds);
}

export function otlpStatus(
  encoding: OtlpEncoding,
  status: number,
  code: number,
  message: string,
  retryAfterSeconds?: number,
): Response {
  const headers: Record<string, string> = { 'content-type': TYPES[encoding] };
  if (retryAfterSeconds !== undefined) headers['retry-after'] = String(retryAfterSeconds);
  if (status === 401) headers['www-authenticate'] = 'Bearer realm="grapnel"';
  const body =
    encoding === 'json'
      ? JSON.stringify({ code, message })
      : Uint8Array.from([0x08, ...varint(code), ...textField(2, message)]);
  return new Response(body, { status, headers });
}

/** A text field of protobuf. */
function textField(number: number, text: string): number[] {
  const bytes = new TextEncoder().encode(text);
  return [number * 8 + 2, ...varint(bytes.length), ...bytes];
}

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value % 0x80) + 0x80, ...varint(Math.floor(value / 0x80))];
}
