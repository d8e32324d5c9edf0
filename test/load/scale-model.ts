import type { Meters } from '../../core/contract/sources.ts';

/** What a run cost. */
export interface Measured {
  readonly records: number;
  readonly hosts: number;
  readonly uploads: number;
  /** Of the records, as sent. */
  readonly bytes: number;
  readonly meters: Meters;
  readonly dollars: number;
  /** Of the shards' databases. */
  readonly shardBytes: number;
  readonly facts: number;
  /** Of all of workerd; null where it cannot be read. */
  readonly cpuSeconds: number | null;
}

/** What each record, and each host, adds. What an upload adds is within what its records do. */
export interface Fit {
  readonly recordsPerUpload: number;
  readonly bytesPerRecord: number;
  readonly perRecord: Readonly<Record<keyof Meters, number>>;
  readonly perHost: Readonly<Record<keyof Meters, number>>;
  readonly shardBytesPerRecord: number;
  readonly shardBytesPerHost: number;
  readonly cpuSecondsPerRecord: number | null;
}

/**
 * Fits a plane through zero: cost = a × records + b × hosts, by least squares, of neither less than
 * nothing.
 */
export function fitOf(runs: readonly Measured[]): Fit {
  const names = Object.keys(runs[0]?.meters ?? {}) as (keyof Meters)[];
  const planes = names.map((name) => [name, plane(runs, ({ meters }) => meters[name])] as const);
  const bytes = plane(runs, ({ shardBytes }) => shardBytes);
  const sum = (of: (run: Measured) => number): number =>
    runs.reduce((total, run) => total + of(run), 0);
  const records = sum((run) => run.records);
  const hasCpu = runs.every(({ cpuSeconds }) => cpuSeconds !== null);
  return {
    recordsPerUpload: records / sum(({ uploads }) => uploads),
    bytesPerRecord: sum((run) => run.bytes) / records,
    perRecord: Object.fromEntries(planes.map(([name, [a]]) => [name, a])) as never,
    perHost: Object.fromEntries(planes.map(([name, [, b]]) => [name, b])) as never,
    shardBytesPerRecord: bytes[0],
    shardBytesPerHost: bytes[1],
    cpuSecondsPerRecord: hasCpu ? sum(({ cpuSeconds }) => cpuSeconds ?? 0) / records : null,
  };
}

function plane(
  runs: readonly Measured[],
  valueOf: (run: Measured) => number,
): readonly [perRecord: number, perHost: number] {
  let rr = 0;
  let rh = 0;
  let hh = 0;
  let rv = 0;
  let hv = 0;
  for (const run of runs) {
    const value = valueOf(run);
    rr += run.records ** 2;
    rh += run.records * run.hosts;
    hh += run.hosts ** 2;
    rv += run.records * value;
    hv += run.hosts * value;
  }
  const determinant = rr * hh - rh * rh;
  const a = determinant === 0 ? 0 : (rv * hh - hv * rh) / determinant;
  const b = determinant === 0 ? 0 : (hv * rr - rv * rh) / determinant;
  if (a < 0) return [0, hv / hh];
  if (b < 0 || determinant === 0) return [rv / rr, 0];
  return [a, b];
}

/** How large a deployment is. */
export interface Case {
  readonly hosts: number;
  readonly recordsPerDay: number;
}

/** From a small office to a provider with a million hosts. */
export const CASES: readonly Case[] = [
  { hosts: 1e3, recordsPerDay: 1e6 },
  { hosts: 1e3, recordsPerDay: 1e8 },
  { hosts: 1e4, recordsPerDay: 1e8 },
  { hosts: 1e4, recordsPerDay: 1e9 },
  { hosts: 1e5, recordsPerDay: 1e9 },
  { hosts: 1e5, recordsPerDay: 1e10 },
  { hosts: 1e6, recordsPerDay: 1e11 },
  { hosts: 1e6, recordsPerDay: 1e12 },
];

/** A limit of the platform, and how much of it a case takes. */
export interface Load {
  readonly what: string;
  /** Of the limit, at the peak; 1 is full. */
  readonly share: number;
}

export interface Demand {
  readonly dollarsPerDay: number;
  readonly cpuDollarsPerDay: number | null;
  readonly rowsPerDay: number;
  readonly shards: number;
  readonly uploadsPerSecond: number;
  /** What is fullest, first. */
  readonly loads: readonly Load[];
}

/** Traffic at its peak, by that of the day's mean. */
const PEAK = 3;

/** Days that facts are kept. */
const RETENTION_DAYS = 365;

/** A day's records repeat what the days before said: so much of their facts is new. */
const NEW_SHARE = 0.1;

/** A shard takes no new assets at this size: see durable-objects/tenant/tenant.ts. */
const SHARD_BYTES = 2e9;

/** "Limits" of Cloudflare's documentation for each product, as of November 2026. */
export const LIMITS = {
  /** Messages a second of one queue. */
  queueMessages: 5_000,
  /** Invocations of one queue's consumer at a time. */
  consumers: 250,
  /** Bytes of one database of D1. */
  d1Bytes: 10e9,
  /** Statements a second of one database, at a millisecond each: it runs one at a time. */
  d1Statements: 1_000,
  /** Requests a second of one object that writes. */
  objectRequests: 500,
} as const;

/** Statements that D1 runs for an upload: token, register, find, rules, mappings, finish, and lenses. */
const D1_STATEMENTS_PER_UPLOAD = 8;

/** Calls of the tenant's object for an upload: placing, correlating, announcing. */
const TENANT_CALLS_PER_UPLOAD = 3;

/** Bytes of an upload's row in D1, with its indexes, and how long it is kept. */
const UPLOAD_ROW_BYTES = 700;

/** Seconds that an upload is under way in the consumer beside its CPU: calls, R2, D1. */
const UPLOAD_WAIT_SECONDS = 0.15;

const CPU_DOLLARS_PER_SECOND = 0.02 / 1e3;

/** What a deployment of one tenant would take of each limit, at its peak, and cost. */
export function demandOf(fit: Fit, { hosts, recordsPerDay }: Case): Demand {
  const meter = (name: keyof Meters): number =>
    fit.perRecord[name] * recordsPerDay + (fit.perHost[name] * hosts) / RETENTION_DAYS;
  const rows = meter('doRowsWritten') + meter('d1RowsWritten');
  const dollarsPerDay =
    (rows * 1 +
      meter('workerRequests') * 0.3 +
      meter('doRequests') * 0.15 +
      meter('doRowsRead') * 0.001 +
      meter('r2ClassA') * 4.5 +
      meter('r2ClassB') * 0.36 +
      meter('queueOperations') * 0.4) /
    1e6;
  const uploadsPerSecond = (recordsPerDay / fit.recordsPerUpload / 86_400) * PEAK;
  const bytes =
    fit.shardBytesPerHost * hosts +
    fit.shardBytesPerRecord * recordsPerDay * NEW_SHARE * RETENTION_DAYS;
  const shards = Math.max(1, Math.ceil(bytes / SHARD_BYTES));
  const cpu = fit.cpuSecondsPerRecord;
  const secondsPerUpload = UPLOAD_WAIT_SECONDS + (cpu ?? 0) * fit.recordsPerUpload;
  const loads: Load[] = [
    { what: 'queue', share: uploadsPerSecond / LIMITS.queueMessages },
    { what: 'consumers', share: (uploadsPerSecond * secondsPerUpload) / LIMITS.consumers },
    {
      what: 'D1, statements',
      share: (uploadsPerSecond * D1_STATEMENTS_PER_UPLOAD) / LIMITS.d1Statements,
    },
    {
      what: 'D1, bytes in a year',
      share: ((recordsPerDay / fit.recordsPerUpload) * 365 * UPLOAD_ROW_BYTES) / LIMITS.d1Bytes,
    },
    {
      what: 'the tenant’s object',
      share: (uploadsPerSecond * TENANT_CALLS_PER_UPLOAD) / LIMITS.objectRequests,
    },
    { what: 'a source’s inbox', share: uploadsPerSecond / LIMITS.objectRequests },
  ];
  return {
    dollarsPerDay,
    cpuDollarsPerDay: cpu === null ? null : cpu * recordsPerDay * CPU_DOLLARS_PER_SECOND,
    rowsPerDay: rows,
    shards,
    uploadsPerSecond,
    loads: loads.sort((a, b) => b.share - a.share),
  };
}
