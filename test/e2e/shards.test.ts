import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLocalService } from '../../cli/local-service.ts';
import { ServiceClient, sendUpload } from '../../cli/service-client.ts';
import type { Graph, LensDetail } from '../../core/contract/lenses.ts';
import type { SearchAnswer } from '../../core/contract/search.ts';
import { GraphSnapshot } from '../../core/graph/snapshot.ts';
import { SampleHost, toFlatJson } from '../../core/sample/sysmon-writer.ts';

const SID = 'S-1-5-21-1-2-3-1104';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'grapnel-shards-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Forty hosts on which the same program does the same, and calls the same server. */
function records(): string {
  const start = Date.UTC(2026, 0, 1);
  const lines: string[] = [];
  for (let index = 0; index < 40; index += 1) {
    const host = new SampleHost(`host-${index}`, `10.0.0.${index}`, 1_000 + index);
    const at = start + index * 10_000;
    const word = host.running('C:\\Office\\WINWORD.EXE', 'WINWORD.EXE', 'ACME\\user');
    const dropped = host.start(at, word, 'C:\\Temp\\svchost.exe', 'svchost.exe', { content: 'x' });
    host.connect(at + 1_000, dropped, '198.51.100.9', 443);
    lines.push(...host.events.map(toFlatJson));
  }
  return [...lines, ...accountRecords(start)].join('\n');
}

/** One host names an account by name and SID; others, in other shards, by its SID alone. */
function accountRecords(start: number): string[] {
  const time = (index: number) => new Date(start + index * 60_000).toISOString();
  const common = { Channel: 'Security', SourceName: 'Microsoft-Windows-Security-Auditing' };
  const logon = {
    ...common,
    EventID: 4624,
    Hostname: 'host-0',
    '@timestamp': time(0),
    TargetUserName: 'Ann',
    TargetDomainName: 'ACME',
    TargetUserSid: SID,
    TargetLogonId: '0x5a',
  };
  const members = Array.from({ length: 12 }, (_, index) => ({
    ...common,
    EventID: 4732,
    Hostname: `host-${index}`,
    '@timestamp': time(index),
    MemberSid: SID,
    TargetUserName: 'Administrators',
    TargetDomainName: 'Builtin',
    TargetSid: 'S-1-5-32-544',
  }));
  return [logon, ...members].map((record) => JSON.stringify(record));
}

test('a tenant of eight shards answers every read as a tenant of one', async () => {
  const one = await readAll(1);
  const eight = await readAll(8);
  expect(eight.shards).toBe(8);
  expect(one.shards).toBe(1);
  expect(one.details).toHaveLength(40);
  expect({ ...eight, shards: 0 }).toEqual({ ...one, shards: 0 });
});

/** Everything that a member can read of the graph. */
async function readAll(shardsPerTenant: number) {
  const service = await startLocalService({
    stateFolder: path.join(folder, String(shardsPerTenant)),
    port: 0,
    shardsPerTenant,
  });
  try {
    const client = new ServiceClient(service.url);
    await client.signUp('Shards');
    const { token } = await client.createSource('test');
    await sendUpload(service.url, token, records());
    while ((await client.uploads()).some(({ state }) => state === 'queued')) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const snapshot = new GraphSnapshot();
    for await (const part of client.graph()) snapshot.add(part);
    const details: unknown[] = [];
    const expanded: unknown[] = [];
    const seen = new Set<string>();
    for (const { id } of await client.lenses()) {
      const detail = await client.read<LensDetail>(`/api/lenses/${id}`);
      details.push({ rows: detail.rows, graph: inOrder(detail.graph) });
      for (const node of detail.graph.nodes.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
        if (seen.has(node.id) || seen.size > 60) continue;
        seen.add(node.id);
        expanded.push(inOrder(await client.read<Graph>(`/api/nodes/${node.id}`)));
      }
    }
    const { matches } = await client.read<SearchAnswer>(`/api/search?q=ACME%5CAnn&type=user`);
    const ann = matches[0]?.nodes[0]?.id ?? '';
    const account = await client.read<Graph>(`/api/nodes/${ann}`);
    // Twelve groups, wherever the host that told of them is.
    expect(account.edges.filter(({ name }) => name === 'member_of')).toHaveLength(12);
    expanded.push(inOrder(account));
    const { shards } = await client.read<{ shards: unknown[] }>('/api/shards');
    return { shards: shards.length, graph: snapshot.summary(), details, expanded };
  } finally {
    await service.stop();
  }
}

/** A graph in an order that does not depend on which shard answered first. */
function inOrder({ nodes, edges }: Graph): unknown {
  return {
    nodes: nodes.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    edges: edges.toSorted((a, b) => (edgeKey(a) < edgeKey(b) ? -1 : 1)),
  };
}

function edgeKey({ from, name, to }: Graph['edges'][number]): string {
  return `${from} ${name} ${to}`;
}
