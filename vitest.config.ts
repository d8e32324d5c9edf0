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
        plugins: [textModules],
        test: {
          // Holds the code against real logs and rules that are not part of the project.
          name: 'corpus',
          include: ['{core,cli}/**/*.corpus.test.ts'],
          testTimeout: 600_000,
        },
      },
    ],
  },
});
