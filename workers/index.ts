import { app } from './api/app.ts';
import { consume, sweep } from './pipeline/consume.ts';
import type { UploadMessage } from './pipeline/message.ts';

export { GraphShard } from '../durable-objects/graph-shard/graph-shard.ts';
export { Tenant } from '../durable-objects/tenant/tenant.ts';

/** What cron calls the start of the machine: a local queue does not outlive its process. */
const AT_START = '@reboot';

export default {
  fetch: app.fetch,
  queue: consume,
  async scheduled(controller, env) {
    await sweep(env, controller.cron === AT_START ? 0 : undefined);
  },
} satisfies ExportedHandler<Env, UploadMessage>;
