import { loadRuleFiles } from './sigma/load-rules.ts';
import { matchFiles } from './sigma/match-files.ts';
import { readValueLists } from './sigma/value-lists.ts';

const USAGE = `usage: npm run -s sigma -- --rules DIR [--lists DIR] [--json] [--repeat N] PATH…

  --rules DIR   Sigma rules: a file, a folder, a .tar.gz or a .zip; repeatable
  --lists DIR   the lists that rules name as %NAME%: files NAME.txt, a value a line; repeatable
  --json        one JSON document on stdout, nothing else
  --repeat N    match everything N times, and tell the time of the median pass`;

interface Options {
  readonly rules: readonly string[];
  readonly lists: readonly string[];
  readonly paths: readonly string[];
  readonly json: boolean;
  readonly repeat: number;
}

function main(args: readonly string[]): number {
  const options = readOptions(args);
  if (typeof options === 'string') {
    console.error(`${options}\n\n${USAGE}`);
    return 2;
  }
  try {
    run(options);
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

function run({ rules, lists, paths, json, repeat }: Options): void {
  const loaded = loadRuleFiles(rules, readValueLists(lists));
  const result = matchFiles(loaded.set, paths, repeat);
  const { seconds, matches, records, unreadable } = result;
  if (unreadable > 0) console.error(`${unreadable} texts are not JSON objects and were left out`);
  const ratio = seconds.match / seconds.parse;
  console.error(
    `load ${loaded.seconds.toFixed(2)} s (compiled form ${loaded.compiledSeconds.toFixed(3)} s), ` +
      `parse ${seconds.parse.toFixed(3)} s, match ${seconds.match.toFixed(3)} s, ` +
      `${ratio.toFixed(2)} × JSON.parse, ${records} records`,
  );
  if (json) {
    console.log(
      JSON.stringify({
        rules: { loaded: loaded.loaded, rejected: loaded.rejected },
        records,
        matches,
        seconds: { load: loaded.seconds, parse: seconds.parse, match: seconds.match },
      }),
    );
    return;
  }
  for (const { file, reason } of loaded.warnings) console.log(`warning ${file}: ${reason}`);
  for (const { file, reason } of loaded.rejected) console.log(`rejected ${file}: ${reason}`);
  for (const { file, record, title } of matches) console.log(`${file}:${record}: ${title}`);
  console.log(`${loaded.loaded} rules, ${records} records, ${matches.length} matches`);
}

function readOptions(args: readonly string[]): Options | string {
  const rules: string[] = [];
  const lists: string[] = [];
  const paths: string[] = [];
  let json = false;
  let repeat = 1;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (arg === '--json') json = true;
    else if (arg === '--rules') {
      const value = args[++i];
      if (value === undefined) return '--rules needs a folder';
      rules.push(value);
    } else if (arg === '--lists') {
      const value = args[++i];
      if (value === undefined) return '--lists needs a folder';
      lists.push(value);
    } else if (arg === '--repeat') {
      repeat = Number(args[++i]);
      if (!Number.isInteger(repeat) || repeat < 1) return '--repeat needs a whole number from 1';
    } else if (arg.startsWith('--')) return `there is no option ${arg}`;
    else paths.push(arg);
  }
  if (rules.length === 0) return '--rules is missing';
  if (paths.length === 0) return 'name at least one file or folder';
  return { rules, lists, paths, json, repeat };
}

process.exitCode = main(process.argv.slice(2));
