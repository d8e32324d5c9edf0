import { describe, expect, test } from 'vitest';
import { recordFromJson, timeOfJson } from './json-record.ts';

const TIME = Date.UTC(2024, 2, 1, 10, 0, 5);

describe('shapes', () => {
  test('flat, as NXLog writes it: the object itself is the record', () => {
    const flat = {
      Channel: 'Security',
      EventID: 4688,
      NewProcessName: 'x',
      EventTime: '2024-03-01 10:00:05',
    };
    const record = recordFromJson(flat);
    expect(record).toEqual({
      product: 'windows',
      channel: 'Security',
      eventId: '4688',
      fields: flat,
    });
    expect(record?.fields).toBe(flat);
    expect(timeOfJson(flat)).toBe(TIME);
  });

  test('Event, System and EventData', () => {
    const event = {
      Event: {
        System: {
          Provider: { '#attributes': { Name: 'P', Guid: 'G' } },
          EventID: { '#text': 7, '#attributes': { Qualifiers: '0' } },
          Channel: 'System',
          Computer: 'host',
          Execution: { '#attributes': { ProcessID: 4 } },
          TimeCreated: { '#attributes': { SystemTime: '2024-03-01T10:00:05.123456Z' } },
        },
        EventData: { Image: 'x', Data: [{ '#text': 'a' }, 'b'], Empty: null },
      },
    };
    expect(recordFromJson(event)).toEqual({
      product: 'windows',
      channel: 'System',
      eventId: '7',
      fields: {
        Provider_Name: 'P',
        Provider_Guid: 'G',
        Execution_ProcessID: 4,
        Computer: 'host',
        Image: 'x',
        Data: ['a', 'b'],
        Empty: null,
      },
    });
    expect(timeOfJson(event)).toBe(TIME + 123);
  });

  test('UserData gives its leaves', () => {
    const event = {
      Event: {
        System: { EventID: 1102, Channel: 'Security' },
        UserData: { LogFileCleared: { '#attributes': { xmlns: 'x' }, SubjectUserName: 'lee' } },
      },
    };
    expect(recordFromJson(event)?.fields).toEqual({ SubjectUserName: 'lee' });
  });

  test('winlogbeat 6 and 7', () => {
    const data = { Image: 'x', UtcTime: '2024-03-01 10:00:05.000' };
    const expected = {
      product: 'windows',
      channel: 'Security',
      eventId: '1',
      fields: { Computer: 'h', Message: 'm', ...data },
    };
    const six = {
      log_name: 'Security',
      event_id: 1,
      computer_name: 'h',
      event_data: data,
      message: 'm',
    };
    expect(recordFromJson(six)).toEqual(expected);
    expect(timeOfJson(six)).toBe(TIME);
    const seven = {
      winlog: { channel: 'Security', event_id: '1', computer_name: 'h', event_data: data },
      message: 'm',
    };
    expect(recordFromJson(seven)).toEqual(expected);
  });

  test('anything else is flattened', () => {
    expect(
      recordFromJson({ a: { b: 1, c: [1, 2] }, d: [{ e: 'x' }, { e: 'y' }], f: null }),
    ).toEqual({
      fields: { 'a.b': 1, 'a.c': [1, 2], 'd.e': ['x', 'y'], f: null },
    });
    expect(recordFromJson({ eventVersion: '1', eventSource: 's', u: { arn: 'a' } })).toMatchObject({
      product: 'aws',
      service: 'cloudtrail',
      fields: { 'u.arn': 'a' },
    });
    expect(recordFromJson({ _path: 'dns', query: 'q' })).toMatchObject({
      product: 'zeek',
      service: 'dns',
    });
    expect(recordFromJson([1])).toBeUndefined();
    expect(recordFromJson('x')).toBeUndefined();
  });

  test('hostile names and depths do no harm', () => {
    const hostile: unknown = JSON.parse('{"a": {"__proto__": {"x": 1}}, "__proto__": 1}');
    expect(Object.keys(recordFromJson(hostile)?.fields ?? {})).toEqual([
      'a.__proto__.x',
      '__proto__',
    ]);
    let deep: unknown = 1;
    for (let i = 0; i < 500; i++) deep = { deep };
    expect(recordFromJson(deep)?.fields).toEqual({});
  });
});
