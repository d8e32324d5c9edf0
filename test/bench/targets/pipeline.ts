import path from 'node:path';
import { loadRuleFiles } from '../../../cli/sigma/load-rules.ts';
import { SigmaEngine } from '../../../core/detect/sigma/engine/engine.ts';
import { matchShown } from '../../../core/detect/sigma/engine/match-shown.ts';
import { CORPUS, HAS_CORPUS } from '../../corpus.ts';
import { NO_CORPUS, SIGMA_RULES, WINDOWS_RECORDINGS } from '../measurement.ts';
import type { Measure, Measurement } from '../measurement.ts';
import { jsonRecords, timeStages } from '../pipeline-stages.ts';
import type { StageTimes } from '../pipeline-stages.ts';

/** US dollars a million milliseconds of CPU: list price. */
const USD_PER_MILLION_CPU_MS = 0.02;

/** The pipeline's CPU against that of `JSON.parse` alone, without and with all of SigmaHQ's rules. */
export const measure: Measure = ({ isQuick }) => {
  const common = { command: 'npm run bench:pipeline' };
  const without = { ...common, what: 'pipeline, built-in analyzers', target: '≤ 4 × JSON.parse' };
  const withRules = {
    what: 'pipeline, with all SigmaHQ rules',
    target: '≤ 5 × JSON.parse',
    command: 'npm run bench:pipeline -- --rules',
  };
  if (!HAS_CORPUS) {
    return Promise.resolve([without, withRules].map((row) => ({ ...row, figure: NO_CORPUS })));
  }
  const records = [...take(jsonRecords(WINDOWS_RECORDINGS), isQuick ? 20_000 : 200_000)];
  const engine = new SigmaEngine(loadRuleFiles([path.join(CORPUS, SIGMA_RULES)]).set);
  const plain = timeStages(records, records.length);
  const ruled = timeStages(records, records.length, matchShown(engine));
  return Promise.resolve([rowOf(without, plain, 4), rowOf(withRules, ruled, 5)]);
};

function rowOf(
  row: Omit<Measurement, 'figure' | 'isMet'>,
  { ratio, ms, records }: StageTimes,
  limit: number,
): Measurement {
  const { 'JSON.parse': alone = 0, ...stages } = ms;
  const all = Object.values(stages).reduce((sum, time) => sum + time, 0);
  const each = (time: number): string => ((time * 1_000) / records).toFixed(1);
  const shares = Object.entries(stages).map(([name, time]) => `${name} ${each(time)}`);
  const usd = ((all / records) * USD_PER_MILLION_CPU_MS).toFixed(4);
  const figure =
    `${ratio.toFixed(2)} × (${each(all)} µs a record: ${shares.join(', ')}; JSON.parse ` +
    `${each(alone)}; its CPU is $${usd} a million records)`;
  return { ...row, figure, isMet: ratio <= limit };
}

function* take<T>(items: Iterable<T>, count: number): Iterable<T> {
  let left = count;
  for (const item of items) {
    yield item;
    left -= 1;
    if (left === 0) return;
  }
}
