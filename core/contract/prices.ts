import type { Meters } from './sources.ts';

/** Cloudflare's list prices beyond what is included, in US dollars a million. */
const USD_PER_MILLION: Readonly<Record<keyof Meters, number>> = {
  workerRequests: 0.3,
  doRequests: 0.15,
  doRowsWritten: 1,
  doRowsRead: 0.001,
  d1RowsWritten: 1,
  r2ClassA: 4.5,
  r2ClassB: 0.36,
  queueOperations: 0.4,
};

/** What operations cost, in US dollars. CPU time and storage are not among them. */
export function priceOf(meters: Meters): number {
  return Object.entries(USD_PER_MILLION).reduce(
    (sum, [name, price]) => sum + (meters[name as keyof Meters] * price) / 1e6,
    0,
  );
}
