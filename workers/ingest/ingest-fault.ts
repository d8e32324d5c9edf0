/** Why a request was not taken. Each dialect has its own words and status for it. */
export type FaultKind =
  | 'no-token'
  | 'malformed-token'
  | 'unknown-token'
  | 'unknown-encoding'
  | 'broken-body'
  | 'empty'
  | 'too-large'
  /** The bytes of the day are used up. */
  | 'quota'
  /** The source sends too fast. */
  | 'rate'
  /** The service cannot take more just now. */
  | 'busy';

/** A request that is not taken, before a dialect has put it into words. */
export class IngestFault extends Error {
  readonly kind: FaultKind;
  /** Of faults that pass: when to come back. */
  readonly retryAfterSeconds: number | undefined;

  constructor(kind: FaultKind, detail: string, retryAfterSeconds?: number) {
    super(detail);
    this.name = 'IngestFault';
    this.kind = kind;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Whether the same request may be taken later. */
export function isPassing({ kind }: IngestFault): boolean {
  return kind === 'quota' || kind === 'rate' || kind === 'busy';
}
