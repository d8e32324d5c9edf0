import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../../cli/build.ts';
import type { Measure, Measurement } from './measurement.ts';

const USAGE = `npm run bench -- [NAME…] [--quick] [--write]
  What the design is to reach, target beside figure. Each NAME (all when left out) is measured in a
  process of its own; what is given as a ratio is measured side by side in one.

  NAME      sigma, pipeline, cost, store, latency, ui
  --quick   a minute instead of a quarter of an hour: less of everything, nothing to publish
  --write   writes docs/benchmarks.md, with the machine and the date
  --json    the figures as JSON`;

const TARGETS: Readonly<Record<string, () => Promise<{ readonly measure: Measure }>>> = {
  sigma: () => import('./targets/sigma.ts'),
  pipeline: () => import('./targets/pipeline.ts'),
  cost: () => import('./targets/cost.ts'),
  store: () => import('./targets/store.ts'),
  latency: () => import('./targets/latency.ts'),
  ui: () => import('./targets/ui.ts'),
};

const DOCUMENT = path.join(ROOT, 'docs/benchmarks.md');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    /** Measures one target in this process, and prints what it found as JSON. */
    only: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const unknown = positionals.filter((name) => !(name in TARGETS));

if (values.help) console.log(USAGE);
else if (unknown.length > 0) {
  console.error(`nothing is called ${unknown.join(', ')}\n\n${USAGE}`);
  process.exitCode = 2;
} else if (values.only === undefined) await measureAll();
else {
  const target = await TARGETS[values.only]?.();
  console.log(JSON.stringify(await target?.measure({ isQuick: values.quick })));
}

async function measureAll(): Promise<void> {
  const names = positionals.length === 0 ? Object.keys(TARGETS) : positionals;
  const rows: Measurement[] = [];
  for (const name of names) {
    const startedAt = performance.now();
    rows.push(...(await measureApart(name)));
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0);
    process.stderr.write(`measured ${name} in ${seconds} s\n`);
  }
  console.log(values.json ? JSON.stringify(rows, null, 1) : tableOf(rows));
  if (values.write) writeFileSync(DOCUMENT, documentOf(rows));
}

/** Measures in a process of its own, so that no measurement warms up or fills memory for another. */
function measureApart(name: string): Promise<Measurement[]> {
  const args = ['--expose-gc', import.meta.filename, '--only', name];
  const child = spawn(process.execPath, values.quick ? [...args, '--quick'] : args, {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => {
      if (status === 0) resolve(JSON.parse(output) as Measurement[]);
      else reject(new Error(`measuring ${name} ended with ${status}`));
    });
  });
}

function tableOf(rows: readonly Measurement[]): string {
  return [
    '| what | target | measured | | command |',
    '|---|---|---|---|---|',
    ...rows.map(({ what, target, figure, isMet, command }) => {
      const verdict = isMet === undefined ? '' : isMet ? 'met' : '**missed**';
      return `| ${what} | ${target} | ${figure} | ${verdict} | \`${command}\` |`;
    }),
  ].join('\n');
}

function documentOf(rows: readonly Measurement[]): string {
  const processors = cpus();
  const machine = `${processors.length} × ${processors[0]?.model ?? 'unknown processor'}`;
  const date = new Date().toISOString().slice(0, 10);
  return `# Benchmarks

*Written by \`npm run bench -- --write\`; not by hand.*

Measured on ${date}, Node ${process.versions.node}, ${machine}${values.quick ? ', **quickly**: less of everything' : ''}. The machine may have
been at other work: what is given as a ratio was measured side by side in one process, by its own CPU
time where CPU is meant. Recordings are the Windows part of the OTRF Security Datasets, attacks
through and through, so hits, and the rows that they cost, are denser than on ordinary days.

${tableOf(rows)}

[What is missed, why, and what is planned](design/targets.md).

More detail: \`npm run bench:parse\` (every format), \`bench:analyzers\` (which analyzer costs what),
\`bench:identity\`, [\`bench:store\`](design/store.md), [\`bench:ingest\`](design/ingest.md),
\`bench:detection\` ([how well attacks are told from ordinary days](scoring.md)). All that need
recordings find them in one place: the folder that \`GRAPNEL_CORPUS\` names, or \`../shared/corpus\`.
Where it is absent, they say so.
`;
}
