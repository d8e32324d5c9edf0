import { expect, test } from 'vitest';
import { said } from '../../test/said.ts';

const OPENER = 'process 0a1b2c3d-0001-0002-0003-000000000001 41';
const OPENED = 'process 0a1b2c3d-0001-0002-0003-000000000002 700';

function sysmonAccess(fields: object): object {
  return {
    EventID: 10,
    SourceName: 'Microsoft-Windows-Sysmon',
    Hostname: 'desk-1',
    '@timestamp': '2024-03-01T10:00:00Z',
    SourceProcessGUID: '{0A1B2C3D-0001-0002-0003-000000000001}',
    SourceProcessId: 41,
    SourceImage: 'C:\\Tools\\a.exe',
    TargetProcessGUID: '{0A1B2C3D-0001-0002-0003-000000000002}',
    TargetProcessId: '700',
    TargetImage: 'C:\\Windows\\system32\\lsass.exe',
    ...fields,
  };
}

test.each([
  ['0x1000', []],
  ['0x1010', ['read_memory_of']],
  ['0x20', ['wrote_memory_of']],
  ['0x1fffff', ['read_memory_of', 'wrote_memory_of']],
])('the rights %s of an access say what it can do to memory', (GrantedAccess, edges) => {
  expect(said(sysmonAccess({ GrantedAccess })).filter((line) => line.includes('→'))).toEqual(
    ['accessed', ...edges].map((edge) => `${OPENER} —${edge}→ ${OPENED}`),
  );
});

test('a caller outside of any module is told', () => {
  const line = `${OPENER} —opened_from_memory→ ${OPENED}`;
  const CallTrace = 'C:\\Windows\\SYSTEM32\\ntdll.dll+9c584|UNKNOWN(000001A2B3C4D5E6)';
  expect(said(sysmonAccess({ GrantedAccess: '0x1000', CallTrace }))).toContain(line);
  const inModules = 'C:\\Windows\\SYSTEM32\\ntdll.dll+9c584|C:\\Tools\\a.exe+12';
  expect(said(sysmonAccess({ GrantedAccess: '0x1000', CallTrace: inModules }))).not.toContain(line);
});

const access = (AccessMask: string): object => ({
  EventID: 4663,
  SourceName: 'Microsoft-Windows-Security-Auditing',
  Hostname: 'desk-1',
  '@timestamp': '2024-03-01T10:00:00Z',
  ObjectType: 'Process',
  ObjectName: '\\Device\\HarddiskVolume2\\Windows\\System32\\lsass.exe',
  ProcessId: '0x29',
  ProcessName: 'C:\\Tools\\a.exe',
  AccessMask,
});

test('4663: a handle with which memory of another process can be read', () => {
  const line = 'process 41 —read_memory_of_image→ file c:\\windows\\system32\\lsass.exe';
  expect(said(access('0x10'))).toContain(line);
  expect(said(access('0x1000'))).not.toContain(line);
});

const kerberos = (EventID: number, fields: object): object => ({
  EventID,
  SourceName: 'Microsoft-Windows-Security-Auditing',
  Hostname: 'DC1',
  '@timestamp': '2024-03-01T10:00:00Z',
  TargetUserName: 'Ann',
  TargetDomainName: 'CORP',
  Status: '0x0',
  ...fields,
});

test('a ticket without a password, and one that can be guessed', () => {
  const skipped = 'user corp\\ann —skipped_preauthentication_at→ asset dc1';
  expect(said(kerberos(4768, { PreAuthType: '0' }))).toContain(skipped);
  expect(said(kerberos(4768, { PreAuthType: '2' }))).not.toContain(skipped);
  const weak = 'user corp\\ann —requested_weak_ticket_for→ user corp\\svc-sql';
  const ticket = { ServiceName: 'svc-sql', TicketEncryptionType: '0x17' };
  expect(said(kerberos(4769, ticket))).toContain(weak);
  expect(said(kerberos(4769, { ...ticket, TicketEncryptionType: '0x12' }))).not.toContain(weak);
});

const call = (syscall: string, saddr: string): string =>
  [
    `type=SYSCALL msg=audit(1709287200.123:77): arch=c000003e syscall=${syscall} success=yes exit=0 ppid=40 pid=41 auid=1000 uid=0 comm="nc" exe="/usr/bin/nc"`,
    `type=SOCKADDR msg=audit(1709287200.123:77): saddr=${saddr}`,
  ].join('\n');

test('Linux: sockets in the file system, which agents and daemons listen at', () => {
  const path = `0100${Buffer.from('/tmp/ssh-A1/agent.77\0').toString('hex')}`;
  expect(said(call('42', path))).toContain(
    'process 41 —connected_files→ file /tmp/ssh-A1/agent.77',
  );
  expect(said(call('49', path))).toContain('process 41 —bound_files→ file /tmp/ssh-A1/agent.77');
  const abstract = `010000${Buffer.from('x').toString('hex')}`;
  expect(said(call('42', abstract)).join()).not.toContain('connected_files');
});
