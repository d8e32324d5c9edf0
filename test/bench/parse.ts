import { evtxSample } from '../evtx-sample.ts';
import { SAMPLE_RECORDS } from '../sample-records.ts';
import { parseRecord } from '../../core/parse/parse.ts';
import { decodeText, splitRecords } from '../../core/parse/records.ts';

/**
 * Times the parsers, format by format, on uploads of sample records, each with a number of its own.
 * What a parser costs is given as a ratio to `JSON.parse` alone over the same records, for JSON, and
 * to decoding the bytes into text for all else, measured in the same run.
 *
 * Usage: npm run bench:parse [-- RECORDS]
 */

const RECORDS = Number(process.argv[2] ?? 20_000);
const ROUNDS = 5;

const SYSMON_FLAT = JSON.stringify({
  '@timestamp': '2024-03-01T10:00:02.000Z',
  EventID: 10,
  Channel: 'Microsoft-Windows-Sysmon/Operational',
  SourceName: 'Microsoft-Windows-Sysmon',
  Hostname: 'desk-1.corp.example',
  UtcTime: '2024-03-01 10:00:00.123',
  SourceProcessGUID: '{0A1B2C3D-0001-0002-0003-000000000001}',
  SourceProcessId: '4100',
  SourceImage: 'C:\\Windows\\System32\\svchost.exe',
  TargetProcessGUID: '{0A1B2C3D-0001-0002-0003-000000000002}',
  TargetProcessId: '700',
  TargetImage: 'C:\\Windows\\System32\\lsass.exe',
  GrantedAccess: '0x1000',
  CallTrace: 'C:\\Windows\\SYSTEM32\\ntdll.dll+9a3c4|'.repeat(6),
  Message: 'Process accessed:\r\n'.padEnd(700, 'Source and target, once more in prose. '),
  Severity: 'INFO',
  SeverityValue: 2,
  Keywords: -9223372036854775808,
  EventType: 'INFO',
  Opcode: 'Info',
  SourceModuleName: 'eventlog',
  SourceModuleType: 'im_msvistalog',
  tags: ['x'],
});

/** Milliseconds of the fastest of several rounds. */
function fastest(run: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = performance.now();
    run();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

function measure(name: string, bytes: Uint8Array): void {
  const records = [...splitRecords(bytes)];
  const texts = records.map((record) => decodeText(record.bytes));
  const isJson = texts[0]?.startsWith('{') === true;
  const base = isJson
    ? fastest(() => texts.forEach((text) => JSON.parse(text)))
    : fastest(() => records.forEach((record) => decodeText(record.bytes)));
  const split = fastest(() => {
    for (const record of splitRecords(bytes)) void record;
  });
  const whole = fastest(() => {
    for (const record of splitRecords(bytes)) parseRecord(record);
  });
  const perSecond = Math.round((records.length / whole) * 1_000).toLocaleString('en');
  const megabytes = (bytes.length / 1e6 / (whole / 1_000)).toFixed(0);
  process.stdout.write(
    `${name.padEnd(20)} ${(whole / base).toFixed(2).padStart(7)} x ${isJson ? 'JSON.parse' : 'decoding  '} ` +
      `(splitting ${(split / base).toFixed(2)})  ${perSecond.padStart(10)} records/s  ${megabytes.padStart(5)} MB/s\n`,
  );
}

function upload(sample: string): Uint8Array {
  const lines = Array.from({ length: RECORDS }, (_, index) =>
    sample
      .replaceAll('10:00:00', `10:${pad(index / 60)}:${pad(index)}`)
      .replaceAll('1709287200.123:', `1709287200.123:${index}`),
  );
  return new TextEncoder().encode(lines.join('\n'));
}

function pad(value: number): string {
  return String(Math.floor(value) % 60).padStart(2, '0');
}

measure('Sysmon, flat JSON', upload(SYSMON_FLAT));
for (const [name, sample] of Object.entries(SAMPLE_RECORDS)) measure(name, upload(sample));
const pids = Array.from({ length: 400 }, (_, index) => index + 1);
measure('evtx', evtxSample(pids));
