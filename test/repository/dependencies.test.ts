import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { readLicences } from '../../cli/licences/read-licences.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** Licences that ask for no more than their notice, and so go with Apache 2.0. */
const PERMISSIVE =
  /^(MIT|ISC|Apache-2\.0|BSD-[23]-Clause|0BSD|BlueOak-1\.0\.0|CC0-1\.0|Unlicense|MIT-0|MIT OR Apache-2\.0|\(?MIT OR (CC0-1\.0|WTFPL|GPL-3\.0-or-later)\)?)$/;

/** Weaker than permissive, for tools that change nothing of ours and are not given on. */
const TOOLS_ONLY =
  /^(MPL-2\.0|LGPL-3\.0-or-later|CC-BY-4\.0|Python-2\.0|\(.*\)|.* AND .*|.* OR .*|unknown)$/;

test('what is deployed is under permissive licences, and tools are under known ones', () => {
  const packages = readLicences();
  expect(packages.length).toBeGreaterThan(50);
  const named = packages.map(({ name, licence, isDev }) => ({
    text: `${name}: ${licence}`,
    licence,
    isDev,
  }));
  const deployed = named.filter(({ isDev, licence }) => !isDev && !PERMISSIVE.test(licence));
  expect(deployed.map(({ text }) => text)).toEqual([]);
  const tools = named.filter(
    ({ isDev, licence }) => isDev && !PERMISSIVE.test(licence) && !TOOLS_ONLY.test(licence),
  );
  expect(tools.map(({ text }) => text)).toEqual([]);
});

test('every dependency is of one version, the same on every machine', () => {
  const { dependencies, devDependencies } = JSON.parse(
    readFileSync(path.join(ROOT, 'package.json'), 'utf8'),
  ) as Record<'dependencies' | 'devDependencies', Record<string, string>>;
  const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
    ([, version]) => !/^(npm:@?[\w/-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
  );
  expect(loose).toEqual([]);
});

test('no file, export or dependency is there that nothing uses', { timeout: 180_000 }, async () => {
  const knip = path.join(ROOT, 'node_modules/.bin/knip');
  const { stdout } = await promisify(execFile)(knip, ['--no-progress'], { cwd: ROOT }).catch(
    (error: { stdout?: string }) => ({ stdout: error.stdout ?? String(error) }),
  );
  expect(stdout).toBe('');
});
