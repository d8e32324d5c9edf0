import { spawn } from 'node:child_process';
import path from 'node:path';
import { ROOT } from '../../../cli/build.ts';
import type { ScanReport } from '../../../cli/scan-report.ts';
import { CORPUS, HAS_CORPUS } from '../../corpus.ts';
import { NO_CORPUS, WINDOWS_RECORDINGS } from '../measurement.ts';
import type { Measure } from '../measurement.ts';

/** A part of the recordings, for a quick look. */
const QUICK_FOLDER = `${WINDOWS_RECORDINGS}/discovery`;

/** What a million records cost by the service's own meters, through the whole service. */
export const measure: Measure = async ({ isQuick }) => {
  const command = 'npm run -s scan -- --json PATH';
  const cost = { what: 'cost', target: '≤ $0.03 a million records', command };
  const rows = { what: 'cost: shard rows', target: '≤ 0.005 written a record', command };
  if (!HAS_CORPUS) return [cost, rows].map((row) => ({ ...row, figure: NO_CORPUS }));
  const { meters, records } = await scan(
    path.join(CORPUS, isQuick ? QUICK_FOLDER : WINDOWS_RECORDINGS),
  );
  const { usdPerMillionRecords: usd } = meters;
  const perRecord = meters.doRowsWritten / records.received;
  return [
    {
      ...cost,
      figure: `$${usd.toFixed(4)}, without CPU (${records.received} records of recorded attacks, 1,000 an upload)`,
      isMet: usd <= 0.03,
    },
    {
      ...rows,
      figure: `${perRecord.toFixed(4)}, all objects' rows together, hits among them`,
      isMet: perRecord <= 0.005,
    },
  ];
};

function scan(folder: string): Promise<ScanReport> {
  const child = spawn(process.execPath, ['cli/scan.ts', '--json', '--top', '0', folder], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => {
      if (status === 0) resolve(JSON.parse(output) as ScanReport);
      else reject(new Error(`scan ended with ${status}`));
    });
  });
}
