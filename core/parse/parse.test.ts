import { describe, expect, test } from 'vitest';
import { SampleHost, toFlatJson, toNestedJson, toXml } from '../sample/sysmon-writer.ts';
import type { SampleEvent } from '../sample/sysmon-writer.ts';
import { parseRecord } from './parse.ts';
import type { Parsed } from './parsed.ts';

const SYSMON = 'Microsoft-Windows-Sysmon/Operational';

const START = Date.UTC(2026, 4, 11, 8, 30);

/** One event of each id that is understood. */
function events(): SampleEvent[] {
  const host = new SampleHost('PC-114.acme.example', '10.1.2.3', 2_000);
  const parent = host.running('C:\\Windows\\explorer.exe', 'explorer.exe', 'ACME\\ana');
  const child = host.start(START, parent, 'C:\\Tools\\a & b <c>.exe', '"a & b <c>.exe" /x');
  host.connect(START + 1_000, child, '198.51.100.9', 443);
  host.write(START + 2_000, child, 'C:\\Temp\\out.bin');
  host.end(START + 3_000, child);
  return host.events;
}

function parse(text: string): Parsed {
  return parseRecord({ number: 1, bytes: new TextEncoder().encode(text) });
}

describe('Sysmon’s events', () => {
  test.each(events().map((event) => [event.eventId, event] as const))(
    '%i says the same in XML, flat JSON and nested JSON',
    (_, event) => {
      const xml = parse(toXml(event));
      expect(xml.kind).toBe('observation');
      expect(parse(toFlatJson(event))).toEqual(xml);
      expect(parse(toNestedJson(event))).toEqual(xml);
    },
  );

  test('a GUID of zeros is no id', () => {
    const [start] = events();
    const text = start === undefined ? '' : toXml(start);
    const zeros = text.replace(
      /(ParentProcessGuid'>)\{[^}]*\}/,
      '$1{00000000-0000-0000-0000-000000000000}',
    );
    const parsed = parse(zeros);
    const parent = parsed.kind === 'observation' ? parsed.observation.nodes[2] : undefined;
    expect(parent).toMatchObject({ type: 'process', identity: { guid: undefined } });
    expect(parent?.identity.pid).toBeTypeOf('number');
  });

  test.each([
    ['without a time', { EventID: 5, Channel: SYSMON, Hostname: 'h', UtcTime: 'soon' }, 'no time'],
    [
      'without a number',
      { EventID: 'x', Channel: SYSMON, Hostname: 'h' },
      'without a readable EventID',
    ],
  ])('%s are rejects', (_, record, reason) => {
    expect(parse(JSON.stringify(record))).toEqual({
      kind: 'reject',
      reason: expect.stringContaining(reason),
    });
  });
});

test.each([
  ['{', 'no JSON'],
  ['[1]', 'no known format'],
  ['"text"', 'no known format'],
  ['{"a":1}', 'no known format'],
  ['{"EventID":"x"}', 'without a readable EventID'],
  ['<a/>', 'no Windows event: there is no EventID'],
  ['<Event><System>', 'no Windows event'],
  [`{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`, 'no known format'],
  [`<Event>${'<a>'.repeat(10_000)}`, 'no Windows event'],
  [`"${'x'.repeat(1_100_000)}"`, 'bytes'],
  ['{"__proto__":{"EventID":1},"constructor":{}}', 'no known format'],
])('%.40s is a reject', (text, reason) => {
  expect(parse(text)).toEqual({ kind: 'reject', reason: expect.stringContaining(reason) });
});
