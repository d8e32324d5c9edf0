import { expect, test } from 'vitest';
import { said, times } from '../../test/said.ts';
import { SAMPLE_RECORDS } from '../../test/sample-records.ts';

/** What each sample must say, among other things. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  'Windows XML': [
    'process 0a1b2c3d-0001-0002-0003-000000000001 41: ended_at=1709287200123, image=C:\\T\\a.exe, name=a.exe',
  ],
  'Windows JSON': ['process 41: ended_at=1709287200000, image=C:\\T\\a.exe, name=a.exe'],
  'Linux audit': [
    'process 40 —children→ process 41',
    'process 41 —executable→ file /usr/bin/curl',
    'process 41 —run_as→ user web-1\\root',
    'process 41 —login_user→ user web-1\\ann',
    'process 41: command_line=curl -o "/tmp/a b", current_directory=/root, started_at=1709287200123, image=/usr/bin/curl, name=curl',
  ],
  'audit login': [
    'user unnamed-host\\ann —failed_logon_to→ asset unnamed-host',
    'address 192.0.2.9 —refused_by→ asset unnamed-host',
  ],
  Laurel: ['process 41 —connected_to→ address 192.0.2.1'],
  sshd: [
    'user web-1\\admin —failed_logon_to→ asset web-1',
    'address 192.0.2.9 —refused_by→ asset web-1',
  ],
  sudo: ['user web-1\\ann —became→ user web-1\\root'],
  cron: ['task cron root: /usr/local/bin/backup -q —task_account→ user web-1\\root'],
  osquery: [
    'process 40 —children→ process 41',
    'process 41: command_line=curl x, started_at=1709287200000, image=/usr/bin/curl, name=curl',
  ],
  Falco: [
    'finding Read sensitive file c1 cat —names_file→ file /etc/shadow',
    'process 41 —runs_in→ container c1',
  ],
  CrowdStrike: [
    'process a1:9000 —children→ process a1:9001 41',
    'process a1:9001 41 —executable→ file c:\\windows\\system32\\cmd.exe',
  ],
  'Defender hunting': ['process 40 —children→ process 41'],
  'Grapl event': [
    'process 41 —created_files→ file c:\\t\\b.bat',
    'file c:\\t\\b.bat: created_at=1709287200000, name=b.bat',
  ],
  Zeek: [
    'address 10.0.0.5 —asked_for→ domain c2.example',
    'domain c2.example —resolves_to→ address 192.0.2.7',
    'connection udp 10.0.0.5 50000 10.0.0.1 53 —source→ address 10.0.0.5',
  ],
  Suricata: [
    'finding 9 10.0.0.5 192.0.2.7 —names_address→ address 192.0.2.7',
    'finding 9 10.0.0.5 192.0.2.7: title=Bad, severity=8',
  ],
  'VPC flow': ['address 10.0.0.5 —contacted→ socket tcp 192.0.2.7 443'],
  ALB: ['address 192.0.2.9 —fetched_urls→ url https://shop.example/a'],
  'S3 access': [
    'principal arn:aws:iam::123456789012:user/ann —touched→ resource arn:aws:s3:::photos',
  ],
  'web server': ['address 192.0.2.9 —fetched_urls→ url http://unnamed-host/x.php'],
  'Cisco ASA': ['address 192.0.2.9 —refused_by→ asset fw-1'],
  CloudTrail: [
    'principal arn:aws:iam::123456789012:user/ann —called→ api_call sts.amazonaws.com AssumeRole',
    'principal arn:aws:iam::123456789012:user/ann —assumed→ role arn:aws:iam::123456789012:role/admin',
    'principal arn:aws:iam::123456789012:user/ann —uses_key→ access_key AKIA1',
    'principal arn:aws:iam::123456789012:user/ann —principal_from→ address 192.0.2.9',
  ],
  GuardDuty: [
    'asset 123456789012 —findings→ finding f1',
    'finding f1 —names_resource→ resource i-1',
    'finding f1 —names_address→ address 192.0.2.9',
  ],
  Kubernetes: [
    'principal system:anonymous —denied_calls→ api_call kubernetes get secrets',
    'principal system:anonymous —touched→ resource kubernetes/prod/secrets/db',
  ],
  Okta: ['user ann@corp.example —failed_logon_to→ asset okta'],
  Entra: ['user ann@corp.example —authenticated_to→ asset t1'],
  'Microsoft 365': [
    'user ann@corp.example —performed→ api_call Exchange MailItemsAccessed',
    'user ann@corp.example —changed_resources→ resource mailbox bob@corp.example',
  ],
  'Google Cloud': ['user ann@corp.example —performed→ api_call compute.googleapis.com insert'],
  GitHub: ['user github\\ann —changed_resources→ resource github/corp/app'],
  OCSF: ['process 40 —children→ process 41'],
  ECS: ['process 40 —children→ process 41', 'process 41 —executable→ file c:\\t\\a.exe'],
};

/** 2024-03-01T10:00:00Z, when everything in the samples happened. */
const context = { defaultHost: 'unnamed-host', receivedAt: Date.UTC(2024, 2, 2) };

test.each(Object.entries(SAMPLE_RECORDS))('%s says what it should', (name, record) => {
  const lines = said(record, context);
  expect(lines).toEqual(expect.arrayContaining([...(EXPECTED[name] ?? ['no expectation'])]));
  expect(times(record, context)).toEqual([expect.stringMatching(/^2024-03-01T10:00:0[01]/)]);
});

test.each([
  ['a container log', (text: string) => JSON.stringify({ log: text, stream: 'stdout' })],
  ['a message of a Beat', (text: string) => JSON.stringify({ message: text, agent: {} })],
  ['an export of Elasticsearch', (text: string) => `{"_index":"x","_source":${text}}`],
  ['an event of EventBridge', (text: string) => `{"detail-type":"x","detail":${text}}`],
  ['a line of syslog', (text: string) => `<13>1 2024-03-01T10:00:00Z relay app - - - ${text}`],
])('a record inside of %s is read as if it came alone', (_, wrap) => {
  const record = SAMPLE_RECORDS.CloudTrail ?? '';
  expect(said(wrap(record), context)).toEqual(said(record, context));
});

test('Zeek tables: the header says what the columns are', () => {
  const table = [
    '#separator \\x09',
    '#path\tconn',
    '#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tconn_state',
    '1709287200.5\tC1\t10.0.0.5\t50000\t192.0.2.7\t443\ttcp\tSF',
    '1709287201.5\tC2\t10.0.0.5\t50001\t192.0.2.7\t443\ttcp\t-',
    '#close\t2024',
  ].join('\n');
  expect(times(table)).toEqual(['2024-03-01T10:00:00.500Z', '2024-03-01T10:00:01.500Z']);
  expect(said(table)).toContain(
    'connection tcp 10.0.0.5 50001 192.0.2.7 443 —destination→ address 192.0.2.7',
  );
});

test('records that nobody asks for are ignored by rules that repeat nothing of them', () => {
  expect(said('Mar  1 10:00:00 h evil-name[1]: x', context)).toEqual([
    'ignored: syslog: other program',
  ]);
  expect(said({ _path: 'weird', ts: 1709287200, uid: 'x' })).toEqual(['ignored: zeek: weird']);
  expect(said({ name: 'q', hostIdentifier: 'h', columns: { x: '1' } })).toEqual([
    'ignored: osquery: a table without a mapping',
  ]);
});

test('what is no known record is rejected', () => {
  expect(said({ hello: 'world' })).toEqual(['reject: no known format has these keys']);
  expect(said('hello world')).toEqual(['reject: no known format looks like this']);
  expect(said('{"a":')).toEqual([expect.stringMatching(/^reject: no JSON: /)]);
});
