import { expect, test } from 'vitest';
import { said } from '../../../test/said.ts';

const SUBJECT = {
  SubjectUserSid: 'S-1-5-21-1-2-3-500',
  SubjectUserName: 'Ann',
  SubjectDomainName: 'CORP',
  SubjectLogonId: '0x5a',
};
const ACTOR = { ...SUBJECT, ProcessId: '0x10', ProcessName: 'C:\\T\\a.exe' };
const USER = 'user corp\\ann';
const SESSION = 'logon_session 0x5a';

/** A flat event of Security auditing, or of another provider. */
function event(
  EventID: number,
  fields: object,
  SourceName = 'Microsoft-Windows-Security-Auditing',
) {
  return { EventID, SourceName, Hostname: 'DC1', '@timestamp': '2024-03-01T10:00:00Z', ...fields };
}

test('4624: a session, whose it is and where it came from', () => {
  const lines = said(
    event(4624, {
      TargetUserName: 'bob@CORP.EXAMPLE',
      TargetDomainName: '-',
      TargetLogonId: '0x77',
      LogonType: '3',
      AuthenticationPackageName: 'NTLM',
      WorkstationName: 'KALI',
      IpAddress: '::ffff:10.1.1.1',
    }),
  );
  expect(lines).toEqual([
    'logon_session 0x77 —session_user→ user corp\\bob',
    'logon_session 0x77 —logon_from→ address 10.1.1.1',
    'user corp\\bob —seen_at→ address 10.1.1.1',
    'user corp\\bob: account=CORP.EXAMPLE\\bob',
    'logon_session 0x77: logon_type=3, authentication=NTLM, workstation=KALI, logged_on_at=1709287200000',
  ]);
});

test('4634: the end of a session; 4672: a privileged one', () => {
  const target = { TargetUserName: 'Bob', TargetDomainName: 'CORP', TargetLogonId: '0x77' };
  expect(said(event(4634, target))).toContain('logon_session 0x77: logged_off_at=1709287200000');
  expect(said(event(4672, SUBJECT))).toContain(`${SESSION}: privileged=1`);
});

test.each([
  [4625, {}],
  [4771, { Status: '0x18' }],
  [4776, { Status: '0xc000006a' }],
])('%i: a logon that failed', (id, extra) => {
  const lines = said(
    event(id, { TargetUserName: 'Bob', TargetDomainName: 'CORP', IpAddress: '10.1.1.1', ...extra }),
  );
  expect(lines).toContain('user corp\\bob —failed_logon_to→ asset dc1');
  expect(lines).toContain('address 10.1.1.1 —refused_by→ asset dc1');
});

test('4648: credentials of another', () => {
  const lines = said(event(4648, { ...ACTOR, TargetUserName: 'bob', TargetDomainName: 'CORP' }));
  expect(lines).toContain('process 16 —used_credentials→ user corp\\bob');
  expect(lines).toContain(`process 16 —in_session→ ${SESSION}`);
});

test('4768, 4769: tickets', () => {
  const client = { TargetUserName: 'bob', TargetDomainName: 'corp.example', IpAddress: '10.1.1.1' };
  expect(said(event(4768, { ...client, Status: '0x0' }))).toContain(
    'user corp\\bob —authenticated_to→ asset dc1',
  );
  expect(said(event(4769, { ...client, ServiceName: 'sql$', Status: '0x0' }))).toContain(
    'user corp\\bob —requested_ticket_for→ user corp\\sql$',
  );
});

test('4689: the end of a process', () => {
  expect(said(event(4689, ACTOR))).toContain(
    'process 16: ended_at=1709287200000, image=C:\\T\\a.exe, name=a.exe',
  );
});

test('4656, 4663, 4657: what a process opened', () => {
  const file = { ...ACTOR, ObjectType: 'File', ObjectName: 'C:\\secret.txt' };
  expect(said(event(4663, { ...file, AccessMask: '0x1' }))).toContain(
    'process 16 —read_files→ file c:\\secret.txt',
  );
  expect(said(event(4663, { ...file, AccessMask: '0x2' }))).toContain(
    'process 16 —wrote_files→ file c:\\secret.txt',
  );
  const key = { ...ACTOR, ObjectType: 'Key', ObjectName: '\\REGISTRY\\MACHINE\\SAM' };
  expect(said(event(4656, { ...key, AccessMask: '0x20019' }))).toContain(
    'process 16 —read_keys→ registry_key hklm\\sam',
  );
  const lsass = '\\Device\\HarddiskVolume1\\Windows\\System32\\lsass.exe';
  expect(said(event(4656, { ...ACTOR, ObjectType: 'Process', ObjectName: lsass }))).toContain(
    'process 16 —opened_images→ file c:\\windows\\system32\\lsass.exe',
  );
  expect(said(event(4657, { ...key, ObjectValueName: 'Run', NewValue: 'evil.exe' }))).toContain(
    'process 16 —set_keys→ registry_key hklm\\sam\\run',
  );
  expect(said(event(4658, ACTOR))).toContain(`process 16 —in_session→ ${SESSION}`);
});

test('4662: a directory replicated', () => {
  const Properties = '%%7688 {1131F6AD-9C07-11D1-F79F-00C04FC2DCD2}';
  expect(
    said(
      event(4662, {
        ...SUBJECT,
        Properties,
        ObjectName: '%{0A1B2C3D-0001-0002-0003-000000000001}',
      }),
    ),
  ).toEqual([
    `${SESSION} —session_user→ ${USER}`,
    `${USER} —replicated→ asset dc1`,
    `${USER} —accessed_objects→ resource 0a1b2c3d-0001-0002-0003-000000000001`,
    `${USER}: sid=S-1-5-21-1-2-3-500`,
    'resource 0a1b2c3d-0001-0002-0003-000000000001: kind=directory object',
  ]);
});

test('4697 and 7045: services, and the program of a command line', () => {
  const audited = said(
    event(4697, {
      ...SUBJECT,
      ServiceName: 'Evil',
      ServiceFileName: '%SystemRoot%\\evil.exe -k x',
      ServiceAccount: 'LocalSystem',
    }),
  );
  expect(audited).toContain(`${USER} —added_services→ service evil`);
  expect(audited).toContain('service evil —service_binary→ file c:\\windows\\evil.exe');
  expect(audited).toContain('service evil —service_account→ user nt authority\\system');
  const system = said(
    event(7045, { ServiceName: 'Evil', ImagePath: 'cmd /c x' }, 'Service Control Manager'),
  );
  expect(system).toContain('asset dc1 —services→ service evil');
  expect(system.join()).not.toContain('service_binary');
});

test('4698: a task, what it runs and as whom', () => {
  const TaskContent =
    '<?xml version="1.0" encoding="UTF-16"?><Task><Principals><Principal><UserId>S-1-5-18</UserId></Principal></Principals><Actions><Exec><Command>C:\\T\\x.exe</Command><Arguments>-q</Arguments></Exec></Actions></Task>';
  const lines = said(event(4698, { ...SUBJECT, TaskName: '\\Evil', TaskContent }));
  expect(lines).toContain('asset dc1 —tasks→ task \\evil');
  expect(lines).toContain('task \\evil —task_action→ file c:\\t\\x.exe');
  expect(lines).toContain('task \\evil —task_account→ user nt authority\\system');
  expect(lines).toContain(`${USER} —registered_tasks→ task \\evil`);
  expect(lines).toContain('task \\evil: command_line=C:\\T\\x.exe -q');
});

test('4720 to 4756: accounts and groups', () => {
  const target = { ...SUBJECT, TargetUserName: 'new', TargetDomainName: 'CORP' };
  for (const id of [4720, 4722, 4724, 4726, 4738, 4740]) {
    expect(said(event(id, target))).toContain(`${USER} —changed_accounts→ user corp\\new`);
  }
  for (const [id, deed] of [
    [4720, 'created_accounts'],
    [4722, 'enabled_accounts'],
    [4724, 'set_passwords'],
    [4726, 'deleted_accounts'],
  ] as const) {
    expect(said(event(id, target))).toContain(`${USER} —${deed}→ user corp\\new`);
  }
  expect(said(event(4738, target)).join()).not.toContain('created_accounts');
  const group = { ...SUBJECT, TargetUserName: 'Administrators', TargetDomainName: 'Builtin' };
  for (const id of [4728, 4732, 4756]) {
    const lines = said(event(id, { ...group, MemberName: '-', MemberSid: 'S-1-5-21-9-9-9-1' }));
    expect(lines).toContain(`${USER} —changed_groups→ group dc1\\administrators`);
    expect(lines).toContain('user S-1-5-21-9-9-9-1 —member_of→ group dc1\\administrators');
  }
});

test('5140, 5145: shares and what was opened on them', () => {
  const share = { ...SUBJECT, ShareName: '\\\\*\\ADMIN$', IpAddress: '10.1.1.1' };
  expect(said(event(5140, share))).toContain(`${SESSION} —used_shares→ share admin$`);
  const lines = said(
    event(5145, {
      ...share,
      ShareLocalPath: '\\??\\C:\\Windows\\',
      RelativeTargetName: 'PSEXESVC.exe',
    }),
  );
  expect(lines).toContain(`${SESSION} —opened_files→ file c:\\windows\\psexesvc.exe`);
  expect(lines).toContain(`${USER} —seen_at→ address 10.1.1.1`);
  expect(lines).toContain(`${SESSION} —logon_from→ address 10.1.1.1`);
  const pipe = { ...share, ShareName: '\\\\*\\IPC$', RelativeTargetName: 'svcctl' };
  expect(said(event(5145, pipe))).toContain(`${SESSION} —opened_pipes→ pipe \\svcctl`);
});

test('5136: which attribute of an object changed', () => {
  const change = {
    ...SUBJECT,
    ObjectDN: 'CN=x,DC=corp',
    ObjectClass: 'user',
    AttributeLDAPDisplayName: 'servicePrincipalName',
  };
  expect(said(event(5136, change))).toContain(
    `${USER} —changed_attributes→ resource CN=x,DC=corp: servicePrincipalName`,
  );
});

test('5156, 5154: connections and listeners', () => {
  const filtered = {
    ProcessID: '1280',
    Application: '\\device\\harddiskvolume1\\windows\\system32\\svchost.exe',
    SourceAddress: '10.0.0.5',
    SourcePort: '135',
    DestAddress: '10.1.1.1',
    DestPort: '5000',
    Protocol: '6',
  };
  const inbound = said(event(5156, { ...filtered, Direction: '%%14592' }));
  expect(inbound).toContain('asset dc1 —addresses→ address 10.0.0.5');
  expect(inbound).toContain('process 1280 —accepted_from→ address 10.1.1.1');
  expect(inbound).toContain('process 1280 —connections→ connection tcp 10.1.1.1 5000 10.0.0.5 135');
  const outbound = said(event(5156, { ...filtered, Direction: '%%14593' }));
  expect(outbound).toContain(
    'process 1280 —connections→ connection tcp 10.0.0.5 135 10.1.1.1 5000',
  );
  expect(said(event(5154, { ...filtered, SourceAddress: '0.0.0.0' }))).toContain(
    'process 1280 —listens_on→ socket tcp dc1 135',
  );
});

test('4946, 4719: settings of the host', () => {
  expect(said(event(4946, { RuleName: 'Let in' }))).toContain(
    'asset dc1 —configured→ resource dc1: firewall rule: Let in',
  );
  expect(said(event(4719, { ...SUBJECT, SubcategoryGuid: '{x}' }))).toContain(
    `asset dc1 —reconfigured_by→ ${USER}`,
  );
});

test('an id means something only to its provider', () => {
  expect(said(event(4688, { ...ACTOR, Channel: 'Security' }, 'AD FS Auditing'))).toEqual([
    'ignored: windows: Security: 4688',
  ]);
});
