import { expect, test } from 'vitest';
import { MemoryStore } from '../../graph/memory-store.ts';
import { GraphSnapshot, exportNodes } from '../../graph/snapshot.ts';
import { GraphView } from '../../graph/view.ts';
import { predicates } from '../../schema/schema.ts';
import { readUpload } from '../read-upload.ts';

const GUID = '{0A1B2C3D-0001-0002-0003-000000000001}';

const SYSMON = {
  SourceName: 'Microsoft-Windows-Sysmon',
  Hostname: 'desk-1.corp.example',
  '@timestamp': '2024-03-01T10:00:05Z',
  ProcessGuid: GUID,
  ProcessId: '2084',
  Image: 'C:\\Windows\\System32\\cmd.exe',
};
const SECURITY = {
  SourceName: 'Microsoft-Windows-Security-Auditing',
  Hostname: 'DESK-1',
};

test('one process seen by Sysmon and by Security auditing is one node, with what both say', () => {
  const records = [
    { ...SYSMON, EventID: 1, UtcTime: '2024-03-01 10:00:00.639', IntegrityLevel: 'High' },
    {
      ...SECURITY,
      EventID: 4688,
      '@timestamp': '2024-03-01T10:00:00.000Z',
      NewProcessId: '0x824',
      NewProcessName: '\\Device\\HarddiskVolume3\\Windows\\System32\\cmd.exe',
      CommandLine: 'cmd /c x',
    },
    { ...SECURITY, EventID: 4689, '@timestamp': '2024-03-01T10:00:09Z', ProcessId: '0x824' },
  ];
  const store = new MemoryStore(predicates);
  const upload = new TextEncoder().encode(records.map((r) => JSON.stringify(r)).join('\n'));
  for (const facts of readUpload(upload, 1).factsByAsset.values()) store.append(facts);
  const view = new GraphView(store);
  const snapshot = new GraphSnapshot();
  const ids = new Set<string>();
  for (const part of exportNodes(store)) {
    snapshot.add(part);
    if ('pid' in part.properties) ids.add(part.id);
  }
  expect(snapshot.summary().nodesByType).toMatchObject({ asset: 1, process: 1, file: 1 });
  const [id] = ids;
  expect(view.properties(id as Parameters<GraphView['properties']>[0])).toMatchObject({
    pid: 2084,
    command_line: 'cmd /c x',
    integrity_level: 'High',
    ended_at: Date.UTC(2024, 2, 1, 10, 0, 9),
  });
});
