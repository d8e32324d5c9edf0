import { describe, expect, test } from 'vitest';
import { parseAll, said, times } from '../../test/said.ts';

const MESSAGE = 'Failed password for root from 203.0.113.9 port 4711 ssh2';
const AT = '2026-01-02T03:04:05.000Z';

/** The same message as shippers of syslog put it into JSON. */
const ENVELOPES: readonly (readonly [string, object])[] = [
  [
    'Splunk',
    { time: '1767323045.000', host: 'gate', sourcetype: 'syslog', event: `sshd[99]: ${MESSAGE}` },
  ],
  ['Filebeat', { '@timestamp': AT, host: { name: 'gate' }, message: `sshd[99]: ${MESSAGE}` }],
  [
    'rsyslog',
    { timereported: AT, fromhost: 'gate', programname: 'sshd', message: ` ${MESSAGE}`.trim() },
  ],
  ['syslog-ng', { ISODATE: AT, HOST: 'gate', PROGRAM: 'sshd', PID: '99', MESSAGE }],
  ['Fluent Bit', { date: 1767323045, host: 'gate', ident: 'sshd', pid: '99', message: MESSAGE }],
  [
    'journald',
    {
      __REALTIME_TIMESTAMP: '1767323045000000',
      _HOSTNAME: 'gate',
      SYSLOG_IDENTIFIER: 'sshd',
      MESSAGE,
    },
  ],
  [
    'OpenTelemetry',
    {
      timeUnixNano: '1767323045000000000',
      resource: { 'host.name': 'gate' },
      body: `sshd[99]: ${MESSAGE}`,
    },
  ],
];

describe('a message keeps the time, host and program that only its envelope has', () => {
  test.each(ENVELOPES)('%s', (_, envelope) => {
    expect(times(envelope)).toEqual([AT]);
    expect(said(envelope)).toContain('user gate\\root —failed_logon_to→ asset gate');
  });
});

test('what the record says of itself counts, not what its envelope says', () => {
  const event = `Jan  2 03:04:05 inner sshd[99]: ${MESSAGE}`;
  const envelope = { time: 1767400000, host: 'outer', event };
  expect(times(envelope)).toEqual([AT]);
  expect(said(envelope)).toContain('user inner\\root —failed_logon_to→ asset inner');
});

test('an envelope of hostile values gives the record and nothing else', () => {
  const envelope = { time: {}, host: ['x'], '@timestamp': 'never', event: `sshd[1]: ${MESSAGE}` };
  expect(parseAll(envelope)).toEqual([
    { kind: 'reject', reason: 'no known format has these keys' },
  ]);
});
