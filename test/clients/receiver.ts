import { expect, inject } from 'vitest';
import { ServiceClient } from '../../cli/service-client.ts';
import type { RecordCounts } from '../../core/contract/sources.ts';

/** A source of a tenant of its own, and what came to it. */
export interface Receiver {
  readonly url: URL;
  readonly token: string;
  /** What became of all records that came; waits until so many have. */
  received(count: number): Promise<RecordCounts>;
  /** A record as it came. */
  record(upload: number, record: number): Promise<string>;
  /** The graph as lines of JSON. */
  graph(): Promise<string>;
}

/** How long a shipper may take until its records are in the graph. */
const PATIENCE_MS = 20_000;

/** Signs up a tenant, and makes a source for a shipper. */
export async function receiver(name: string): Promise<Receiver> {
  const url = new URL(inject('serviceUrl'));
  const client = new ServiceClient(url);
  await client.signUp(name);
  const { token } = await client.createSource(name);
  return {
    url,
    token,
    received: async (count) => {
      let counts: RecordCounts = { received: 0, accepted: 0, rejected: 0, ignored: 0 };
      await expect
        .poll(
          async () => {
            const uploads = await client.uploads();
            counts = uploads.reduce(
              (sum, { records }) => ({
                received: sum.received + records.received,
                accepted: sum.accepted + records.accepted,
                rejected: sum.rejected + records.rejected,
                ignored: sum.ignored + records.ignored,
              }),
              { received: 0, accepted: 0, rejected: 0, ignored: 0 },
            );
            return uploads.every(({ state }) => state !== 'queued') && counts.received >= count;
          },
          { timeout: PATIENCE_MS, interval: 100 },
        )
        .toBe(true);
      return counts;
    },
    record: (upload, record) => client.readText(`/api/evidence/${upload}/${record}`),
    graph: () => client.readText('/api/graph'),
  };
}

/** A login, as sshd logs it; syslog's time has no year. */
export const LOGIN = 'Accepted password for root from 203.0.113.9 port 4711 ssh2';

/** A record that is understood, and of no use to the graph. */
export const EVENT = { EventID: 5, Channel: 'Other', Hostname: 'h' };
