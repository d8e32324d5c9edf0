import * as z from 'zod';

/** `POST /operator/accounts/…`: whose account is meant. */
export const operatorAccountRequest = z.strictObject({ email: z.string().max(254) });

/** What an operator should look at: `GET /operator/alerts`. */
export interface Alert {
  readonly kind: 'lag' | 'dead-letters' | 'silent-source' | 'shard-near-limit';
  readonly message: string;
  /** The tenant that it is about; absent where it is about all. */
  readonly tenant?: string;
}

/** `GET /status`, for anyone: whether uploads become lenses as they should. */
export interface ServiceStatus {
  readonly state: 'ok' | 'behind';
  /** Seconds for which the oldest upload has waited that is not in the graph yet. */
  readonly lagSeconds: number;
  /** ms since 1970. */
  readonly at: number;
}
