/** A small body, as it goes to a source's inbox. */
export interface Delivery {
  /** The packed part: see core/parse/parts.ts. */
  readonly part: Uint8Array;
  /** Of the part; the same bytes are taken once. */
  readonly hash: string;
  /** How many records are in it. */
  readonly records: number;
  /** The id of the request that brought it. */
  readonly requestId?: string | undefined;
}

/** What a source may send. */
export interface SourceQuota {
  readonly bytesPerDay: number;
}

/** Why a source may not send just now. */
export interface Refused {
  readonly kind: 'refused';
  /** Its bytes of the day are used up; it sends too fast; the service cannot keep more just now. */
  readonly reason: 'quota' | 'rate' | 'busy';
  readonly retryAfterSeconds: number;
}

/** Where a body went that is durable now. */
export interface Kept {
  readonly kind: 'kept';
  /** The tenant's number of the upload that it is part of. */
  readonly upload: number;
  /** The number of its first record there, from 1. */
  readonly firstRecord: number;
  /** Whether these very bytes had come before. */
  readonly duplicate: boolean;
  /** Grows with every body of the source: all up to this one are durable. */
  readonly sequence: number;
}

/** Leave to store a body as an upload of its own: a large one, or one that comes alone. */
export interface Admitted {
  readonly kind: 'admitted';
  readonly sequence: number;
  readonly rowsWritten: number;
}

/** What a source has sent today. */
export interface SourceUsage {
  /** The day, as whole days since 1970, UTC. */
  readonly day: number;
  readonly bytes: number;
  /** Requests of today that were refused. */
  readonly refused: number;
  /** That of the last body: see UsageBook. */
  readonly sequence: number;
}
