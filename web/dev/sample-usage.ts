import type { Usage } from '../../core/contract/usage.ts';

const DAY_MS = 86_400_000;
const DAYS = 30;

/** A month of two invented sources, with weekends. */
export function sampleUsage(nowMs: number): Usage {
  const days = Array.from({ length: DAYS }, (_, index) => {
    const at = new Date(nowMs - (DAYS - 1 - index) * DAY_MS);
    const share = [0, 6].includes(at.getUTCDay()) ? 0.35 : 1 + (index % 5) / 10;
    return [
      { source: 'workstations', records: Math.round(9_400_000 * share) },
      { source: 'lab', records: Math.round(310_000 * share) },
    ].map(({ source, records }) => ({
      day: at.toISOString().slice(0, 10),
      source,
      uploads: Math.round(records / 4_000),
      records,
      bytes: records * 96,
      rowsWritten: Math.round(records * 0.003),
      dollars: records * 4.1e-9,
    }));
  }).flat();
  return {
    plan: { name: 'team', recordsPerDay: 50_000_000, retentionDays: 180, seats: 10 },
    today: { records: 11_300_000, left: 38_700_000 },
    seats: { used: 4, left: 6 },
    retentionDays: 180,
    sources: [
      { id: 'workstations', name: 'Workstations' },
      { id: 'lab', name: 'Lab' },
    ],
    days,
  };
}
