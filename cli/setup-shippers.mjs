// Fetches the shippers that the tests of the dialects run: Debian's rsyslog and syslog-ng. They are
// unpacked into a folder of the project and never installed, because each would take the place of
// the machine's own system log. Where that cannot be done, their tests skip, and say so.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '..');

/** Where the shippers are unpacked; test/clients/shipper.ts looks here. */
const FOLDER = path.join(ROOT, '.grapnel/shippers');

const SHIPPERS = {
  rsyslog: { packages: ['rsyslog', 'rsyslog-elasticsearch'], program: 'usr/sbin/rsyslogd' },
  'syslog-ng': {
    packages: ['syslog-ng-core', 'syslog-ng-mod-http', 'syslog-ng-scl'],
    program: 'usr/sbin/syslog-ng',
  },
};

const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
const run = (command, args) => spawnSync(command, args, { env, stdio: ['ignore', 'ignore', 2] });

let isListUpdated = false;

for (const [name, { packages, program }] of Object.entries(SHIPPERS)) {
  const root = path.join(FOLDER, name);
  if (existsSync(path.join(root, program))) continue;
  const canFetch = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (canFetch) {
    process.stderr.write(`Fetching ${name} for the tests of its dialect, once.\n`);
    fetchAndUnpack(packages, root);
  }
  if (!existsSync(path.join(root, program))) {
    process.stderr.write(
      `No ${name} in ${FOLDER}: its tests are skipped. apt-get and root fetch it.\n`,
    );
  }
}

/** Downloads packages with what they need and the machine has not, and unpacks them. */
function fetchAndUnpack(packages, root) {
  const archives = path.join(root, 'archives');
  mkdirSync(path.join(archives, 'partial'), { recursive: true });
  const options = [
    '--download-only',
    '--no-install-recommends',
    '-o',
    `Dir::Cache::archives=${archives}`,
  ];
  const download = () => run('apt-get', ['install', '-y', '-q', ...options, ...packages]);
  if (download().status !== 0 && !isListUpdated) {
    isListUpdated = true;
    run('apt-get', ['update', '-q']);
    download();
  }
  for (const file of readdirSync(archives)) {
    if (file.endsWith('.deb')) run('dpkg', ['-x', path.join(archives, file), root]);
  }
}
