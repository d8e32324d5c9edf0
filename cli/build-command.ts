import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { ROOT, WORKER_BUNDLE, build } from './build.ts';

await build();
const files = [
  path.relative(ROOT, WORKER_BUNDLE),
  ...globSync('dist/web/**/*.{js,css,html}', { cwd: ROOT }).sort(),
];
for (const file of files) {
  const bytes = readFileSync(path.join(ROOT, file));
  const zipped = gzipSync(bytes, { level: 9 }).length;
  console.log(`${kilobytes(bytes.length)} ${kilobytes(zipped)} gzip  ${file}`);
}

function kilobytes(size: number): string {
  return `${(size / 1000).toFixed(1)} kB`.padStart(11);
}
