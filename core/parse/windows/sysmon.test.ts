import { expect, test } from 'vitest';
import { said, times } from '../../../test/said.ts';

const GUID = '{0A1B2C3D-0001-0002-0003-000000000001}';
const PARENT_GUID = '{0A1B2C3D-0001-0002-0003-000000000002}';
const PROCESS = 'process 0a1b2c3d-0001-0002-0003-000000000001 41';
const NO_GUID = '{00000000-0000-0000-0000-000000000000}';

/** A Sysmon event as evtx converters write it, by process 41, `C:\Tools\a.exe`. */
function sysmon(id: number, data: object): object {
  return {
    Event: {
      System: {
        Provider: { '#attributes': { Name: 'Microsoft-Windows-Sysmon' } },
        EventID: id,
        Channel: 'Microsoft-Windows-Sysmon/Operational',
        Computer: 'Desk-1.corp.example',
        TimeCreated: { '#attributes': { SystemTime: '2024-03-01T10:00:00.500Z' } },
      },
      EventData: {
        UtcTime: '2024-03-01 10:00:00.123',
        ProcessGuid: GUID,
        ProcessId: 41,
        Image: 'C:\\Tools\\a.exe',
        ...data,
      },
    },
  };
}

const NAMED = `${PROCESS}: image=C:\\Tools\\a.exe, name=a.exe`;

test('1: a process, what started it, what it runs from and as', () => {
  const record = sysmon(1, {
    CommandLine: 'a.exe /x',
    CurrentDirectory: 'C:\\',
    User: 'CORP\\Ann',
    LogonId: '0x1f3',
    IntegrityLevel: 'High',
    Hashes: `MD5=${'b'.repeat(32)},SHA256=${'a'.repeat(64)}`,
    ParentProcessGuid: PARENT_GUID,
    ParentProcessId: 40,
    ParentImage: 'C:\\Windows\\explorer.exe',
    ParentCommandLine: 'explorer',
  });
  const parent = 'process 0a1b2c3d-0001-0002-0003-000000000002 40';
  expect(said(record)).toEqual([
    `${parent} —children→ ${PROCESS}`,
    `${PROCESS} —executable→ file c:\\tools\\a.exe`,
    `${PROCESS} —run_as→ user corp\\ann`,
    `${PROCESS} —executable_hash→ file_hash ${'a'.repeat(64)}`,
    `${PROCESS} —in_session→ logon_session 0x1f3`,
    `${PROCESS}: command_line=a.exe /x, current_directory=C:\\, integrity_level=High, started_at=1709287200123, image=C:\\Tools\\a.exe, name=a.exe`,
    `${parent}: command_line=explorer, image=C:\\Windows\\explorer.exe, name=explorer.exe`,
    'file c:\\tools\\a.exe: name=a.exe',
    `file_hash ${'a'.repeat(64)}: md5=${'b'.repeat(32)}`,
  ]);
  expect(times(record)).toEqual(['2024-03-01T10:00:00.123Z']);
});

test('5: the end of a process', () => {
  expect(said(sysmon(5, {}))).toEqual([
    `${PROCESS}: ended_at=1709287200123, image=C:\\Tools\\a.exe, name=a.exe`,
  ]);
});

test('2, 11, 15: files created, redated, and where they came from', () => {
  const file = 'file c:\\x\\d.exe';
  const TargetFilename = 'C:\\X\\d.exe';
  const CreationUtcTime = '2024-03-01 10:00:00.100';
  expect(said(sysmon(11, { TargetFilename, CreationUtcTime }))).toEqual([
    `${PROCESS} —created_files→ ${file}`,
    `${file}: created_at=1709287200100, name=d.exe`,
    NAMED,
  ]);
  expect(said(sysmon(2, { TargetFilename, CreationUtcTime }))).toEqual([
    `${PROCESS} —retimed_files→ ${file}`,
    NAMED,
    `${file}: name=d.exe`,
  ]);
  const Contents = '[ZoneTransfer]  ZoneId=3  HostUrl=https://bad.example/d.exe?t=1';
  expect(
    said(sysmon(15, { TargetFilename: `${TargetFilename}:Zone.Identifier`, Contents })),
  ).toEqual([
    `${PROCESS} —wrote_files→ ${file}`,
    `${file}: origin_url=https://bad.example/d.exe, name=d.exe`,
    NAMED,
  ]);
});

test('23, 26 to 29: files deleted, blocked and found to be programs', () => {
  const deleted = said(
    sysmon(23, {
      TargetFilename: 'C:\\X\\d.exe',
      Hashes: `SHA1=${'c'.repeat(40)}`,
      User: 'CORP\\Ann',
    }),
  );
  expect(deleted).toContain(`${PROCESS} —deleted_files→ file c:\\x\\d.exe`);
  expect(deleted).toContain('file c:\\x\\d.exe: deleted_at=1709287200123, name=d.exe');
  expect(deleted).toContain(`file c:\\x\\d.exe —content_hash→ file_hash sha1:${'c'.repeat(40)}`);
  for (const id of [27, 28, 29]) {
    expect(said(sysmon(id, { TargetFilename: 'C:\\X\\d.exe' }))).toContain(
      `${PROCESS} —wrote_files→ file c:\\x\\d.exe`,
    );
  }
});

test('3: a connection, from the side of the host', () => {
  const connection = {
    Protocol: 'tcp',
    SourceIp: '10.0.0.5',
    SourcePort: 50000,
    DestinationIp: '0:0:0:0:0:ffff:c000:201',
    DestinationPort: 443,
  };
  const outgoing = said(sysmon(3, { ...connection, DestinationIp: '192.0.2.1', Initiated: true }));
  expect(outgoing).toContain('asset desk-1 —addresses→ address 10.0.0.5');
  expect(outgoing).toContain(`${PROCESS} —connected_to→ address 192.0.2.1`);
  expect(outgoing).toContain(
    `${PROCESS} —connections→ connection tcp 10.0.0.5 50000 192.0.2.1 443`,
  );
  const incoming = said(sysmon(3, { ...connection, DestinationIp: '192.0.2.1', Initiated: false }));
  expect(incoming).toContain('asset desk-1 —addresses→ address 192.0.2.1');
  expect(incoming).toContain(`${PROCESS} —accepted_from→ address 10.0.0.5`);
});

test('6 to 9: drivers, modules, threads in others, reads past the file system', () => {
  const signed = { ImageLoaded: 'C:\\W\\m.dll', Signed: 'true', Signature: 'Maker' };
  expect(said(sysmon(7, signed))).toEqual([
    `${PROCESS} —loaded→ file c:\\w\\m.dll`,
    NAMED,
    'file c:\\w\\m.dll: name=m.dll',
  ]);
  expect(
    said(sysmon(7, { ...signed, Signed: 'false', Hashes: `MD5=${'d'.repeat(32)}` })),
  ).toContain(`file c:\\w\\m.dll —content_hash→ file_hash md5:${'d'.repeat(32)}`);
  expect(said(sysmon(6, signed))).toContain('asset desk-1 —drivers→ file c:\\w\\m.dll');
  expect(said(sysmon(9, { Device: '\\Device\\HarddiskVolume2' }))).toContain(
    `${PROCESS} —raw_reads→ file \\device\\harddiskvolume2`,
  );
});

test.each([
  [8, 'injected'],
  [10, 'accessed'],
])('%i: one process in another', (id, edge) => {
  const record = sysmon(id, {
    ProcessGuid: undefined,
    SourceProcessGUID: GUID,
    SourceProcessId: 41,
    SourceImage: 'C:\\Tools\\a.exe',
    TargetProcessGUID: PARENT_GUID,
    TargetProcessId: '700',
    TargetImage: 'C:\\Windows\\system32\\lsass.exe',
  });
  expect(said(record)[0]).toBe(
    `${PROCESS} —${edge}→ process 0a1b2c3d-0001-0002-0003-000000000002 700`,
  );
});

test('12, 13, 14: registry keys by one name, without data that nobody searches', () => {
  const key = 'registry_key hklm\\system\\currentcontrolset\\services\\x';
  const TargetObject = 'HKLM\\System\\ControlSet001\\Services\\X';
  expect(said(sysmon(12, { TargetObject, EventType: 'CreateKey' }))[0]).toBe(
    `${PROCESS} —created_keys→ ${key}`,
  );
  expect(said(sysmon(12, { TargetObject, EventType: 'DeleteValue' }))[0]).toBe(
    `${PROCESS} —deleted_keys→ ${key}`,
  );
  expect(said(sysmon(13, { TargetObject, Details: 'DWORD (0x00000004)' }))).toContain(
    `${key}: data=DWORD (0x00000004)`,
  );
  expect(said(sysmon(13, { TargetObject, Details: 'QWORD (0x1-0x2)' })).join()).not.toContain(
    'data=',
  );
  expect(said(sysmon(14, { TargetObject, NewName: 'HKLM\\Y' })).slice(0, 2)).toEqual([
    `${PROCESS} —deleted_keys→ ${key}`,
    `${PROCESS} —created_keys→ registry_key hklm\\y`,
  ]);
});

test('17, 18, 22: pipes and names', () => {
  expect(said(sysmon(17, { PipeName: '\\Evil' }))[0]).toBe(
    `${PROCESS} —created_pipes→ pipe \\evil`,
  );
  expect(said(sysmon(18, { PipeName: '\\Evil' }))[0]).toBe(
    `${PROCESS} —connected_pipes→ pipe \\evil`,
  );
  const query = { QueryName: 'C2.Example.', QueryResults: 'type:  5 x.example;::ffff:192.0.2.7;' };
  expect(said(sysmon(22, query)).slice(0, 2)).toEqual([
    `${PROCESS} —resolved→ domain c2.example`,
    'domain c2.example —resolves_to→ address 192.0.2.7',
  ]);
});

test('19, 20, 21: WMI subscriptions, by whom', () => {
  const record = sysmon(20, {
    Name: ' "Evil"',
    Destination: ' "C:\\\\Windows\\\\x.exe"',
    User: 'CORP\\Ann',
  });
  expect(said(record)).toEqual([
    'asset desk-1 —wmi_subscriptions→ wmi_subscription evil',
    'user corp\\ann —created_subscriptions→ wmi_subscription evil',
    'wmi_subscription evil: kind=consumer, command_line=C:\\Windows\\x.exe',
  ]);
});

test('4, 16, 24, 25: the sensor, the clipboard, a process that is not what it seems', () => {
  expect(said(sysmon(4, { ProcessGuid: undefined, Image: undefined }))).toEqual([]);
  expect(said(sysmon(16, { ProcessGuid: undefined, Image: undefined }))).toEqual([]);
  expect(said(sysmon(24, { User: 'CORP\\Ann' }))[0]).toBe(`${PROCESS} —run_as→ user corp\\ann`);
  expect(said(sysmon(25, { Type: 'Image is replaced' }))).toEqual([
    `${PROCESS}: tampering=Image is replaced, image=C:\\Tools\\a.exe, name=a.exe`,
  ]);
});

test('a GUID of zeros and an unknown program are no process: what is said goes to the host', () => {
  const nobody = { ProcessGuid: NO_GUID, ProcessId: 41 };
  const unknown = ['<unknown process>', '&lt;unknown process&gt;', '', '-'];
  for (const Image of unknown) {
    expect(said(sysmon(22, { ...nobody, Image, QueryName: 'c2.example' }))).toEqual([
      'asset desk-1 —resolved_domains→ domain c2.example',
    ]);
    expect(said(sysmon(13, { ...nobody, Image, TargetObject: 'HKLM\\X' }))[0]).toBe(
      'asset desk-1 —registry_keys→ registry_key hklm\\x',
    );
  }
  expect(said(sysmon(22, { ...nobody, QueryName: 'c2.example' }))).toContain(
    'process 41 —resolved→ domain c2.example',
  );
});

test('an event id of the future is ignored by a rule that names it', () => {
  expect(said(sysmon(77, {}))).toEqual([
    'ignored: windows: Microsoft-Windows-Sysmon/Operational: 77',
  ]);
});
