import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { NodeId, Ref } from '../../../core/graph/id.ts';
import { refType } from '../../../core/graph/id.ts';
import { RunStore } from '../../../core/graph/runs/run-store.ts';
import { NodeStorage, zstd } from '../../../core/graph/runs/testing/node-storage.ts';
import { RecordGenerator } from '../../../core/graph/runs/testing/record-generator.ts';
import { findExactly } from '../../../core/graph/search.ts';
import { GraphView } from '../../../core/graph/view.ts';
import { expandNode, lensGraph } from '../../../core/lens/lens-graph.ts';
import { nodeType, predicates } from '../../../core/schema/schema.ts';
import { cpuMs, quantile } from '../measurement.ts';
import type { Measure, Measurement } from '../measurement.ts';

const BATCH = 1_000;
const READS = 500;
const READ_LIMIT_MS = 50;

/** Processes whose surroundings are a lens of 300 nodes. */
const LENS_PROCESSES = 40;

/** How much dearer a record may become. */
const GROWTH_LIMIT = 1.2;

interface Cost {
  readonly rows: number;
  readonly cpuUs: number;
}

/** What a record costs a shard that is small and one that is large, and what reading the large costs. */
export const measure: Measure = ({ isQuick }) => {
  const total = isQuick ? 400_000 : 10_000_000;
  const span = isQuick ? 100_000 : 1_000_000;
  const folder = mkdtempSync(path.join(tmpdir(), 'grapnel-bench-'));
  try {
    const storage = new NodeStorage(path.join(folder, 'store.sqlite'));
    const store = new RunStore({ storage, compression: zstd, predicates, makeSecret });
    const generator = new RecordGenerator(1, 3);
    const append = (records: number): Cost => {
      const rowsBefore = storage.rowsWritten;
      let cpu = 0;
      for (let done = 0; done < records; done += BATCH) {
        const facts = generator.batch(BATCH);
        cpu += cpuMs(() => store.append(facts));
      }
      const rows = (storage.rowsWritten - rowsBefore) / records;
      return { rows, cpuUs: (cpu * 1_000) / records };
    };
    append(100_000);
    const early = append(span);
    append(total - 100_000 - 2 * span);
    const late = append(span);
    const rows = [
      ...growthRows(early, late, span, total),
      ...readRows(store, generator, total),
    ] satisfies Measurement[];
    storage.close();
    return Promise.resolve(rows);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

function growthRows(early: Cost, late: Cost, span: number, total: number): Measurement[] {
  const target = 'within 20 % of a small shard';
  const command = `npm run bench:store -- --records ${total}`;
  const where = `the last ${count(span)} of ${count(total)} records against those after the first ${count(100_000)}`;
  return [
    {
      what: 'growth: rows',
      target,
      command,
      figure: `${late.rows.toFixed(4)} to ${early.rows.toFixed(4)} a record: × ${(late.rows / early.rows).toFixed(2)}; ${where}`,
      isMet: late.rows <= early.rows * GROWTH_LIMIT,
    },
    {
      what: 'growth: CPU of the store',
      target,
      command,
      figure: `${late.cpuUs.toFixed(1)} to ${early.cpuUs.toFixed(1)} µs a record: × ${(late.cpuUs / early.cpuUs).toFixed(2)}`,
      isMet: late.cpuUs <= early.cpuUs * GROWTH_LIMIT,
    },
  ];
}

function readRows(store: RunStore, generator: RecordGenerator, total: number): Measurement[] {
  const view = new GraphView(store);
  const processes = generator.subjects.filter(isProcess) as unknown as NodeId[];
  const values = generator.objects.filter(({ predicate }) => predicate === 'path');
  const subjects = generator.subjects as unknown as NodeId[];
  let lensNodes = 0;
  return [
    readRow(`expand a node`, total, (i) => {
      expandNode(view, at(subjects, i));
    }),
    readRow('open a lens of 300 nodes', total, (i) => {
      const core = Array.from({ length: LENS_PROCESSES }, (_, n) =>
        at(processes, i * LENS_PROCESSES + n),
      );
      lensNodes = Math.max(lensNodes, lensGraph(view, core, true).nodes.length);
    }),
    readRow('look a value up', total, (i) => {
      findExactly(store, view, { text: String(at(values, i).object) });
    }),
  ].map((row) =>
    row.what.includes('lens') ? { ...row, figure: `${row.figure}; ${lensNodes} nodes` } : row,
  );

  function readRow(what: string, records: number, read: (i: number) => void): Measurement {
    store.clearCaches();
    view.forget();
    const times: number[] = [];
    for (let i = 0; i < READS; i += 1) {
      const start = performance.now();
      read(i);
      times.push(performance.now() - start);
    }
    const p95 = quantile(times, 0.95);
    return {
      what: `reads: ${what}`,
      target: 'p95 ≤ 50 ms',
      figure: `p95 ${p95.toFixed(1)} ms, median ${quantile(times, 0.5).toFixed(1)} ms, at ${count(records)} records in a shard, caches empty at first`,
      isMet: p95 <= READ_LIMIT_MS,
      command: 'npm run bench -- store',
    };
  }
}

function at<T>(list: readonly T[], index: number): T {
  const found = list[(index * 7_919) % list.length];
  if (found === undefined) throw new Error('the generator kept nothing to ask for');
  return found;
}

function count(number: number): string {
  return number.toLocaleString('en');
}

function makeSecret(): readonly [number, number] {
  return [0x12345678, 0x9abcdef0];
}

function isProcess(ref: Ref): boolean {
  return refType(ref) === nodeType('process').code;
}
