import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { WORKER_BUNDLE, build } from '../../cli/build.ts';

/** Cloudflare takes 10 MB of gzip (3 on its free plan); the less there is, the faster it starts. */
const MAX_BYTES = 5_400_000;
const MAX_GZIP_BYTES = 1_100_000;

test('the Worker stays small', async () => {
  await build();
  const bundle = readFileSync(WORKER_BUNDLE);
  expect(bundle.length).toBeLessThan(MAX_BYTES);
  expect(gzipSync(bundle).length).toBeLessThan(MAX_GZIP_BYTES);
  // What describes the API is a file beside the UI.
  expect(bundle.includes('/api/lenses/{id}')).toBe(false);
});
