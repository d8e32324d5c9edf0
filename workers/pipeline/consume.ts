import { tenantStub } from '../../durable-objects/stubs.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';
import { failUpload, overdueUploads } from '../d1/uploads.ts';
import { log, logError } from '../log.ts';
import type { UploadMessage } from './message.ts';
import { processUpload } from './process-upload.ts';

/** The name of the queue of messages that were given up, as wrangler.toml has it. */
const DEAD_LETTER_QUEUE = 'grapnel-uploads-dead';

/** An upload that is not done after this long is queued again: its message may be lost. */
const OVERDUE_MS = 5 * 60_000;

/** So many overdue uploads are queued again at a time. */
const SWEEP_LIMIT = 100;

/** Processes a batch of the upload queue, or of its dead letters. */
export async function consume(batch: MessageBatch<UploadMessage>, env: Env): Promise<void> {
  for (const message of batch.messages) {
    if (batch.queue === DEAD_LETTER_QUEUE) await giveUp(message, env);
    else await tryUpload(message, env);
  }
}

/**
 * Queues uploads again that were received and never done.
 *
 * @param overdueMs how long ago they were received at least
 * @returns how many there were
 */
export async function sweep(env: Env, overdueMs = OVERDUE_MS): Promise<number> {
  const overdue = await overdueUploads(env.DB, Date.now() - overdueMs, SWEEP_LIMIT);
  if (overdue.length === 0) return 0;
  await env.UPLOAD_QUEUE.sendBatch(
    overdue.map(({ tenant, number }) => ({ body: { tenant, upload: number } })),
  );
  log('uploads.swept', { count: overdue.length });
  return overdue.length;
}

async function tryUpload(message: Message<UploadMessage>, env: Env): Promise<void> {
  try {
    await processUpload(env, message.body);
    message.ack();
  } catch (error) {
    const { attempts } = message;
    logError('upload.failed', error, { ...message.body, attempts });
    message.retry({ delaySeconds: Math.min(60, 2 ** attempts) });
  }
}

async function giveUp(message: Message<UploadMessage>, env: Env): Promise<void> {
  const tenant = message.body.tenant as TenantId;
  await failUpload(env.DB, tenant, message.body.upload);
  await tenantStub(env, tenant).announceUpload(message.body.upload, 'failed');
  logError('upload.given-up', 'every attempt failed', { ...message.body });
  message.ack();
}
