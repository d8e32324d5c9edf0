import { fetchLists } from './analyzers/indicator-lists.ts';
import { app } from './api/app.ts';
import { keepCanaryRun, runCanary } from './operator/canary.ts';
import { dropOldPieces } from './ingest/native/pieces.ts';
import { consume, sweep } from './pipeline/consume.ts';
import type { UploadMessage } from './pipeline/message.ts';
import { sumUsage } from './d1/usage.ts';
import { applyRetention } from './pipeline/retention.ts';
import { continueErasures } from './tenancy/erase.ts';

export { GraphShard } from '../durable-objects/graph-shard/graph-shard.ts';
export { Inbox } from '../durable-objects/inbox/inbox.ts';
export { Tenant } from '../durable-objects/tenant/tenant.ts';

/** The nightly trigger, as wrangler.toml has it. */
const EVERY_NIGHT = '17 3 * * *';

/** Once an hour, at this minute, lists are fetched that are due. */
const FETCH_MINUTE = 41;

/** What cron calls the start of the machine: a local queue does not outlive its process. */
const AT_START = '@reboot';

export default {
  fetch: app.fetch,
  queue: consume,
  async scheduled({ cron, scheduledTime }, env) {
    if (cron === EVERY_NIGHT) {
      await applyRetention(env, scheduledTime);
      await dropOldPieces(env, scheduledTime);
    } else {
      await sweep(env, cron === AT_START ? 0 : undefined);
      await continueErasures(env, scheduledTime);
      if (cron !== AT_START) await runCanary(env, scheduledTime);
      await keepCanaryRun(env.DB, scheduledTime);
      await sumUsage(env.DB);
      if (new Date(scheduledTime).getUTCMinutes() === FETCH_MINUTE) {
        await fetchLists(env, scheduledTime);
      }
    }
  },
} satisfies ExportedHandler<Env, UploadMessage>;
