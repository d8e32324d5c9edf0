import { expect, test } from 'vitest';
import { corpusArchive, corpusFile, corpusFiles } from '../../../test/corpus-files.ts';
import { HAS_CORPUS } from '../../../test/corpus.ts';
import type { Observation } from '../../graph/observation.ts';
import { parseRecord } from '../parse.ts';
import { splitRecords } from '../records.ts';

/** Binary event logs and the folder of the conversions that stand beside them. */
const ARCHIVES = [
  ['sigma-regression/evtx.tar.gz', 'sigma-regression'],
  ['evtx-attack-samples/evtx.tar.gz', 'evtx-attack-samples'],
] as const;

test.skipIf(!HAS_CORPUS).each(ARCHIVES)(
  '%s: record by record as its conversion (skipped where the corpus is absent)',
  (archive, folder) => {
    const conversions = corpusFiles(folder);
    const differences: string[] = [];
    let compared = 0;
    for (const { name, bytes } of corpusArchive(archive)) {
      const stem = `${folder}/${name.replace(/\.evtx$/, '')}`;
      const conversion = conversions.find(
        (file) => /^\.jsonl?(?:\.gz)?$/.test(file.slice(stem.length)) && file.startsWith(stem),
      );
      if (!name.endsWith('.evtx') || conversion === undefined) continue;
      const ours = outcomes(bytes);
      const theirs = outcomes(corpusFile(conversion));
      if (ours.length !== theirs.length) {
        differences.push(`${name}: ${ours.length} records, ${theirs.length} in the conversion`);
      }
      ours.forEach((ourRecord, index) => {
        compared += 1;
        if (ourRecord !== theirs[index])
          differences.push(`${name}#${index + 1}\n${ourRecord}\n${theirs[index]}`);
      });
    }
    expect(differences).toEqual([]);
    expect(compared).toBeGreaterThan(100);
  },
);

/** What became of each record of a file, as texts to compare. */
function outcomes(bytes: Uint8Array): string[] {
  return [...splitRecords(bytes)].map((record) => {
    const parsed = parseRecord(record);
    return parsed.kind === 'observation' ? describe(parsed.observation) : JSON.stringify(parsed);
  });
}

/** One of the converters writes one kind of line end, the other trims texts. */
function describe(observation: Observation): string {
  return JSON.stringify(observation, (_, value: unknown) =>
    typeof value === 'string' ? value.trim().replaceAll('\r\n', '\n') : value,
  );
}
