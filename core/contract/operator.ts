import * as z from 'zod';

/** `POST /operator/accounts/…`: whose account is meant. */
export const operatorAccountRequest = z.strictObject({ email: z.string().max(254) });

/** What an operator should look at: `GET /operator/alerts`. */
export interface Alert {
  readonly kind: 'lag' | 'dead-letters' | 'canary' | 'silent-source' | 'shard-near-limit';
  readonly message: string;
  /** The tenant that it is about; absent where it is about all. */
  readonly tenant?: string;
}

/** How a synthetic attack, which is sent each hour, came through. */
export interface CanaryStatus {
  /** When it was sent, ms since 1970. */
  readonly sentAt: number;
  /** `failed`: it is in no lens although it should be. */
  readonly state: 'waiting' | 'ok' | 'failed';
  /** Seconds from its upload to its lens; null while it is in none. */
  readonly latencySeconds: number | null;
}

/** A synthetic attack of which it is known how it came through. */
export interface CanaryRun {
  /** When it was sent, ms since 1970. */
  readonly sentAt: number;
  /** Seconds from its upload to its lens; null of one that was in none in time. */
  readonly latencySeconds: number | null;
}

/** `GET /status`, for anyone: whether uploads become lenses as they should. */
export interface ServiceStatus {
  readonly state: 'ok' | 'behind';
  /** Seconds for which the oldest upload has waited that is not in the graph yet. */
  readonly lagSeconds: number;
  /** The last synthetic attack that was sent through the whole of the service; null before the first. */
  readonly canary: CanaryStatus | null;
  /** Those of the last 24 hours, from the earliest on: one an hour. */
  readonly canaryRuns: readonly CanaryRun[];
  /** ms since 1970. */
  readonly at: number;
}
