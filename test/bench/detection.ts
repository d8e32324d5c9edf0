import { readdirSync } from 'node:fs';
import path from 'node:path';
import { readAnalyzerFiles } from '../../cli/catalogue/analyzer-files.ts';
import { CORPUS, HAS_CORPUS } from '../corpus.ts';
import { REVIEW_THRESHOLD, judge } from './detection/judge.ts';
import { readRecording } from './detection/read-recording.ts';
import { BENIGN, SAMPLE_FOLDERS, SCENARIOS } from './detection/scenarios.ts';

/**
 * `npm run bench:detection -- [--json] [--why] [TEXT…]`: how well the built-in analyzers tell
 * recorded attacks from ordinary days. TEXT chooses the recordings whose path contains it.
 */

const given = process.argv.slice(2);
const isJson = given.includes('--json');
const isWhy = given.includes('--why');
const chosen = given.filter((option) => !option.startsWith('--'));
const isChosen = (name: string): boolean =>
  chosen.length === 0 || chosen.some((text) => name.includes(text));

if (!HAS_CORPUS) {
  process.stderr.write(
    `There are no recordings at ${CORPUS}; GRAPNEL_CORPUS names their folder.\n`,
  );
  process.exit(2);
}

const analyzers = readAnalyzerFiles();
const scenarios = SCENARIOS.filter(({ path: name }) => isChosen(name)).map((scenario) => {
  const { lenses, view, records, stopped, seconds } = readRecording(
    path.join(CORPUS, scenario.path),
    analyzers,
  );
  const { isHostRight, isTraceRight, top, others } = judge(scenario, lenses, view);
  progress(scenario.path, seconds);
  return {
    path: scenario.path,
    records,
    isRight: isHostRight && isTraceRight,
    isHostRight,
    isTraceRight,
    others,
    stopped,
    top: top && { name: top.name, type: top.type, score: top.score, why: top.analyzers },
    seconds,
  };
});
const benign = BENIGN.filter(({ path: name }) => isChosen(name)).flatMap(
  ({ path: name, before }) => {
    const { lenses, hostDays, seconds } = readRecording(path.join(CORPUS, name), analyzers, before);
    progress(name, seconds);
    const above = lenses.filter(({ summary }) => summary.score >= REVIEW_THRESHOLD);
    return {
      path: name,
      hostDays,
      above: above.length,
      lenses: lenses.map(({ summary: { name: lens, score, analyzers: why } }) => ({
        name: lens,
        score,
        why,
      })),
    };
  },
);
const samples = SAMPLE_FOLDERS.flatMap((folder) =>
  readdirSync(path.join(CORPUS, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.jsonl(\.gz)?$/.test(entry.name))
    .map((entry) => path.relative(CORPUS, path.join(entry.parentPath, entry.name)))
    .sort()
    .filter(isChosen)
    .map((name) => {
      const { lenses, seconds } = readRecording(path.join(CORPUS, name), analyzers);
      if (seconds > 2) progress(name, seconds);
      const top = lenses[0]?.summary;
      return { path: name, score: top?.score ?? 0, why: top?.analyzers ?? [] };
    }),
);

const summary = {
  analyzers: analyzers.length,
  scenarios: scenarios.length,
  right: scenarios.filter(({ isRight }) => isRight).length,
  hostRight: scenarios.filter(({ isHostRight }) => isHostRight).length,
  benignHostDays: sum(benign.map(({ hostDays }) => hostDays)),
  benignLensesAbove: sum(benign.map(({ above }) => above)),
  samples: samples.length,
  samplesWithRisk: samples.filter(({ score }) => score > 0).length,
  samplesAbove: samples.filter(({ score }) => score >= REVIEW_THRESHOLD).length,
};
if (isJson) print(JSON.stringify({ summary, scenarios, benign, samples }, null, 1));
else printTable();

function printTable(): void {
  for (const { path: name, isRight, isHostRight, top, others, stopped } of scenarios) {
    const mark = isRight ? 'right' : isHostRight ? 'TRACE' : top === undefined ? 'NONE ' : 'HOST ';
    const short = name.replace(/^.*\/([^/]+\/[^/]+)$/, '$1').replace(/\.jsonl(\.gz)?$/, '');
    const told = top === undefined ? '' : `${top.name} ${top.score}`;
    const noise = others.length === 0 ? '' : `  also: ${others.join(' ')}`;
    print(`${mark}  ${short.padEnd(72)} ${told}${noise}`);
    if (stopped.length > 0) print(`         stopped: ${stopped.join(' ')}`);
    if (isWhy) for (const { id } of top?.why ?? []) print(`         ${id}`);
  }
  for (const { path: name, hostDays, above, lenses } of benign) {
    print(`benign ${name}: ${above} lenses above ${REVIEW_THRESHOLD} in ${hostDays} host-days`);
    for (const { name: lens, score, why } of lenses) {
      print(`         ${lens} ${score}: ${why.map(({ id }) => id).join(' ')}`);
    }
  }
  if (isWhy) {
    for (const { path: name, score, why } of samples) {
      print(`sample ${String(score).padStart(6)}  ${name}: ${why.map(({ id }) => id).join(' ')}`);
    }
  }
  print(JSON.stringify(summary));
}

function progress(name: string, seconds: number): void {
  if (seconds > 2) process.stderr.write(`${name}: ${seconds.toFixed(1)} s\n`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
