import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { startService } from '../e2e/running-service.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly serviceUrl: string;
  }
}

/** Starts one service for all the shippers. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(path.join(tmpdir(), 'grapnel-clients-'));
  const service = await startService(folder);
  project.provide('serviceUrl', service.url.href);
  return async () => {
    await service.kill();
    rmSync(folder, { recursive: true, force: true });
  };
}
