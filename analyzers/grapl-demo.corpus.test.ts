import { expect, test } from 'vitest';
import { BUILT_IN_ANALYZERS } from './catalogue.ts';
import { Detector } from '../core/detect/detector.ts';
import { MemoryStore } from '../core/graph/memory-store.ts';
import { GraphSnapshot, exportNodes } from '../core/graph/snapshot.ts';
import { GraphView } from '../core/graph/view.ts';
import { readUpload } from '../core/parse/read-upload.ts';
import { predicates } from '../core/schema/schema.ts';
import { corpusFile } from '../test/corpus-files.ts';
import { HAS_CORPUS } from '../test/corpus.ts';

/**
 * The file names 60 processes in events 1, 3, 5 and 11, and 8 more, with a GUID and a program, only
 * in events 13 and 22. Its one GUID of zeros, of an unknown program, is no process.
 */
const PROCESSES = 68;

test.skipIf(!HAS_CORPUS)(
  'the demo attack: every GUID is a process, its two analyzers hit (skipped where the corpus is absent)',
  () => {
    const reading = readUpload(corpusFile('grapl/eventlog.xml'), 1);
    const { accepted, rejected, ignored } = reading.records;
    expect(reading.records.received).toBe(554);
    expect(accepted + rejected + ignored).toBe(554);

    const store = new MemoryStore(predicates);
    const view = new GraphView(store);
    const changes = store.append([...reading.factsByAsset.values()].flat());
    const hits = new Detector(view, BUILT_IN_ANALYZERS, []).detect(changes);
    const found = new Set(hits.map(({ hit }) => hit.analyzer));
    expect(found).toContain('rare-parent-of-cmd');
    expect(found).toContain('suspicious-svchost');

    const snapshot = new GraphSnapshot();
    for (const part of exportNodes(store)) snapshot.add(part);
    expect(snapshot.summary().nodesByType.process).toBe(PROCESSES);
  },
);
