import { setTimeout as delay } from 'node:timers/promises';
import { inject } from 'vitest';
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

const NOTHING: RecordCounts = { received: 0, accepted: 0, rejected: 0, ignored: 0 };

function sum(a: RecordCounts, b: RecordCounts): RecordCounts {
  return {
    received: a.received + b.received,
    accepted: a.accepted + b.accepted,
    rejected: a.rejected + b.rejected,
    ignored: a.ignored + b.ignored,
  };
}

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
      for (const until = Date.now() + PATIENCE_MS; ; await delay(100)) {
        const uploads = await client.uploads();
        const counts = uploads.map(({ records }) => records).reduce(sum, NOTHING);
        const isDone = uploads.every(({ state }) => state !== 'queued');
        if (isDone && counts.received >= count) return counts;
        if (Date.now() > until) {
          throw new Error(`of ${count} records came ${JSON.stringify(counts)}`);
        }
      }
    },
    record: (upload, record) => client.readText(`/api/evidence/${upload}/${record}`),
    graph: () => client.readText('/api/graph'),
  };
}

/** A login, as sshd logs it; syslog's time has no year. */
export const LOGIN = 'Accepted password for root from 203.0.113.9 port 4711 ssh2';

/** A record that is understood, and of no use to the graph. */
export const EVENT = { EventID: 5, Channel: 'Other', Hostname: 'h' };
