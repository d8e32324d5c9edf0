import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startLocalService } from './local-service.ts';
import { SCAN_USAGE, UsageError, parseScanOptions } from './scan-options.ts';
import { printReport, reportOf } from './scan-report.ts';
import { makeUploads } from './scan-uploads.ts';
import { ServiceClient, sendUpload } from './service-client.ts';
import { ruleFiles } from './sigma/files.ts';

/** How often the progress is asked for. */
const POLL_MS = 100;

/** Rules that were refused and are told of; all are counted. */
const REJECTED_RULES_TOLD = 20;

/** Uploads under way at once. */
const PARALLEL_UPLOADS = 4;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) {
    console.log(SCAN_USAGE);
    return 0;
  }
  try {
    await scan(args);
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      console.error(`scan: ${error.message}\n\n${SCAN_USAGE}`);
      return 2;
    }
    console.error(`scan: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
}

async function scan(args: readonly string[]): Promise<void> {
  const options = parseScanOptions(args);
  const startedAt = performance.now();
  const uploads = makeUploads(options);
  const stateFolder = mkdtempSync(path.join(tmpdir(), 'grapnel-scan-'));
  try {
    progress('starting the service');
    const service = await startLocalService({
      stateFolder,
      port: 0,
      shardsPerTenant: options.shards,
      ignoreSensorIds: options.ignoreSensorIds,
      noBuiltInAnalyzers: options.noBuiltIn,
      isUnlimited: true,
    });
    try {
      const client = new ServiceClient(service.url);
      await client.signUp('Scan');
      await importRules(client, options.rules);
      const { token } = await client.createSource('scan');
      const ingestStartedAt = performance.now();
      for (let from = 0; from < uploads.length; from += PARALLEL_UPLOADS) {
        const few = uploads.slice(from, from + PARALLEL_UPLOADS);
        const answers = await Promise.all(
          few.map(({ body }) => sendUpload(service.url, token, body)),
        );
        answers.forEach(({ upload }, index) => ((few[index] ?? { number: 0 }).number = upload));
        progress(
          `sent ${Math.min(from + PARALLEL_UPLOADS, uploads.length)} of ${uploads.length} uploads`,
        );
      }
      await untilDone(client, uploads.length);
      const ingestSeconds = (performance.now() - ingestStartedAt) / 1000;
      progress('reading the graph');
      const report = await reportOf(client, uploads, options);
      const totalSeconds = (performance.now() - startedAt) / 1000;
      printReport(
        { ...report, seconds: { total: totalSeconds, ingest: ingestSeconds } },
        options.json,
      );
    } finally {
      await service.stop();
    }
  } finally {
    rmSync(stateFolder, { recursive: true, force: true });
  }
}

/** Gives the service the rules under paths, and tells of those that it refuses. */
async function importRules(client: ServiceClient, paths: readonly string[]): Promise<void> {
  if (paths.length === 0) return;
  const files = readRuleFiles(paths);
  progress(`importing ${files.length} files of rules`);
  const { pack, rejected } = await client.importRules('scan', files);
  progress(`${pack.rules} rules, ${pack.rejected} rejected`);
  for (const { path: file, line, column, message } of rejected.slice(0, REJECTED_RULES_TOLD)) {
    process.stderr.write(`rejected: ${file}:${line}:${column}: ${message}\n`);
  }
}

function readRuleFiles(paths: readonly string[]): { path: string; text: string }[] {
  try {
    const files = [...ruleFiles(paths)];
    if (files.length === 0) throw new UsageError(`there are no rules in ${paths.join(', ')}`);
    return files;
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (isMissing) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}

/** Waits until no upload is queued any more. */
async function untilDone(client: ServiceClient, count: number): Promise<void> {
  for (;;) {
    const uploads = await client.uploads();
    const queued = uploads.filter(({ state }) => state === 'queued').length;
    const failed = uploads.filter(({ state }) => state === 'failed');
    if (failed.length > 0) throw new Error(`upload ${failed[0]?.number} could not be processed`);
    if (queued === 0) return;
    progress(`${count - queued} of ${count} uploads are in the graph`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

function progress(text: string): void {
  const isTerminal = process.stderr.isTTY;
  process.stderr.write(isTerminal ? `\r\u001b[K${text}` : `${text}\n`);
}
