import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

/** First load of JavaScript, compressed; what it must not exceed is the design's budget. */
const BUDGET_BYTES = 60_000;

const ROOT = path.join(import.meta.dirname, '../../dist/web');

const html = readFileSync(path.join(ROOT, 'index.html'), 'utf8');
const assets = readdirSync(path.join(ROOT, 'assets'));
const isFirst = (name: string) => html.includes(`/assets/${name}`);
const gzipped = (name: string) =>
  gzipSync(readFileSync(path.join(ROOT, 'assets', name)), { level: 9 }).length;

const rows = assets
  .map((name) => ({ name, bytes: gzipped(name), when: isFirst(name) ? 'first load' : 'lazy' }))
  .sort((a, b) => a.when.localeCompare(b.when) || b.bytes - a.bytes);
for (const { name, bytes, when } of rows) {
  console.log(`${when.padEnd(10)} ${String(bytes).padStart(8)} B gzip  ${name}`);
}
const first = rows
  .filter(({ name, when }) => when === 'first load' && name.endsWith('.js'))
  .reduce((sum, { bytes }) => sum + bytes, 0);
console.log(`first load of JavaScript: ${first} B gzip of ${BUDGET_BYTES} B`);
if (first > BUDGET_BYTES) {
  console.error('The first load is over its budget.');
  process.exitCode = 1;
}
