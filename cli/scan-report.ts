import type { LensDetail, ScoreTerm } from '../core/contract/lenses.ts';
import type { Meters, RecordCounts, Upload } from '../core/contract/sources.ts';
import { IdentityCheck } from '../core/graph/identity-check.ts';
import type { IdentityReport } from '../core/graph/identity-check.ts';
import { GraphSnapshot } from '../core/graph/snapshot.ts';
import type { GraphSummary } from '../core/graph/snapshot.ts';
import { parseRecord } from '../core/parse/parse.ts';
import { splitRecords } from '../core/parse/records.ts';
import { priceOf } from '../core/contract/prices.ts';
import type { ScanOptions } from './scan-options.ts';
import type { ScanUpload } from './scan-uploads.ts';
import type { ServiceClient } from './service-client.ts';

/** What one analyzer puts on a lens. */
interface ReportedAnalyzer {
  readonly id: string;
  readonly title: string;
  readonly kind: string;
  readonly hits: number;
  readonly contribution: number;
}

/** A lens as `scan` prints it. */
interface ReportedLens {
  readonly type: string;
  readonly name: string;
  readonly score: number;
  readonly techniques: readonly string[];
  readonly hits: number;
  /** With the terms these sum to the score. */
  readonly analyzers: readonly ReportedAnalyzer[];
  readonly terms: readonly Pick<ScoreTerm, 'kind' | 'title' | 'contribution' | 'why'>[];
  readonly nodes: readonly object[];
  readonly edges: readonly object[];
}

/** The document that `scan` prints. */
export interface ScanReport {
  readonly records: RecordCounts;
  readonly rejects: readonly { file: string; record: number; reason: string }[];
  readonly graph: GraphSummary & { readonly identity: IdentityReport };
  readonly lenses: readonly ReportedLens[];
  readonly meters: Meters & { readonly usdPerMillionRecords: number };
  readonly seconds: { readonly total: number; readonly ingest: number };
}

/** Reads from the service what a scan led to. */
export async function reportOf(
  client: ServiceClient,
  sent: readonly ScanUpload[],
  options: ScanOptions,
): Promise<Omit<ScanReport, 'seconds'>> {
  const uploads = await client.uploads();
  const snapshot = new GraphSnapshot();
  for await (const part of client.graph()) snapshot.add(part);
  const lenses = await client.lenses();
  const opened: ReportedLens[] = [];
  for (const { id } of lenses.slice(0, options.top)) opened.push(reportLens(await client.lens(id)));
  const records = sumOf(uploads.map((upload) => upload.records));
  const meters = sumOf(uploads.map((upload) => upload.meters));
  return {
    records,
    rejects: rejectsOf(uploads, sent),
    graph: { ...snapshot.summary(), identity: identityOf(sent, options) },
    lenses: opened,
    meters: {
      ...meters,
      usdPerMillionRecords: (priceOf(meters) / Math.max(1, records.received)) * 1e6,
    },
  };
}

/** Prints a report for programs, or for people. */
export function printReport(report: ScanReport, asJson: boolean): void {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  console.log(asJson ? JSON.stringify(report, null, 2) : textOf(report));
}

/** How pid and time alone did, where that was asked for. */
function identityOf(sent: readonly ScanUpload[], options: ScanOptions): IdentityReport {
  const check = new IdentityCheck();
  if (options.ignoreSensorIds) {
    for (const { body } of sent) {
      for (const record of splitRecords(body)) {
        const parsed = parseRecord(record);
        if (parsed.kind === 'observation') check.add(parsed.observation);
      }
    }
  }
  return check.report();
}

function reportLens({ lens, rows, terms, graph }: LensDetail): ReportedLens {
  return {
    type: lens.type,
    name: lens.name,
    score: lens.score,
    techniques: lens.techniques,
    hits: lens.hits,
    analyzers: rows.map(({ analyzerId, title, kind, hits, contribution }) => ({
      id: analyzerId,
      title,
      kind,
      hits,
      contribution,
    })),
    terms: terms.map(({ kind, title, contribution, why }) => ({ kind, title, contribution, why })),
    nodes: graph.nodes.map(({ id, type, label, risk, properties }) => ({
      id,
      type,
      label,
      risk,
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, { value }]) => [name, value]),
      ),
    })),
    edges: graph.edges.map(({ from, name, to }) => ({ from, name, to })),
  };
}

function rejectsOf(uploads: readonly Upload[], sent: readonly ScanUpload[]): ScanReport['rejects'] {
  const originsByNumber = new Map(sent.map(({ number, origins }) => [number, origins]));
  return uploads.flatMap(({ number, rejects }) =>
    rejects.map(({ record, reason }) => {
      const origin = originsByNumber.get(number)?.[record - 1];
      return { file: origin?.file ?? '', record: origin?.record ?? record, reason };
    }),
  );
}

function sumOf<T extends RecordCounts | Meters>(items: readonly T[]): T {
  const sum: Record<string, number> = {};
  for (const item of items) {
    for (const [name, count] of Object.entries(item)) sum[name] = (sum[name] ?? 0) + count;
  }
  return sum as unknown as T;
}

function textOf({ records, rejects, graph, lenses, meters, seconds }: ScanReport): string {
  const lines = [
    `${records.received} records: ${records.accepted} accepted, ${records.rejected} rejected, ${records.ignored} ignored`,
    `${graph.nodes} nodes, ${graph.edges} edges in ${seconds.total.toFixed(1)} s, $${meters.usdPerMillionRecords.toFixed(4)} a million records`,
    '',
  ];
  const { sessions, split, joined, examples } = graph.identity;
  if (sessions > 0) {
    lines.push(
      `by pid and time alone: ${sessions} sessions, ${split} wrongly split, ${joined} wrongly joined`,
      ...examples.map(
        ({ kind, type, key, sessions: ids }) => `  ${kind}: ${type} ${key}: ${ids.join(', ')}`,
      ),
      '',
    );
  }
  for (const { file, record, reason } of rejects.slice(0, 10)) {
    lines.push(`rejected: ${file} record ${record}: ${reason}`);
  }
  if (rejects.length > 0) lines.push('');
  if (lenses.length === 0) lines.push('No lens: nothing risky was found.');
  for (const lens of lenses) {
    lines.push(
      `${String(lens.score).padStart(6)}  ${lens.type} ${lens.name}  ${lens.techniques.join(' ')}`,
    );
    for (const row of lens.analyzers) {
      lines.push(`        ${String(row.contribution).padStart(6)}  ${row.title} (${row.hits})`);
    }
    for (const term of lens.terms) {
      lines.push(`        ${String(term.contribution).padStart(6)}  ${term.kind}: ${term.title}`);
    }
  }
  return lines.join('\n');
}
