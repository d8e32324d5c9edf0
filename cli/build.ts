import { spawn } from 'node:child_process';
import { existsSync, globSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';

/** The root of the project. */
export const ROOT = path.resolve(import.meta.dirname, '..');

/** The bundled Worker, and the folder that it is in with the texts that it imports. */
export const WORKER_FOLDER = path.join(ROOT, 'dist/worker');
export const WORKER_BUNDLE = path.join(WORKER_FOLDER, 'index.js');

/** What the Worker's bundle is made from. */
const WORKER_SOURCES = '{core,analyzers,platform,durable-objects,workers}/**/*.{ts,yaml}';
const WEB_SOURCES = 'web/{src/**/*.{ts,tsx,css},public/**/*.*,*.html,vite.config.ts}';
const CONFIGURATION = ['wrangler.toml', 'package.json'];

/** Builds the Worker and the UI, unless they are newer than everything that they are made from. */
export async function build(): Promise<void> {
  // The Worker's configuration names the UI's folder, so the UI goes first.
  const page = path.join(ROOT, 'dist/web/index.html');
  if (isOutdated(page, [WEB_SOURCES, ...CONFIGURATION])) {
    await run('vite', ['build', '--config', 'web/vite.config.ts', '--logLevel', 'warn']);
  }
  if (isOutdated(WORKER_BUNDLE, [WORKER_SOURCES, ...CONFIGURATION])) {
    rmSync(WORKER_FOLDER, { recursive: true, force: true });
    await run('wrangler', ['deploy', '--dry-run', '--outdir', 'dist/worker']);
  }
}

/** Bundles another entry than the service's own, which is for tests. @returns where it is */
export async function buildWorker(
  entry: string,
  name: string,
): Promise<{ readonly folder: string; readonly file: string }> {
  await build();
  const folder = path.join(ROOT, 'dist', name);
  const file = path.join(folder, path.basename(entry).replace(/\.ts$/, '.js'));
  if (isOutdated(file, [WORKER_SOURCES, `${path.dirname(entry)}/*.ts`, ...CONFIGURATION])) {
    rmSync(folder, { recursive: true, force: true });
    await run('wrangler', ['deploy', entry, '--dry-run', '--outdir', folder]);
  }
  return { folder, file };
}

function isOutdated(target: string, sources: readonly string[]): boolean {
  if (!existsSync(target)) return true;
  const builtAt = statSync(target).mtimeMs;
  const files = sources.flatMap((pattern) => globSync(pattern, { cwd: ROOT }));
  return files.some((file) => statSync(path.join(ROOT, file)).mtimeMs > builtAt);
}

/** Runs a package's command. What it prints is shown only when it fails. */
function run(command: string, args: readonly string[]): Promise<void> {
  const child = spawn(path.join(ROOT, 'node_modules/.bin', command), args, {
    cwd: ROOT,
    env: { ...process.env, WRANGLER_SEND_METRICS: 'false' },
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ${args.join(' ')} failed:\n${output}`));
    });
  });
}
