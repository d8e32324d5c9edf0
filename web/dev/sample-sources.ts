import type { MappingSummary, TriedMapping } from '../../core/contract/mappings.ts';
import type { RecordPage } from '../../core/contract/records.ts';
import type { SourceHealth } from '../../core/contract/sources.ts';

/** 2026-03-01 10:00 UTC. */
const SAMPLE_TIME = Date.UTC(2026, 2, 1, 10);

/** What was made of an upload's records: one of each kind, and one that tries to deceive. */
export function sampleRecords(upload: number, texts: readonly string[]): RecordPage {
  const accepted = texts.slice(0, 6).map((text, index) => ({
    number: index + 1,
    text: text.slice(0, 4_000),
    isCut: text.length > 4_000,
    outcome: 'accepted' as const,
    time: SAMPLE_TIME + upload * 60_000 + index * 900,
    says: [
      ['explorer.exe (2020)', 'started', 'chrome.exe (4012)'],
      ['chrome.exe (4012)', 'is run from', 'C:\\Program Files\\Chrome\\chrome.exe'],
    ] as const,
  }));
  const number = accepted.length;
  return {
    records: [
      ...accepted,
      {
        number: number + 1,
        text: '{"when": "today", "\u202ewho": "<script>alert(1)</script>"}',
        isCut: false,
        outcome: 'rejected',
        reason: 'no known format has these keys',
        says: [],
      },
      {
        number: number + 2,
        text: 'Mar  1 10:00:00 web1 backup[7]: done in 12 s',
        isCut: false,
        outcome: 'ignored',
        reason: 'syslog: other program',
        says: [],
      },
    ],
    next: number + 2,
  };
}

/** How a source does that had better days. */
export function sampleHealth(nowMs: number): SourceHealth {
  return {
    lastSeenAt: nowMs - 17 * 60_000,
    recordsPerMinute: 58.2,
    lastDay: {
      uploads: 84,
      records: { received: 81_214, accepted: 60_002, rejected: 1_212, ignored: 20_000 },
      failedUploads: 1,
      queuedUploads: 2,
    },
    rejectShare: 0.0149,
    isSilent: false,
    quota: { bytesPerDay: 50e9, bytesToday: 3.21e9, refusedToday: 0 },
  };
}

/** The formats that a tenant declared. */
export function sampleMappings(nowMs: number): MappingSummary[] {
  return [
    { name: 'badge-reader', source: 'name: badge-reader\n', updatedAt: nowMs - 86_400_000 },
    { name: 'acme-vpn', source: 'name: acme-vpn\n', updatedAt: nowMs - 900_000 },
  ];
}

/** What a mapping gives; a text with the word `nam` has faults. */
export function sampleTry(source: string): TriedMapping {
  if (/\bnam:/.test(source)) {
    const faults = [
      { line: 1, column: 1, message: 'a mapping has no key `nam`', fix: 'did you mean `name`?' },
      { line: 1, column: 1, message: '`name` is missing' },
    ];
    return { ok: false, faults };
  }
  const seen = { first: SAMPLE_TIME, last: SAMPLE_TIME, evidence: { upload: 1, record: 1 } };
  const node = (id: string, type: string, label: string, properties: Record<string, string>) => ({
    id,
    type,
    label,
    risk: 0,
    hitBy: [],
    context: false,
    first: seen.first,
    last: seen.last,
    properties: Object.fromEntries(
      Object.entries(properties).map(([name, value]) => [name, { value, ...seen }]),
    ),
  });
  return {
    ok: true,
    records: { received: 1, accepted: 1, rejected: 0, ignored: 0 },
    taken: 1,
    rejects: [],
    ignoredBy: {},
    graph: {
      nodes: [
        node('a', 'asset', 'gw-1', { hostname: 'gw-1' }),
        node('s', 'logon_session', '0x1f', { logon_id: '0x1f' }),
        node('u', 'user', 'CORP\\maria', { account: 'CORP\\maria' }),
        node('i', 'address', '203.0.113.9', { ip: '203.0.113.9' }),
      ],
      edges: [
        { from: 's', name: 'session_user', to: 'u', verb: 'is a session of', ...seen },
        { from: 's', name: 'logon_from', to: 'i', verb: 'came from', ...seen },
      ],
      omitted: 0,
    },
  };
}
