import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { ROOT, build } from '../../cli/build.ts';
import { chromiumPath } from '../../web/dev/browser.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the built UI, which all the browser's tests look at. */
    readonly webRoot: string;
  }
}

/** Builds the UI, and the service that some of them start, once for all. */
export default async function setup(project: TestProject): Promise<void> {
  if (chromiumPath !== undefined) await build();
  project.provide('webRoot', path.join(ROOT, 'dist/web'));
}
