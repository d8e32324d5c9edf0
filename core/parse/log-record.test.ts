import { describe, expect, test } from 'vitest';
import { recogniseText } from './parse.ts';
import { NO_CONTEXT } from './parse-context.ts';
import { recogniseRecord } from './parse.ts';
import { splitRecords } from './records.ts';

const TIME = Date.UTC(2024, 2, 1, 10, 0, 5);

const read = (value: unknown) => recogniseText(JSON.stringify(value), NO_CONTEXT);

/** The record's fields and those that carry it, as a rule finds them. */
function found(value: unknown) {
  const { system, fields, ...hints } = read(value).log() ?? { fields: {} };
  const carried = Object.fromEntries(
    Object.entries(system ?? {}).filter(([, inner]) => inner !== undefined),
  );
  return { ...hints, fields: { ...carried, ...fields } };
}

const WINDOWS = { product: 'windows', channel: 'Security', eventId: '4688' };

describe('Windows events in the words of rules', () => {
  test('flat: the object itself is the record', () => {
    const flat = { Channel: 'Security', EventID: 4688, NewProcessName: 'x' };
    const event = { ...flat, EventTime: '2024-03-01 10:00:05' };
    expect(found(event)).toEqual({ ...WINDOWS, fields: event });
    expect(read(event).origin()).toEqual({ host: undefined, time: TIME });
  });

  test('nested, with attributes, texts beside attributes, and lists', () => {
    const event = {
      Event: {
        System: {
          Provider: { '#attributes': { Name: 'P', Guid: 'G' } },
          EventID: { '#text': 4688, '#attributes': { Qualifiers: '0' } },
          Channel: 'Security',
          Computer: 'host',
          Level: 4,
          TimeCreated: { '#attributes': { SystemTime: '2024-03-01T10:00:05.123456Z' } },
        },
        EventData: { Image: 'x', Text: { '#text': 'a', '#attributes': {} }, Empty: null },
      },
    };
    const fields = { Image: 'x', Text: 'a', Empty: null, Provider_Name: 'P' };
    const carried = { Computer: 'host', Level: 4 };
    expect(found(event)).toEqual({ ...WINDOWS, fields: { ...fields, ...carried } });
    expect(read(event).origin()).toEqual({ host: 'host', time: TIME + 123 });
  });

  test('UserData gives its leaves', () => {
    const inner = { '#attributes': { xmlns: 'x' }, SubjectUserName: 'lee' };
    const UserData = { LogFileCleared: inner };
    const event = { Event: { System: { EventID: 1102, Channel: 'Security' }, UserData } };
    expect(found(event).fields).toEqual({ SubjectUserName: 'lee' });
  });

  test.each([
    ['6', { log_name: 'Security', event_id: 4688 }, (log: object) => log],
    ['7', { channel: 'Security', event_id: '4688' }, (log: object) => ({ winlog: log })],
  ])('winlogbeat %s', (_, names, wrap) => {
    const event_data = { Image: 'x', UtcTime: '2024-03-01 10:00:05.000' };
    const log = wrap({ ...names, computer_name: 'h', event_data });
    const event = { ...log, message: 'm' };
    const fields = { ...event_data, Computer: 'h', Message: 'm' };
    expect(found(event)).toEqual({ ...WINDOWS, fields });
    expect(read(event).origin()).toEqual({ host: 'h', time: TIME });
  });

  test('XML says the same as JSON, and a provider stands for its channel', () => {
    const xml =
      '<Event><System><Provider Name="Microsoft-Windows-Sysmon"/><EventID>1</EventID>' +
      '<Computer>h</Computer></System><EventData><Data Name="Image">x</Data></EventData></Event>';
    expect(recogniseText(xml, NO_CONTEXT).log()).toMatchObject({
      product: 'windows',
      channel: 'Microsoft-Windows-Sysmon/Operational',
      eventId: '1',
      fields: { Image: 'x' },
    });
  });

  test('what an event has itself counts before what carries it', () => {
    const event = { Channel: 'Security', EventID: 1, Hostname: 'outer', Computer: 'own' };
    expect(found(event).fields.Computer).toBe('own');
  });
});

describe('other logs in the words of rules', () => {
  test('objects are flattened, and clouds have their product and service', () => {
    const call = {
      eventVersion: '1',
      eventSource: 's',
      eventName: 'n',
      u: { arn: 'a', l: [1, 2] },
    };
    expect(found(call)).toMatchObject({
      product: 'aws',
      service: 'cloudtrail',
      fields: { eventName: 'n', 'u.arn': 'a', 'u.l': [1, 2] },
    });
    const dns = { _path: 'dns', ts: 1, query: 'q', 'id.orig_h': '10.0.0.1' };
    expect(found(dns)).toMatchObject({ product: 'zeek', service: 'dns', fields: { query: 'q' } });
  });

  test('what no format knows has fields and no product', () => {
    const odd = { a: { b: 1 }, d: [{ e: 'x' }, { e: 'y' }, 'z'], f: null };
    expect(found(odd)).toEqual({ fields: { 'a.b': 1, 'd.e': ['x', 'y'], d: 'z', f: null } });
    expect(read(odd).observe().kind).toBe('reject');
    expect(read([1]).log()).toBeUndefined();
  });

  test('an execution that the Linux audit system saw is a process creation', () => {
    const lines = [
      'type=SYSCALL msg=audit(1709287205.000:7): syscall=59 success=yes ppid=1 pid=2 uid=0 comm="nc" exe="/usr/bin/nc" key="net"',
      'type=EXECVE msg=audit(1709287205.000:7): argc=2 a0="nc" a1="-l p"',
    ];
    const [record] = splitRecords(new TextEncoder().encode(lines.join('\n')));
    expect(record && recogniseRecord(record).log()).toMatchObject({
      product: 'linux',
      category: 'process_creation',
      service: 'auditd',
      fields: {
        type: ['SYSCALL', 'EXECVE'],
        a0: 'nc',
        key: 'net',
        Image: '/usr/bin/nc',
        CommandLine: 'nc "-l p"',
      },
    });
  });

  test('lines of syslog and of web servers', () => {
    const login =
      'Mar  1 10:00:05 web sshd[7]: Failed password for root from 192.0.2.1 port 2 ssh2';
    expect(recogniseText(login, NO_CONTEXT).log()).toMatchObject({
      product: 'linux',
      service: 'sshd',
      fields: { message: 'Failed password for root from 192.0.2.1 port 2 ssh2' },
    });
    const get =
      '192.0.2.1 - - [01/Mar/2024:10:00:05 +0000] "GET /a.php?x=1 HTTP/1.1" 200 12 "-" "curl/8"';
    expect(recogniseText(get, NO_CONTEXT).log()).toEqual({
      category: 'webserver',
      fields: expect.objectContaining({
        'cs-method': 'GET',
        'cs-uri-stem': '/a.php',
        'cs-uri-query': 'x=1',
        'sc-status': '200',
        'cs-user-agent': 'curl/8',
      }) as object,
    });
  });

  test('hostile names and depths do no harm', () => {
    const hostile = recogniseText('{"a": {"__proto__": {"x": 1}}, "__proto__": 1}', NO_CONTEXT);
    expect(Object.keys(hostile.log()?.fields ?? {})).toEqual(['a.__proto__.x', '__proto__']);
    let deep: unknown = 1;
    for (let i = 0; i < 500; i += 1) deep = { deep };
    expect(read(deep).log()?.fields).toEqual({});
  });
});
