import { readFileSync } from 'node:fs';
import path from 'node:path';
import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';

/** Gives `import text from './x.yaml'` its text, as the Worker's bundler does. */
const textModules = {
  name: 'text-modules',
  transform(code: string, id: string) {
    if (!/\.(yaml|jsonl)$/.test(id)) return;
    return { code: `export default ${JSON.stringify(code)}`, map: null };
  },
};

/**
 * Two files at a time, of whichever of these projects: what starts browsers, services and commands
 * waits for them. By itself, Vitest has one at a time on a machine of two cores.
 */
const SIDE_BY_SIDE = { maxWorkers: 2, sequence: { groupOrder: 3 } };

/** Runs the tests in workerd, with the bindings of the Worker. */
const onWorkerd = () =>
  cloudflareTest(async () => ({
    wrangler: { configPath: './wrangler.toml' },
    miniflare: {
      bindings: {
        AUTH_SECRET: 'a secret of the tests, of no worth',
        // Below what a test can make in seconds, above what the others do.
        MAX_HITS_PER_HOUR: '600',
        OPERATOR_TOKEN: 'an operator token of the tests',
        TEST_FUZZ_RUNS: process.env.GRAPNEL_FUZZ_RUNS ?? '10',
        TEST_OPENAPI: JSON.parse(
          readFileSync(path.join(import.meta.dirname, 'web/public/api-docs/openapi.json'), 'utf8'),
        ) as never,
        TEST_MIGRATIONS: await readD1Migrations(path.join(import.meta.dirname, 'migrations')),
      },
      queueConsumers: { 'grapnel-uploads': { maxBatchTimeout: 0.05 } },
    },
  }));

const ON_WORKERD = {
  setupFiles: ['test/workers/setup.ts'],
  globalSetup: 'test/workers/provider.setup.ts',
  testTimeout: 30_000,
};

export default defineConfig({
  test: {
    silent: 'passed-only',
    projects: [
      {
        plugins: [textModules],
        test: {
          name: 'unit',
          // Pure code: files share a process, and what the first of them loaded.
          isolate: false,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          // Properties take seconds on a machine that does other things too.
          testTimeout: 30_000,
          include: [
            '{core,analyzers,cli,platform,workers,durable-objects}/**/*.test.ts',
            'web/src/**/*.test.ts',
            'test/{unit,bench}/**/*.test.ts',
          ],
          exclude: ['**/*.corpus.test.ts'],
        },
      },
      {
        // What takes the compiler to tell: that the description of the API and the list of
        // dependencies are current. Apart from the unit tests, which a developer waits for.
        test: {
          ...SIDE_BY_SIDE,
          name: 'repository',
          include: ['test/repository/**/*.test.ts'],
          testTimeout: 120_000,
        },
      },
      {
        // Real logs, where they are: see test/corpus.ts.
        plugins: [textModules],
        test: {
          ...SIDE_BY_SIDE,
          name: 'corpus',
          include: ['{core,cli,analyzers}/**/*.corpus.test.ts'],
          testTimeout: 600_000,
        },
      },
      {
        // The parts that only workerd can run: objects, queue, D1, R2. Files follow one another on
        // the same two, because to start one and to load the Worker takes as long as most of them.
        plugins: [textModules, onWorkerd()],
        test: {
          ...ON_WORKERD,
          name: 'workers',
          isolate: false,
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
          include: ['test/workers/*.test.ts'],
        },
      },
      {
        // Those that look at all tenants, or change something for all of them: each has a service of
        // its own, with nobody else in it.
        plugins: [textModules, onWorkerd()],
        test: {
          ...ON_WORKERD,
          ...SIDE_BY_SIDE,
          name: 'workers-alone',
          include: ['test/workers/alone/*.test.ts'],
        },
      },
      {
        // The built UI in Chromium, on invented data: see web/dev/fake-api.ts.
        test: {
          ...SIDE_BY_SIDE,
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: 'test/browser/built-ui.setup.ts',
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        // Shippers and their libraries, as they are, against the whole service.
        test: {
          ...SIDE_BY_SIDE,
          name: 'clients',
          include: ['test/clients/**/*.test.ts'],
          globalSetup: 'test/clients/service.setup.ts',
          testTimeout: 40_000,
          hookTimeout: 40_000,
          // They mostly wait for their records, each for those of a tenant of its own.
          sequence: { ...SIDE_BY_SIDE.sequence, concurrent: true },
          maxConcurrency: 10,
        },
      },
      {
        // The whole service, as its commands start it.
        test: {
          ...SIDE_BY_SIDE,
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
