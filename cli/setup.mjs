// Makes a fresh clone ready: installs the dependencies that the lock file names, unless they are
// there. Plain JavaScript, because it runs under whatever Node the machine has; what runs after it
// runs under the Node that it installs.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(
  import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname),
  '..',
);
const lock = path.join(root, 'package-lock.json');
const installed = path.join(root, 'node_modules/.grapnel-lock.json');

if (!existsSync(installed) || !readFileSync(installed).equals(readFileSync(lock))) {
  process.stderr.write('Installing dependencies, once; this takes a minute or two.\n');
  // Standard output stays clean: some commands print a document there.
  const { status } = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(status ?? 1);
  copyFileSync(lock, installed);
}
