import { expect, test } from 'vitest';
import { said, times } from '../../../test/said.ts';

const FIELDS = {
  SubjectUserSid: 'S-1-5-18',
  SubjectUserName: 'DESK-1$',
  SubjectDomainName: 'CORP',
  SubjectLogonId: '0x00000000000003e7',
  NewProcessId: '0x824',
  NewProcessName: '\\Device\\HarddiskVolume3\\Windows\\System32\\cmd.exe',
  ProcessId: '0x290',
  ParentProcessName: 'C:\\Windows\\explorer.exe',
  CommandLine: 'cmd /c "a < b"',
  TargetUserName: '-',
  MandatoryLabel: 'S-1-16-12288',
};
const PROVIDER = 'Microsoft-Windows-Security-Auditing';
const TIME = '2024-03-01T10:00:00.5000000Z';

const data = Object.entries(FIELDS)
  .map(([name, value]) => `<Data Name='${name}'>${value.replace('<', '&lt;')}</Data>`)
  .join('');
const XML = `<Event xmlns="x"><System><Provider Name="${PROVIDER}"/><EventID>4688</EventID><TimeCreated SystemTime="${TIME}"/><Execution ProcessID="4"/><Channel>Security</Channel><Computer>desk-1.corp.example</Computer><Security/></System><EventData>${data}</EventData></Event>`;

const SYSTEM = {
  Provider: { '#attributes': { Name: PROVIDER } },
  EventID: { '#text': 4688, '#attributes': { Qualifiers: 0 } },
  TimeCreated: { '#attributes': { SystemTime: TIME } },
  Channel: 'Security',
  Computer: 'desk-1.corp.example',
};

const SHAPES: Readonly<Record<string, string | object>> = {
  'XML, alone': XML,
  'XML in a wrapper, spread over lines': `<?xml version="1.0"?>\n<Events>\n${XML.replaceAll('><', '>\n<')}\n</Events>`,
  'JSON of evtx converters': { Event: { System: SYSTEM, EventData: FIELDS } },
  'JSON with a list of named fields': {
    Event: {
      System: SYSTEM,
      EventData: {
        Data: Object.entries(FIELDS).map(([Name, text]) => ({ '#text': text, '@Name': Name })),
      },
    },
  },
  'flat JSON of NXLog and Logstash': {
    ...FIELDS,
    EventID: 4688,
    SourceName: PROVIDER,
    Channel: 'security',
    Hostname: 'DESK-1.corp.example',
    '@timestamp': '2024-03-01T10:00:02.700Z',
    EventTime: '2024-03-01 05:00:00.500',
    EventReceivedTime: '2024-03-01 05:00:02',
  },
  'winlogbeat 6': {
    '@timestamp': TIME,
    log_name: 'Security',
    source_name: PROVIDER,
    event_id: 4688,
    computer_name: 'desk-1.corp.example',
    host: { name: 'collector' },
    event_data: FIELDS,
  },
  'winlogbeat 8': {
    '@timestamp': TIME,
    host: { name: 'desk-1' },
    event: { code: '4688' },
    winlog: {
      channel: 'Security',
      provider_name: PROVIDER,
      event_id: '4688',
      computer_name: 'desk-1.corp.example',
      event_data: FIELDS,
    },
  },
  'Azure row with XML inside': { Computer: 'desk-1', RawEventData: '', SyslogMessage: XML },
  'Azure row with fields as XML': {
    TimeGenerated: TIME,
    Computer: 'desk-1.corp.example',
    EventID: 4688,
    Channel: 'Security',
    EventSourceName: PROVIDER,
    EventData: `<EventData xmlns="x">${data}</EventData>`,
  },
  'an event in a syslog line': `<13>Mar  1 10:00:00 relay agent: ${XML}`,
};

test.each(Object.entries(SHAPES))('one event, one meaning: %s', (_, upload) => {
  expect(said(upload)).toEqual([
    'process 656 —children→ process 2084',
    'process 2084 —executable→ file c:\\windows\\system32\\cmd.exe',
    'logon_session 0x3e7 —session_user→ user nt authority\\system',
    'process 2084 —run_as→ user nt authority\\system',
    'process 2084 —in_session→ logon_session 0x3e7',
    'process 2084: command_line=cmd /c "a < b", integrity_level=High, started_at=1709287200500, image=C:\\Windows\\System32\\cmd.exe, name=cmd.exe',
    'process 656: image=C:\\Windows\\explorer.exe, name=explorer.exe',
    'file c:\\windows\\system32\\cmd.exe: name=cmd.exe',
    'user nt authority\\system: sid=S-1-5-18',
  ]);
  expect(times(upload)).toEqual(['2024-03-01T10:00:00.500Z']);
});

test('many events, each a record', () => {
  expect(times(`<Events>${XML}${XML}</Events>`)).toHaveLength(2);
  const event = { Event: { System: SYSTEM, EventData: FIELDS } };
  const pretty = JSON.stringify(event, null, 2);
  expect(times(`${pretty}\n${pretty}`)).toHaveLength(2);
  expect(times(JSON.stringify([event, event, event], null, 4))).toHaveLength(3);
  expect(times(`${JSON.stringify(event)}${JSON.stringify(event)}`)).toHaveLength(2);
});

test('fields of UserData', () => {
  const cleared = {
    System: { ...SYSTEM, Provider: { Name: 'Microsoft-Windows-Eventlog' }, EventID: 1102 },
    UserData: { LogFileCleared: { SubjectUserName: 'ann', SubjectDomainName: 'CORP' } },
  };
  expect(said({ Event: cleared })).toContain('asset desk-1 —logs_cleared_by→ user corp\\ann');
});

test('rows of a table whose column of fields is a text of JSON', () => {
  const row = {
    TimeGenerated: '2024-03-01T10:00:00Z',
    Provider: 'Microsoft-Windows-Sysmon',
    EventID: 5,
    Computer: 'DESK-1',
    EventData: JSON.stringify({ ProcessId: '41', Image: 'C:\\T\\a.exe' }),
  };
  expect(said(row)).toEqual(['process 41: ended_at=1709287200000, image=C:\\T\\a.exe, name=a.exe']);
  expect(said({ ...row, EventData: '{' })).toEqual([]);
});

test('texts that are no event are rejected with the fault', () => {
  expect(said('<Event><System></Event>')).toEqual([
    'reject: no Windows event: </Event> closes <System>',
  ]);
  expect(said('<!DOCTYPE x [<!ENTITY a "b">]><Event/>')).toEqual([
    'reject: no Windows event: there is no EventID',
  ]);
  expect(said('<Event><System>')).toEqual(['reject: no Windows event: <System> is not closed']);
});
