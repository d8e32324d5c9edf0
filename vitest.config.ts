import { defineConfig } from 'vitest/config';

/** Gives `import text from './x.yaml'` its text, as the Worker's bundler does. */
const textModules = {
  name: 'text-modules',
  transform(code: string, id: string) {
    if (!/\.(yaml|jsonl)$/.test(id)) return;
    return { code: `export default ${JSON.stringify(code)}`, map: null };
  },
};

export default defineConfig({
  test: {
    projects: [
      {
        plugins: [textModules],
        test: {
          name: 'unit',
          include: ['{core,analyzers,cli,workers}/**/*.test.ts', 'test/unit/**/*.test.ts'],
          exclude: ['**/*.corpus.test.ts', 'node_modules/**'],
        },
      },
      {
        // Real logs, which are not part of the project: every test says so and skips without them.
        plugins: [textModules],
        test: {
          name: 'corpus',
          include: ['{core,analyzers,test}/**/*.corpus.test.ts'],
          testTimeout: 600_000,
        },
      },
    ],
  },
});
