import path from 'node:path';
import { loadRuleFiles } from '../../../cli/sigma/load-rules.ts';
import { matchFiles } from '../../../cli/sigma/match-files.ts';
import { CORPUS, HAS_CORPUS } from '../../corpus.ts';
import { NO_CORPUS, SIGMA_RULES, WINDOWS_RECORDINGS } from '../measurement.ts';
import type { Measure } from '../measurement.ts';

/** Matching all of SigmaHQ's rules against parsing the same records; and loading them. */
export const measure: Measure = ({ isQuick }) => {
  const command = 'npm run -s sigma -- --rules RULES --repeat 5 PATH';
  const match = { what: 'Sigma: matching', target: '≤ 1.0 × JSON.parse', command };
  const load = { what: 'Sigma: loading', target: '≤ 2 s', command };
  if (!HAS_CORPUS) {
    return Promise.resolve([match, load].map((row) => ({ ...row, figure: NO_CORPUS })));
  }
  const loaded = loadRuleFiles([path.join(CORPUS, SIGMA_RULES)]);
  const recordings = path.join(CORPUS, WINDOWS_RECORDINGS);
  const { seconds, records, matches } = matchFiles(loaded.set, [recordings], isQuick ? 1 : 5);
  const ratio = seconds.match / seconds.parse;
  const each = (time: number): string => ((time * 1e6) / records).toFixed(1);
  return Promise.resolve([
    {
      ...match,
      figure:
        `${ratio.toFixed(2)} × (${each(seconds.match)} to ${each(seconds.parse)} µs a record; ` +
        `${loaded.loaded} rules, ${records} records, ${matches.length} matches)`,
      isMet: ratio <= 1,
    },
    {
      ...load,
      figure: `${loaded.seconds.toFixed(2)} s; ${loaded.compiledSeconds.toFixed(3)} s from the compiled form`,
      isMet: loaded.seconds <= 2,
    },
  ]);
};
