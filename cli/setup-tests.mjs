// Makes a machine ready for the tests: the browser that the UI is tested in is Debian's Chromium.
// Where it cannot be installed, its tests skip, and say so.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

await import('./setup-shippers.mjs');

const CHROMIUM = '/usr/bin/chromium';

if (!existsSync(CHROMIUM)) {
  const canInstall = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (canInstall) {
    process.stderr.write('Installing Chromium for the browser tests, once.\n');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const run = (...args) => spawnSync('apt-get', args, { env, stdio: ['ignore', 'ignore', 2] });
    run('update', '-q');
    run('install', '-y', '-q', '--no-install-recommends', 'chromium');
  }
  if (!existsSync(CHROMIUM)) {
    process.stderr.write(
      `No ${CHROMIUM}: the browser tests are skipped. Install it to run them.\n`,
    );
  }
}
