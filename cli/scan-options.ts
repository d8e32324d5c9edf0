import { parseArgs } from 'node:util';

/** What `scan` is asked to do. */
export interface ScanOptions {
  readonly paths: readonly string[];
  readonly json: boolean;
  readonly shards: number;
  /** Records an upload. */
  readonly batch: number;
  /** Records in an order that this number decides; undefined for the files' own. */
  readonly shuffleSeed: number | undefined;
  readonly twice: boolean;
  /** Files, folders and archives of Sigma rules. */
  readonly rules: readonly string[];
  readonly noBuiltIn: boolean;
  readonly ignoreSensorIds: boolean;
  /** Lenses that are shown with their nodes. */
  readonly top: number;
}

/** A command line that is not understood. */
export class UsageError extends Error {}

export const SCAN_USAGE = `Usage: npm run -s scan -- PATH… [options]

Runs log files through the whole service, in an empty one of its own, and prints the lenses.

  --json              one JSON document on stdout, nothing else
  --shards N          shards of the tenant (1)
  --batch N           records an upload (1000)
  --shuffle SEED      records in random order
  --twice             everything sent twice
  --rules DIR         Sigma rules: a file, a folder, a .zip or a .tar.gz; repeatable
  --no-builtin        without the built-in analyzers
  --ignore-sensor-ids tell processes apart by pid and time alone, and compare with sensors' ids
  --top N             lenses with their nodes (20)

Exit status: 0 scanned, 1 failed, 2 wrong usage.`;

/** Reads the command line of `scan`. Throws a {@link UsageError} that says what is wrong. */
export function parseScanOptions(args: readonly string[]): ScanOptions {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        shards: { type: 'string', default: '1' },
        batch: { type: 'string', default: '1000' },
        shuffle: { type: 'string' },
        twice: { type: 'boolean', default: false },
        rules: { type: 'string', multiple: true, default: [] },
        'no-builtin': { type: 'boolean', default: false },
        'ignore-sensor-ids': { type: 'boolean', default: false },
        top: { type: 'string', default: '20' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
  const { values, positionals } = parsed;
  if (positionals.length === 0) throw new UsageError('no path is given');
  return {
    paths: positionals,
    json: values.json,
    shards: wholeNumber('--shards', values.shards, 1, 64),
    batch: wholeNumber('--batch', values.batch, 1, 100_000),
    shuffleSeed:
      values.shuffle === undefined
        ? undefined
        : wholeNumber('--shuffle', values.shuffle, 0, 2 ** 32 - 1),
    twice: values.twice,
    rules: values.rules,
    noBuiltIn: values['no-builtin'],
    ignoreSensorIds: values['ignore-sensor-ids'],
    top: wholeNumber('--top', values.top, 0, 500),
  };
}

function wholeNumber(option: string, text: string, min: number, max: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= min && number <= max) return number;
  throw new UsageError(`${option} is a whole number from ${min} to ${max}, not ${text}`);
}
