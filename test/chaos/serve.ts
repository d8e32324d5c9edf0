import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { buildWorker } from '../../cli/build.ts';
import { startLocalService } from '../../cli/local-service.ts';

/**
 * A process with the service in it and faults around it, over the folder of state that its first
 * argument names. What the service tells outside goes into a file there.
 */
const [stateFolder = ''] = process.argv.slice(2);
const service = await startLocalService({
  stateFolder,
  port: Number(process.env.PORT ?? 0),
  showLog: process.env.CHAOS_LOG === '1',
  shardsPerTenant: 2,
  worker: await buildWorker('test/chaos/worker.ts', 'chaos'),
  outside: async (request) => {
    const notice = { url: request.url, body: await request.text() };
    appendFileSync(path.join(stateFolder, 'told.jsonl'), `${JSON.stringify(notice)}\n`);
    return new Response('heard');
  },
});
process.stdout.write(`Grapnel serves at ${service.url.href}\n`);
