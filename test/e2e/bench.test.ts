import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Measurement } from '../bench/measurement.ts';

test('what needs recordings says so where there are none', () => {
  const { stdout, status } = spawnSync(
    process.execPath,
    ['test/bench/bench.ts', '--quick', '--json', 'sigma', 'pipeline', 'cost'],
    {
      cwd: path.resolve(import.meta.dirname, '../..'),
      env: { ...process.env, GRAPNEL_CORPUS: '/nowhere' },
      encoding: 'utf8',
    },
  );
  expect(status).toBe(0);
  const rows = JSON.parse(stdout) as Measurement[];
  expect(rows.map(({ figure }) => figure)).toEqual(Array(6).fill('skipped: no corpus'));
  expect(rows.every(({ isMet }) => isMet === undefined)).toBe(true);
});
