import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { recordText, splitRecords } from '../core/parse/records.ts';
import { logFiles } from './log-files.ts';
import { PushProgress } from './push-progress.ts';
import { ServiceError, sendUpload } from './service-client.ts';

const USAGE = `Usage: npm run push -- --url URL --token TOKEN PATH…

Sends log files to a running service, and resumes where it stopped.

  --url URL        where the service is, such as https://grapnel.example
  --token TOKEN    an ingest token of a source
  --batch N        records an upload (1000)

Exit status: 0 sent, 1 failed, 2 wrong usage.`;

/** How often an upload is tried, and how long is waited at first; it doubles each time. */
const ATTEMPTS = 6;
const FIRST_WAIT_MS = 1_000;

/** An upload is closed early when its records reach this size: half of what the service takes. */
const MAX_UPLOAD_BYTES = 8 * 1_048_576;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        url: { type: 'string' },
        token: { type: 'string' },
        batch: { type: 'string', default: '1000' },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    return wrongUsage(error instanceof Error ? error.message : String(error));
  }
  const { values, positionals } = parsed;
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const batch = Number(values.batch);
  if (values.url === undefined || !URL.canParse(values.url)) return wrongUsage('--url is missing');
  if (values.token === undefined) return wrongUsage('--token is missing');
  if (!Number.isInteger(batch) || batch < 1) return wrongUsage('--batch is a whole number from 1');
  if (positionals.length === 0) return wrongUsage('no path is given');
  try {
    await push(new URL(values.url), values.token, positionals, batch);
    return 0;
  } catch (error) {
    console.error(`\npush: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
}

async function push(
  url: URL,
  token: string,
  paths: readonly string[],
  batch: number,
): Promise<void> {
  let sent = 0;
  for (const { name, bytes } of logFiles(paths)) {
    const progress = new PushProgress(url, token, name, bytes);
    if (progress.records > 0)
      console.error(`${name}: ${progress.records} records were sent before`);
    for (const { body, records } of uploadsOf(bytes, progress.records, batch)) {
      await sendPatiently(url, token, body);
      sent += records;
      progress.add(records);
      process.stderr.write(`\r${name}: ${progress.records} records`);
    }
    process.stderr.write('\n');
  }
  console.error(`${sent} records sent. What became of them is shown at the source, in the UI.`);
}

/**
 * The records of a file after the first few, in uploads that can be read by themselves: rows of a
 * table come below the names of its columns, and events of a binary log as XML.
 */
function* uploadsOf(
  bytes: Uint8Array,
  skip: number,
  batch: number,
): Generator<{ body: Buffer; records: number }> {
  let lines: Uint8Array[] = [];
  let header: string | undefined;
  let records = 0;
  let size = 0;
  const upload = (): { body: Buffer; records: number } => {
    const names = header === undefined ? [] : [Buffer.from(`${header}\n`)];
    const whole = { body: Buffer.concat([...names, ...lines]), records };
    lines = [];
    records = 0;
    size = 0;
    return whole;
  };
  for (const record of splitRecords(bytes)) {
    if (record.number <= skip) continue;
    if (record.header !== header && records > 0) yield upload();
    header = record.header;
    const text = record.xml === undefined ? record.bytes : Buffer.from(recordText(record));
    lines.push(text, Buffer.from('\n'));
    records += 1;
    size += text.length;
    if (records >= batch || size >= MAX_UPLOAD_BYTES) yield upload();
  }
  if (records > 0) yield upload();
}

/** Sends an upload; waits and tries again where the service is busy or out of reach. */
async function sendPatiently(url: URL, token: string, body: Buffer): Promise<void> {
  const zipped = Uint8Array.from(gzipSync(body));
  for (let attempt = 1; ; attempt += 1) {
    try {
      await sendUpload(url, token, zipped, 'gzip');
      return;
    } catch (error) {
      const isFinal = error instanceof ServiceError && error.status < 500 && error.status !== 429;
      if (isFinal || attempt === ATTEMPTS) throw error;
      const asked = error instanceof ServiceError ? error.retryAfterSeconds : undefined;
      const waitMs = asked === undefined ? FIRST_WAIT_MS * 2 ** (attempt - 1) : asked * 1000;
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
}

function wrongUsage(reason: string): number {
  console.error(`push: ${reason}\n\n${USAGE}`);
  return 2;
}
