import type { IndicatorFault } from '../../contract/indicators.ts';
import { readIndicator } from './indicator.ts';
import type { Indicator } from './indicator.ts';
import { readStix } from './stix.ts';
import { timeOf } from './written-indicator.ts';
import type { WrittenIndicator } from './written-indicator.ts';

/** Indicators of one list. */
export const MAX_INDICATORS = 100_000;

/** Networks of one list: each new address is held against all of them. */
const MAX_NETWORKS = 2_000;

/** Faults that are told; all are counted. */
const MAX_FAULTS = 100;

/** What a text of indicators says. */
export interface ReadList {
  readonly indicators: readonly Indicator[];
  readonly refused: number;
  readonly faults: readonly IndicatorFault[];
}

/**
 * Reads indicators from a text: one a line with comments behind `#`, CSV, or a bundle of STIX 2.1.
 * Of a CSV, the first column that is an indicator in a row counts, and a column called `expires` or
 * `valid_until` says until when. The same one twice is one, with the later end.
 */
export function readIndicatorList(text: string): ReadList {
  const isBundle = /^\s*\{/.test(text);
  const written = isBundle ? readStix(text) : readLines(text);
  const byValue = new Map<string, Indicator>();
  const faults: IndicatorFault[] = [];
  let refused = 0;
  let networks = 0;
  const refuse = (line: number, message: string) => {
    refused += 1;
    if (faults.length < MAX_FAULTS) faults.push({ line, message });
  };
  if (written === undefined) refuse(1, 'it is neither a STIX 2.1 bundle nor a list');
  for (const { line, text: one, expires } of written ?? []) {
    const read = readIndicator(one);
    if (read === undefined) {
      refuse(
        line,
        `${JSON.stringify(one.slice(0, 80))} is no address, network, domain, URL or hash`,
      );
      continue;
    }
    const key = `${read.kind} ${read.value}`;
    const known = byValue.get(key);
    if (known === undefined) {
      if (byValue.size >= MAX_INDICATORS) {
        refuse(line, `a list has at most ${MAX_INDICATORS} indicators`);
        continue;
      }
      if (read.kind === 'network' && (networks += 1) > MAX_NETWORKS) {
        refuse(line, `a list has at most ${MAX_NETWORKS} networks`);
        continue;
      }
    }
    byValue.set(key, { ...read, expires: latest(known, expires) });
  }
  return { indicators: [...byValue.values()], refused, faults };
}

function latest(known: Indicator | undefined, expires: number | undefined): number | undefined {
  if (known === undefined) return expires;
  if (known.expires === undefined || expires === undefined) return undefined;
  return Math.max(known.expires, expires);
}

function* readLines(text: string): Generator<WrittenIndicator> {
  let expiresAt = -1;
  for (const [index, whole] of text.split(/\r?\n/).entries()) {
    const plain = whole.replace(/(^|\s)#.*$/, '').trim();
    if (plain === '') continue;
    const cells = plain.split(/[,;\t]/).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
    const names = cells.map((cell) => cell.toLowerCase());
    const ends = names.findIndex((name) => name === 'expires' || name === 'valid_until');
    const known = cells.find((cell) => readIndicator(cell) !== undefined);
    const isHeader = ends >= 0 || HEADERS.has(names[0] ?? '');
    if (known === undefined && isHeader && index < 3) {
      expiresAt = ends;
      continue;
    }
    const found = known ?? cells[0] ?? '';
    yield { line: index + 1, text: found, expires: timeOf(cells[expiresAt]) };
  }
}

/** First columns of the usual exports. */
const HEADERS: ReadonlySet<string> = new Set([
  'indicator',
  'value',
  'ioc',
  'ip',
  'domain',
  'url',
  'hash',
  'type',
  'first_seen',
  'id',
]);
