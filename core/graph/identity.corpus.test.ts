import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { CORPUS, HAS_CORPUS } from '../../test/corpus.ts';
import { readUpload } from '../parse/read-upload.ts';
import { predicates } from '../schema/schema.ts';
import type { Value } from './fact.ts';
import { MemoryStore } from './memory-store.ts';
import { GraphSnapshot, exportNodes } from './snapshot.ts';
import type { GraphSummary } from './snapshot.ts';
import { GraphView } from './view.ts';

/** What tells a process apart that has no id of a sensor: what it is, and when it began. */
function processesOf(bytes: Uint8Array): { summary: GraphSummary; processes: string[] } {
  const store = new MemoryStore(predicates);
  for (const facts of readUpload(bytes, 1).factsByAsset.values()) store.append(facts);
  const view = new GraphView(store);
  const snapshot = new GraphSnapshot();
  const ids = new Set<string>();
  for (const part of exportNodes(store)) {
    snapshot.add(part);
    if (part.id.startsWith('02') || part.id.startsWith('82')) ids.add(part.id);
  }
  const describe = (id: string): string => {
    const { guid: _guid, ...rest } = view.properties(id as never) as Record<string, Value>;
    return JSON.stringify(Object.entries(rest).sort());
  };
  return { summary: snapshot.summary(), processes: [...ids].map(describe).sort() };
}

test.skipIf(!HAS_CORPUS)(
  'without GUIDs, pid and time alone give the same processes (skipped where the corpus is absent)',
  () => {
    const bytes = readFileSync(path.join(CORPUS, 'grapl/eventlog.xml'));
    const stripped = bytes.toString('latin1').replace(/(Name='\w*ProcessGuid'>)\{[^}]*\}/g, '$1');
    const withGuids = processesOf(bytes);
    const without = processesOf(Buffer.from(stripped, 'latin1'));
    expect(stripped).not.toContain('87E8D3BD-9DD8-5D38-0000-00109F871D00}</Data>');
    // 60 of them are named in events 1, 3, 5 and 11, and 8 only in events 13 and 22.
    expect(withGuids.processes).toHaveLength(68);
    // Not one is split, joined or given what is another's: name, times, pid and command line agree.
    expect(without.processes).toEqual(withGuids.processes);
    expect(without.summary.nodesByType).toEqual(withGuids.summary.nodesByType);
    expect(without.summary.edgesByName).toEqual(withGuids.summary.edgesByName);
  },
);
