import { BUILT_IN_ANALYZERS } from '../../analyzers/catalogue.ts';
import { Detector } from '../../core/detect/detector.ts';
import { packFacts, unpackFacts } from '../../core/graph/fact-batch.ts';
import { RunStore } from '../../core/graph/runs/run-store.ts';
import { NodeStorage, zstd } from '../../core/graph/runs/testing/node-storage.ts';
import { GraphView } from '../../core/graph/view.ts';
import type { MatchRules } from '../../core/parse/match-rules.ts';
import { readUpload } from '../../core/parse/read-upload.ts';
import { splitRecords } from '../../core/parse/records.ts';
import { sampleAttack } from '../../core/sample/sample-attack.ts';
import { predicates } from '../../core/schema/schema.ts';
import { corpusFile, corpusFiles } from '../corpus-files.ts';
import { HAS_CORPUS } from '../corpus.ts';
import { cpuMs } from './measurement.ts';

/** What the pipeline's stages took. */
export interface StageTimes {
  readonly records: number;
  /** Changes of hits. */
  readonly hits: number;
  /** Milliseconds of CPU by stage; `JSON.parse` alone, which is no stage, is the first. */
  readonly ms: Readonly<Record<string, number>>;
  /** All stages together, as a multiple of `JSON.parse` alone. */
  readonly ratio: number;
}

const RECORDS_PER_UPLOAD = 1_000;

/** JSON records, from the corpus or, where it is absent, the sample attack again and again. */
export function* jsonRecords(folder: string): Iterable<string> {
  if (!HAS_CORPUS) {
    for (let round = 0; ; round += 1) {
      for (const { body } of sampleAttack(Date.UTC(2026, 0, 1) + round * 86_400_000)) {
        yield* body.split('\n').filter((line) => line.startsWith('{'));
      }
    }
  }
  for (const name of corpusFiles(folder)) {
    for (const record of splitRecords(corpusFile(name))) {
      yield new TextDecoder().decode(record.bytes);
    }
  }
}

/**
 * Brings records through the pipeline, stage by stage: parse, pack for the shard, unpack, append,
 * detect; and beside each upload, in the same moment, parses its records as JSON and does nothing
 * with them. Without the platform's own work (HTTP, R2, queue, calls between objects).
 */
export function timeStages(
  records: Iterable<string>,
  maxRecords: number,
  rules?: MatchRules,
): StageTimes {
  const storage = new NodeStorage();
  const store = new RunStore({ storage, compression: zstd, predicates, makeSecret });
  const detector = new Detector(new GraphView(store), BUILT_IN_ANALYZERS, []);
  const ms: Record<string, number> = { 'JSON.parse': 0 };
  let uploads = 0;
  let hits = 0;

  const timed = <T>(stage: string, work: () => T): T => {
    let result: T | undefined;
    const time = cpuMs(() => (result = work()));
    ms[stage] = (ms[stage] ?? 0) + time;
    return result as T;
  };
  const readAll = (lines: readonly string[]): void => {
    const bytes = new TextEncoder().encode(lines.join('\n'));
    timed('JSON.parse', () => {
      for (const line of lines) JSON.parse(line);
    });
    const reading = timed('parse', () => readUpload(bytes, (uploads += 1), { rules }));
    for (const facts of reading.factsByAsset.values()) {
      const batch = timed('pack', () => packFacts(predicates, facts));
      storage.transaction(() => {
        const unpacked = timed('unpack', () => unpackFacts(predicates, batch));
        const changes = timed('append', () => store.append(unpacked));
        hits += timed('detect', () => detector.detect(changes)).length;
      });
    }
  };

  let count = 0;
  let lines: string[] = [];
  for (const record of records) {
    lines.push(record);
    count += 1;
    if (lines.length === RECORDS_PER_UPLOAD || count >= maxRecords) {
      readAll(lines);
      lines = [];
    }
    if (count >= maxRecords) break;
  }
  if (lines.length > 0) readAll(lines);
  storage.close();
  const all = Object.values(ms).reduce((sum, time) => sum + time, 0);
  const alone = ms['JSON.parse'] ?? Number.NaN;
  return { records: count, hits, ms, ratio: (all - alone) / alone };
}

function makeSecret(): readonly [number, number] {
  return [0x12345678, 0x9abcdef0];
}
