/** A value of OpenTelemetry as plain JSON; its maps have no prototype. */
export type PlainValue =
  | string
  | number
  | boolean
  | null
  | readonly PlainValue[]
  | { readonly [key: string]: PlainValue };

export type PlainMap = Record<string, PlainValue>;

/** One log record, with what the resource and scope around it say. */
export interface LogRecord {
  /** Nanoseconds since 1970, decimal; undefined when it is not known. */
  readonly timeUnixNano?: string | undefined;
  readonly observedTimeUnixNano?: string | undefined;
  readonly severityNumber?: number | undefined;
  readonly severityText?: string | undefined;
  readonly eventName?: string | undefined;
  readonly body?: PlainValue | undefined;
  readonly attributes?: PlainMap | undefined;
  readonly traceId?: string | undefined;
  readonly spanId?: string | undefined;
  readonly resource?: PlainMap | undefined;
  readonly scope?: string | undefined;
}

/** Values in values in values, of which no log has more. */
export const MAX_VALUE_DEPTH = 32;

/** Bytes that are no request of OTLP's. */
export class OtlpFault extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'OtlpFault';
  }
}

export function emptyMap(): PlainMap {
  return Object.create(null) as PlainMap;
}

/** A record as the parsers read it: its time is that of its observation where it has no other. */
export function recordLine(record: LogRecord): string {
  const { timeUnixNano, observedTimeUnixNano, body, attributes, ...rest } = record;
  const isBare = body === undefined || body === null || body === '';
  return JSON.stringify({
    timeUnixNano: timeUnixNano ?? observedTimeUnixNano,
    observedTimeUnixNano,
    ...rest,
    // Some shippers put a parsed record into attributes, and leave no body.
    body: isBare ? attributes : body,
    attributes: isBare ? undefined : attributes,
  });
}
