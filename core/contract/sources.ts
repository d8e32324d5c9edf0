import * as z from 'zod';
import type { TokenSummary } from './tokens.ts';

/** `POST /api/sources`. */
export const createSourceRequest = z.object({ name: z.string().trim().min(1).max(80) });

export type CreateSourceRequest = z.infer<typeof createSourceRequest>;

/** What became of records: received = accepted + rejected + ignored (law 3). */
export interface RecordCounts {
  readonly received: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly ignored: number;
}

/** A configured stream of logs. */
export interface Source {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  /** When the last upload came; null before the first. */
  readonly lastSeenAt: number | null;
  readonly records: RecordCounts;
  readonly tokens: readonly TokenSummary[];
}

/** Answer of `POST /api/sources`: the only time that the token is shown. */
export interface CreatedSource {
  readonly source: Source;
  readonly token: string;
}

/** A record that could not be understood. */
export interface Reject {
  /** The record's number in its upload, from 1. */
  readonly record: number;
  readonly reason: string;
}

/** One accepted request body, and what became of it. */
export interface Upload {
  readonly number: number;
  readonly sourceId: string;
  readonly receivedAt: number;
  /** `queued` until its records are in the graph; `failed` when they cannot be. */
  readonly state: 'queued' | 'done' | 'failed';
  readonly bytes: number;
  readonly records: RecordCounts;
  /** How many records each rule ignored. */
  readonly ignoredBy: Readonly<Record<string, number>>;
  /** The first rejects; `records.rejected` counts them all. */
  readonly rejects: readonly Reject[];
  /** What the upload cost in billed operations. */
  readonly meters: Meters;
}

/** Billed operations, by Cloudflare's meters. */
export interface Meters {
  readonly workerRequests: number;
  readonly doRequests: number;
  readonly doRowsWritten: number;
  readonly doRowsRead: number;
  readonly d1RowsWritten: number;
  readonly r2ClassA: number;
  readonly r2ClassB: number;
  readonly queueOperations: number;
}

/** Answer of `POST /ingest`. */
export interface IngestAnswer {
  /** The tenant's number of the upload. */
  readonly upload: number;
  /** The number of the body's first record in it: small bodies of a source share an upload. */
  readonly firstRecord: number;
  /** Whether these very bytes had been uploaded before; they are not taken twice. */
  readonly duplicate: boolean;
}

/** How a source does: `GET /api/sources/:id/health`. */
export interface SourceHealth {
  /** When the last upload came; null before the first. */
  readonly lastSeenAt: number | null;
  /** Records a minute in the last hour. */
  readonly recordsPerMinute: number;
  readonly lastDay: {
    readonly uploads: number;
    readonly records: RecordCounts;
    /** Uploads that could not be processed. */
    readonly failedUploads: number;
    /** Uploads whose records are not in the graph yet. */
    readonly queuedUploads: number;
  };
  /** Of the last day's records, the part that was rejected: from 0 to 1. */
  readonly rejectShare: number;
  /** Whether it says nothing for much longer than it usually pauses. */
  readonly isSilent: boolean;
  readonly quota: {
    readonly bytesPerDay: number;
    /** What it has sent today (UTC), uncompressed. */
    readonly bytesToday: number;
    /** Requests of today that were refused by a quota or a rate. */
    readonly refusedToday: number;
  };
}

/** Rejects for one reason. */
export interface RejectGroup {
  readonly reason: string;
  readonly count: number;
  /** One of them, the newest; null of those that are only counted. */
  readonly sample: { readonly upload: number; readonly record: number } | null;
}

/** `PUT /api/sources/:id/quota`; null is what every source may send. */
export const setQuotaRequest = z.object({
  bytesPerDay: z.number().int().min(0).max(1e15).nullable(),
});

/** `PUT /api/sources/:id/aws-access`: an access key that may read the source's objects of S3. */
export const awsAccessRequest = z.object({
  accessKeyId: z.string().regex(/^[A-Z0-9]{16,128}$/),
  secretAccessKey: z.string().min(16).max(128),
});
