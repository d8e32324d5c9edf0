import { expect, test } from 'vitest';
import { evtxSample } from '../../../test/evtx-sample.ts';
import { parseRecord } from '../parse.ts';
import { recordAt, recordText, splitRecords } from '../records.ts';

/** The process id that each record tells of, or the reason why it tells nothing. */
function outcomes(bytes: Uint8Array): (number | string)[] {
  return [...splitRecords(bytes)].map((record) => {
    const parsed = parseRecord(record);
    if (parsed.kind !== 'observation') return parsed.kind;
    return Number(parsed.observation.nodes.find(({ type }) => type === 'process')?.identity.pid);
  });
}

const CHUNK = 4_096;

/** Where the n-th record begins in a file, from 0. */
function recordStart(bytes: Uint8Array, index: number): number {
  const record = recordAt(bytes, index + 1);
  return (record?.bytes.byteOffset ?? 0) - bytes.byteOffset;
}

test('records share templates and names, and are read each on its own', () => {
  const bytes = evtxSample([41, 42, 43]);
  expect(outcomes(bytes)).toEqual([41, 42, 43]);
  const record = recordAt(bytes, 2);
  expect(record && recordText(record)).toBe(
    '<Event><System><Provider Name="Microsoft-Windows-Sysmon"/><EventID>5</EventID><TimeCreated SystemTime="2024-03-01T10:00:00.1230000Z"/><Channel>Microsoft-Windows-Sysmon/Operational</Channel><Computer>desk-1</Computer><Security/></System><EventData><Data Name="ProcessId">42</Data><Data Name="Image">C:\\T\\a &amp; b.exe</Data></EventData></Event>',
  );
});

test('a record whose frame is damaged is lost alone, and its loss is counted', () => {
  const bytes = evtxSample([41, 42, 43]);
  bytes[recordStart(bytes, 1)] = 0;
  expect(outcomes(bytes)).toEqual([41, 'reject', 43]);
});

test('a record whose content is damaged is lost alone', () => {
  const bytes = evtxSample([41, 42, 43]);
  bytes.fill(0xff, recordStart(bytes, 1) + 24, recordStart(bytes, 1) + 40);
  expect(outcomes(bytes)).toEqual([41, 'reject', 43]);
});

test('a damaged chunk is one loss; the next chunk is read', () => {
  const one = evtxSample([41]);
  const bytes = new Uint8Array(one.length + 65_536);
  bytes.set(one);
  bytes.set(one.subarray(CHUNK), one.length);
  bytes.set([2], 42);
  expect(outcomes(bytes)).toEqual([41, 41]);
  bytes[CHUNK] = 0;
  expect(outcomes(bytes)).toEqual(['reject', 41]);
});

test('a file that ends early gives what it has', () => {
  const bytes = evtxSample([41, 42]);
  expect(outcomes(bytes.subarray(0, recordStart(bytes, 1) + 10))).toEqual([41, 'reject']);
  expect(outcomes(bytes.subarray(0, 100))).toEqual([]);
});

test('no change of bytes makes it fail', () => {
  const sound = evtxSample([41, 42, 43]);
  let seed = 7;
  const next = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed % below;
  };
  for (let round = 0; round < 2_000; round += 1) {
    const bytes = sound.slice();
    for (let change = 0; change < 4; change += 1) bytes[CHUNK + next(2_048)] = next(256);
    expect(() => outcomes(bytes)).not.toThrow();
  }
});
