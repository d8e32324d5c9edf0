import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { corpusFile, corpusFiles } from '../../test/corpus-files.ts';
import { HAS_CORPUS } from '../../test/corpus.ts';
import { factsOf } from '../graph/facts-of.ts';
import { parseRecord } from './parse.ts';
import { splitRecords } from './records.ts';

/** Of a folder's records so many may be rejected, in parts of one. */
const REJECTED_AT_MOST = 0.001;

/**
 * Files that hold records that are none, by design or by accident of those who made them: what is
 * wrong with them, and how many of their records may be rejected.
 */
const BROKEN: Readonly<Record<string, readonly [rejected: number, why: string]>> = {
  'grapl/process_creation_event_data.xml': [1, 'an EventData element without its event'],
  'linux-auditd/go-libaudit/audit-rhel7.log': [1, 'type=UNKNOWN[1329] msg=?'],
  'linux-auditd/go-libaudit/audit-rhel7.log.golden': [1, 'the same, as its library read it'],
  'ocsf-examples': [8, 'three samples are no JSON, five are lookups of an API and no records'],
  'otrf-security-datasets/compound/Log4Shell': [1, 'XML cut off by its relay'],
  'panther-tests': [
    117,
    'made-up records for single rules, most of them without any key of their source',
  ],
  'wazuh-rule-tests': [9, 'lines in the notations of OSSEC itself, made for its rules'],
  'zeek-stratosphere/port-scans': [41, 'times since the capture began instead of since 1970'],
};

/** Ids that must never be ignored, by provider's channel. */
const SECURITY_RELEVANT =
  /^windows: (?:security: (?:1102|46(?:24|25|34|47|48|56|57|58|62|63|72|73|88|89|97|98|99)|470[0-2]|472[02468]|4732|4756|4740|476[89]|4771|4776|4946|514[05]|515[68])|microsoft-windows-sysmon\/operational: (?:[1-9]|1\d|2\d)|system: 7045|.*powershell.*: (?:400|800|4103|4104))$/i;

interface Counts {
  files: number;
  received: number;
  accepted: number;
  rejected: number;
  ignored: number;
}

test.skipIf(!HAS_CORPUS)(
  'every file is recognised and read, as docs/formats.md says (skipped where the corpus is absent)',
  () => {
    const byFolder = new Map<string, Counts>();
    const rejectedByFile = new Map<string, number>();
    const ignoredBy = new Set<string>();
    for (const name of corpusFiles()) {
      const folder = name.split('/')[0] ?? '';
      const counts = byFolder.get(folder) ?? {
        files: 0,
        received: 0,
        accepted: 0,
        rejected: 0,
        ignored: 0,
      };
      byFolder.set(folder, counts);
      counts.files += 1;
      for (const record of splitRecords(logLines(name, corpusFile(name)))) {
        counts.received += 1;
        const parsed = parseRecord(record);
        if (parsed.kind === 'reject') {
          counts.rejected += 1;
          rejectedByFile.set(name, (rejectedByFile.get(name) ?? 0) + 1);
        } else if (parsed.kind === 'ignored') {
          counts.ignored += 1;
          ignoredBy.add(parsed.rule);
        } else {
          counts.accepted += 1;
          factsOf(parsed.observation, 1, record.number);
        }
      }
    }
    expect([...ignoredBy].filter((rule) => SECURITY_RELEVANT.test(rule))).toEqual([]);
    expect(unexplained(rejectedByFile)).toEqual([]);
    for (const [folder, { received, accepted, rejected, ignored }] of byFolder) {
      expect(accepted + rejected + ignored, folder).toBe(received);
      const explained = Object.entries(BROKEN).filter(([name]) => name.startsWith(folder));
      const allowed = explained.reduce((sum, [, [count]]) => sum + count, 0);
      expect(rejected - allowed, folder).toBeLessThanOrEqual(received * REJECTED_AT_MOST);
    }
    const page = readFileSync(path.resolve(import.meta.dirname, '../../docs/formats.md'), 'utf8');
    expect(page.split('<!-- corpus -->')[1]?.trim()).toBe(table(byFolder));
  },
);

/** Files that were rejected from more than was known of them. */
function unexplained(rejectedByFile: ReadonlyMap<string, number>): string[] {
  const left = new Map(Object.entries(BROKEN).map(([name, [count]]) => [name, count]));
  const found: string[] = [];
  for (const [name, count] of rejectedByFile) {
    const known = [...left.keys()]
      .filter((start) => name.startsWith(start))
      .sort()
      .at(-1);
    const rest = known === undefined ? -1 : (left.get(known) ?? 0) - count;
    if (known !== undefined) left.set(known, rest);
    if (rest < 0) found.push(`${name}: ${count} rejected`);
  }
  return found;
}

/** The log in a file of tests: Wazuh's have one line of log in a section, Laurel's have comments. */
function logLines(name: string, bytes: Uint8Array): Uint8Array {
  if (name.startsWith('wazuh-rule-tests/')) {
    const lines: readonly string[] =
      Buffer.from(bytes)
        .toString('utf8')
        .match(/^log \d+ \w+ ?= ?.+$/gm) ?? [];
    return Buffer.from(lines.map((line) => line.replace(/^log \d+ \w+ ?= ?/, '')).join('\n'));
  }
  if (!name.startsWith('linux-auditd/laurel/')) return bytes;
  return Buffer.from(Buffer.from(bytes).toString('utf8').replace(/^#.*$/gm, ''));
}

function table(byFolder: ReadonlyMap<string, Counts>): string {
  const rows = [...byFolder].map(
    ([folder, { files, received, accepted, rejected, ignored }]) =>
      `| ${folder} | ${files} | ${received} | ${accepted} | ${rejected} | ${ignored} |`,
  );
  return [
    '| folder | files | received | accepted | rejected | ignored |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    ...rows,
  ].join('\n');
}
