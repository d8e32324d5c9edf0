import path from 'node:path';
import { ROOT } from './build.ts';
import { servicePort } from './free-port.ts';
import { startLocalService } from './local-service.ts';

/** Where the data is kept between starts. */
const stateFolder = process.env.GRAPNEL_STATE ?? path.join(ROOT, '.grapnel/state');

const service = await startLocalService({
  stateFolder,
  port: await servicePort(),
  showLog: true,
  canary: true,
});
console.log(`Grapnel serves at ${service.url.origin}, with its data in ${stateFolder}.`);
process.once('SIGINT', () => void stop());
process.once('SIGTERM', () => void stop());

async function stop(): Promise<void> {
  await service.stop();
  process.exit(0);
}
