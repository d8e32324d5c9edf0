import path from 'node:path';
import { loadRuleFiles } from '../../cli/sigma/load-rules.ts';
import { SigmaEngine } from '../../core/detect/sigma/engine/engine.ts';
import { matchShown } from '../../core/detect/sigma/engine/match-shown.ts';
import { CORPUS } from '../corpus.ts';
import { SIGMA_RULES, WINDOWS_RECORDINGS } from './measurement.ts';
import { jsonRecords, timeStages } from './pipeline-stages.ts';

/**
 * The CPU time of a record's way through the pipeline, stage by stage, as a ratio to `JSON.parse`
 * alone over the same bytes in the same run.
 *
 * Usage: npm run bench:pipeline [-- FOLDER] [--rules]
 *   FOLDER    a folder of the corpus, JSON records
 *   --rules   with all of SigmaHQ's rules on
 */

const given = process.argv.slice(2);
const folder = given.find((argument) => !argument.startsWith('--')) ?? WINDOWS_RECORDINGS;
const MAX_RECORDS = 200_000;

const engine = given.includes('--rules')
  ? new SigmaEngine(loadRuleFiles([path.join(CORPUS, SIGMA_RULES)]).set)
  : undefined;
const { records, hits, ms, ratio } = timeStages(
  jsonRecords(folder),
  MAX_RECORDS,
  engine && matchShown(engine),
);
const base = ms['JSON.parse'] ?? 1;
console.log(`${records} records, ${hits} changes of hits`);
for (const [stage, time] of Object.entries(ms)) {
  const each = ((time * 1_000) / records).toFixed(1);
  console.log(`${stage.padEnd(12)} ${each.padStart(7)} µs/record  ${(time / base).toFixed(2)} x`);
}
console.log(`${'all stages'.padEnd(12)} ${''.padStart(17)}  ${ratio.toFixed(2)} x`);
