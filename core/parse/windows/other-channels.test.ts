import { expect, test } from 'vitest';
import { said } from '../../../test/said.ts';

/** An event of a provider, logged by process 77 under the system's account. */
function event(provider: string, EventID: number, EventData: object): object {
  return {
    Event: {
      System: {
        Provider: { Name: provider },
        EventID,
        Channel: `${provider}/Operational`,
        Computer: 'desk-1',
        Execution: { ProcessID: 77 },
        Security: { UserID: 'S-1-5-21-1-2-3-500' },
        TimeCreated: { SystemTime: '2024-03-01T10:00:00Z' },
      },
      EventData,
    },
  };
}

test('PowerShell 4104: a script and the process that ran it; later parts add no text', () => {
  const ScriptBlockId = '0A1B2C3D-0001-0002-0003-000000000009';
  const script = `script ${ScriptBlockId.toLowerCase()}`;
  const first = { ScriptBlockId, ScriptBlockText: 'iex $x', Path: 'C:\\a.ps1', MessageNumber: '1' };
  const lines = said(event('Microsoft-Windows-PowerShell', 4104, first));
  expect(lines).toEqual([
    'asset desk-1 —scripts→ script 0a1b2c3d-0001-0002-0003-000000000009',
    `process 77 —ran_scripts→ ${script}`,
    'process 77 —run_as→ user S-1-5-21-1-2-3-500',
    `${script}: path=C:\\a.ps1, script_text=iex $x`,
  ]);
  const later = said(event('Microsoft-Windows-PowerShell', 4104, { ...first, MessageNumber: '2' }));
  expect(later.join()).not.toContain('script_text');
});

test('PowerShell 4103: the command line of the process', () => {
  const ContextInfo =
    '  Severity = X\r\n  Host Application = powershell -enc AA==\r\n  User = CORP\\Ann\r\n  Script Name = C:\\b.ps1\r\n';
  const lines = said(event('Microsoft-Windows-PowerShell', 4103, { ContextInfo }));
  expect(lines).toContain('process 77: command_line=powershell -enc AA==');
  expect(lines).toContain('process 77 —read_files→ file c:\\b.ps1');
});

test('PowerShell 400 and 800: without a process id, the engine stands for it', () => {
  const context =
    '\tNewEngineState=Available\n\tHostId=0a1b2c3d-0001-0002-0003-000000000009\n\tHostApplication=powershell.exe -c x\n';
  const engine = {
    Event: {
      System: {
        Provider: { Name: 'PowerShell' },
        EventID: 400,
        Channel: 'Windows PowerShell',
        Computer: 'desk-1',
        Execution: { ProcessID: 0 },
        TimeCreated: { SystemTime: '2024-03-01T10:00:00Z' },
      },
      EventData: { Data: { '#text': ['Available', 'None', context] } },
    },
  };
  expect(said(engine)).toEqual([
    'asset desk-1 —scripts→ script 0a1b2c3d-0001-0002-0003-000000000009',
    'script 0a1b2c3d-0001-0002-0003-000000000009: script_text=powershell.exe -c x',
  ]);
});

test('TaskScheduler: registered, and run as a process', () => {
  const provider = 'Microsoft-Windows-TaskScheduler';
  expect(said(event(provider, 106, { TaskName: '\\T', UserContext: 'CORP\\ann' }))).toContain(
    'user corp\\ann —registered_tasks→ task \\t',
  );
  const run = said(event(provider, 129, { TaskName: '\\T', Path: 'C:\\x.exe', ProcessID: 9 }));
  expect(run).toContain('task \\t —task_action→ file c:\\x.exe');
  expect(run).toContain('process 9: image=C:\\x.exe, name=x.exe');
});

test('WMI-Activity: providers and subscriptions', () => {
  const provider = 'Microsoft-Windows-WMI-Activity';
  expect(
    said(event(provider, 5857, { ProcessID: 9, ProviderPath: '%systemroot%\\system32\\w.dll' }))[0],
  ).toBe('process 9 —loaded→ file c:\\windows\\system32\\w.dll');
  expect(said(event(provider, 5861, { CONSUMER: 'Evil', User: 'CORP\\ann' }))).toContain(
    'user corp\\ann —created_subscriptions→ wmi_subscription evil',
  );
});

test('Defender: a finding and what it is about', () => {
  const lines = said(
    event('Microsoft-Windows-Windows Defender', 1116, {
      'Detection ID': '{D}',
      'Threat Name': 'Evil!x',
      'Severity ID': '5',
      Path: 'containerfile:_C:\\a.zip; file:_C:\\a.zip->b.exe',
      'Detection User': 'CORP\\ann',
    }),
  );
  expect(lines).toContain('asset desk-1 —findings→ finding {D}');
  expect(lines).toContain('finding {D} —names_file→ file c:\\a.zip');
  expect(lines).toContain('finding {D} —names_user→ user corp\\ann');
  expect(lines).toContain('finding {D}: title=Evil!x, severity=5');
});

test('TerminalServices: who came from where', () => {
  const manager = event('Microsoft-Windows-TerminalServices-RemoteConnectionManager', 1149, {
    Param1: 'ann',
    Param2: 'CORP',
    Param3: '10.1.1.1',
  });
  expect(said(manager)).toContain('user corp\\ann —seen_at→ address 10.1.1.1');
  const session = event('Microsoft-Windows-TerminalServices-LocalSessionManager', 21, {
    User: 'CORP\\ann',
    Address: 'LOCAL',
  });
  expect(said(session)).toContain('user corp\\ann —authenticated_to→ asset desk-1');
});

test('BITS: what was fetched, by what', () => {
  const provider = 'Microsoft-Windows-Bits-Client';
  expect(said(event(provider, 59, { url: 'http://bad.example/x?y=1' }))).toEqual([
    'url http://bad.example/x —url_host→ domain bad.example',
    'asset desk-1 —fetched→ url http://bad.example/x',
  ]);
  expect(said(event(provider, 3, { processId: '9', processPath: 'C:\\x.exe' }))).toContain(
    'process 9: image=C:\\x.exe, name=x.exe',
  );
});
