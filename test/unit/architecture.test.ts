import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

/** Which rooms a file may import from; its own room is always allowed. The longest match counts. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'core/schema': ['core'],
  'core/contract': [],
  'core/yaml': [],
  'core/parse': ['core/yaml', 'core/graph', 'core/schema', 'core/contract'],
  core: [],
  analyzers: ['core'],
  // The mailer is a leaf that both sides need: objects tell of lenses, routes of passwords.
  // So is what seals secrets: of channels, and of sources.
  'durable-objects': ['core', 'analyzers', 'workers/mailer.ts', 'workers/sealed-secret.ts'],
  'workers/mailer.ts': ['core'],
  'workers/sealed-secret.ts': [],
  workers: ['core', 'analyzers', 'durable-objects/stubs.ts'],
  'workers/index.ts': ['workers', 'core', 'durable-objects'],
  web: ['core/contract'],
  'web/src/api-client.ts': ['web', 'core/contract', 'workers/api/app.ts'],
  cli: ['core'],
  // It describes the API, which it reads.
  'cli/openapi': ['core', 'cli', 'workers/api'],
  test: ['core', 'analyzers', 'durable-objects', 'workers', 'web', 'cli'],
};

/** Packages that the pure core may use; all of them are pure themselves. */
const CORE_PACKAGES = ['@noble/hashes', 'saxes', 'yaml', 'zod', 'fast-check', 'vitest'];

const ROOT = path.resolve(import.meta.dirname, '../..');
const files = globSync('{core,analyzers,durable-objects,workers,web/src,cli,test}/**/*.{ts,tsx}', {
  cwd: ROOT,
});

test('imports run one way', () => {
  const wrong = files.flatMap((file) => {
    if (isTest(file)) return [];
    const room = roomOf(file);
    const allowed = [...(ALLOWED[room] ?? []), room];
    return importsOf(file)
      .filter((target) => target.startsWith('.'))
      .map((target) => path.normalize(path.join(path.dirname(file), target)))
      .filter((target) => !allowed.some((prefix) => target.startsWith(prefix)))
      .map((target) => `${file} imports ${target}`);
  });
  expect(wrong).toEqual([]);
});

test('nothing that is deployed imports what only tests use', () => {
  const wrong = files
    .filter((file) => !isTest(file) && !file.startsWith('cli/'))
    .flatMap((file) =>
      importsOf(file)
        .filter((target) => target.includes('/testing/') || target.endsWith('.test.ts'))
        .map((target) => `${file} imports ${target}`),
    );
  expect(wrong).toEqual([]);
});

test('the core is pure: it imports no platform', () => {
  const wrong = files
    .filter((file) => file.startsWith('core/') && !isTest(file))
    .flatMap((file) =>
      importsOf(file)
        .filter((target) => !target.startsWith('.'))
        .filter((target) => !CORE_PACKAGES.some((name) => target.startsWith(name)))
        .map((target) => `${file} imports ${target}`),
    );
  expect(wrong).toEqual([]);
});

test('the core has no clock and no chance', () => {
  const wrong = files
    .filter((file) => file.startsWith('core/') && !isTest(file))
    .filter((file) =>
      /Date\.now\(|new Date\(\)|Math\.random\(|performance\.|crypto\.random/.test(
        readFileSync(path.join(ROOT, file), 'utf8'),
      ),
    );
  expect(wrong).toEqual([]);
});

test('nothing is named after what it is not', () => {
  const vague = /(^|\/)(utils?|helpers?|common|misc|manager|service)s?(\.|\/)/;
  expect(files.filter((file) => !file.startsWith('test/') && vague.test(file))).toEqual([]);
});

function isTest(file: string): boolean {
  if (file.startsWith('test/') || file.includes('/testing/')) return true;
  return file.endsWith('.test.ts') || file.endsWith('.bench.ts');
}

function roomOf(file: string): string {
  const rooms = Object.keys(ALLOWED).filter((room) => file === room || file.startsWith(`${room}/`));
  return rooms.sort((a, b) => b.length - a.length)[0] ?? file;
}

function importsOf(file: string): string[] {
  const source = readFileSync(path.join(ROOT, file), 'utf8');
  const pattern = /^(?:import|export)\s(?:[\w{},*\s]+\sfrom\s)?'([^']+)';$/gm;
  return [...source.matchAll(pattern)].flatMap((match) => match[1] ?? []);
}
