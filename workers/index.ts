import { app } from './api/app.ts';
import { consume, sweep } from './pipeline/consume.ts';
import type { UploadMessage } from './pipeline/message.ts';

export { GraphShard } from '../durable-objects/graph-shard/graph-shard.ts';
export { Tenant } from '../durable-objects/tenant/tenant.ts';

export default {
  fetch: app.fetch,
  queue: consume,
  async scheduled(_controller, env) {
    await sweep(env);
  },
} satisfies ExportedHandler<Env, UploadMessage>;
