import { GraphShard as RealGraphShard } from '../../durable-objects/graph-shard/graph-shard.ts';
import { Inbox as RealInbox } from '../../durable-objects/inbox/inbox.ts';
import { Tenant as RealTenant } from '../../durable-objects/tenant/tenant.ts';
import service from '../../workers/index.ts';
import type { UploadMessage } from '../../workers/pipeline/message.ts';
import type { Fault } from './fault.ts';
import { faultyEnv } from './faulty-env.ts';
import { arm, chaosState, passes, struck } from './strike.ts';

/**
 * The whole service, with faults that strike where and when they are told to: the service's own code,
 * around which the platform fails. Only for tests; `/__chaos` arms a fault.
 */

type ObjectClass = new (ctx: DurableObjectState, env: Env) => DurableObjectLike;
interface DurableObjectLike {
  alarm?(): Promise<void>;
}

/** An object whose methods and storage may fail, and which may end while they run. */
function faultyObject<T extends ObjectClass>(Real: T, name: string): T {
  const Base: ObjectClass = Real;
  class Faulty extends Base {
    constructor(ctx: DurableObjectState, env: Env) {
      watchStorage(ctx, name);
      super(ctx, faultyEnv(env));
      contexts.set(this, ctx);
    }
  }
  for (const key of Object.getOwnPropertyNames(Real.prototype)) {
    const method = Reflect.get(Real.prototype, key) as unknown;
    // Sockets and fetch answer with what cannot be made twice.
    if (key === 'constructor' || key === 'fetch' || key.startsWith('webSocket')) continue;
    if (typeof method !== 'function') continue;
    Object.defineProperty(Faulty.prototype, key, {
      value(this: object, ...args: unknown[]): unknown {
        const call = (): unknown => (method as (...all: unknown[]) => unknown).apply(this, args);
        return struck(`${name}.${key}`, call, () => contexts.get(this)?.abort('chaos: evicted'));
      },
    });
  }
  return Faulty as unknown as T;
}

const contexts = new WeakMap<object, DurableObjectState>();

/** SQL of an object's storage; what reads alone is let be. */
function watchStorage(ctx: DurableObjectState, name: string): void {
  const { sql } = ctx.storage;
  const exec = sql.exec.bind(sql) as (...all: unknown[]) => unknown;
  Object.defineProperty(sql, 'exec', {
    value(text: string, ...rest: unknown[]): unknown {
      if (/^\s*(INSERT|UPDATE|DELETE|REPLACE)/i.test(text)) {
        const effect = passes(`sql ${name}`);
        if (effect === 'before') throw new Error(`chaos: SQL of ${name} failed`);
        if (effect === 'evict') ctx.abort('chaos: evicted while writing');
      }
      return exec(text, ...rest);
    },
  });
}

export const GraphShard = faultyObject(RealGraphShard as unknown as ObjectClass, 'GraphShard');
export const Inbox = faultyObject(RealInbox as unknown as ObjectClass, 'Inbox');
export const Tenant = faultyObject(RealTenant as unknown as ObjectClass, 'Tenant');

export default {
  async fetch(request: Request, env: Env, ctx: ExecutionContext): Promise<Response> {
    if (new URL(request.url).pathname === '/__chaos') {
      if (request.method === 'POST') arm((await request.json<{ fault: Fault | null }>()).fault);
      return Response.json(chaosState());
    }
    return await service.fetch(request as never, faultyEnv(env), ctx);
  },

  async queue(batch: MessageBatch<UploadMessage>, env: Env): Promise<void> {
    const faulted = faultyEnv(env);
    for (const message of batch.messages) await deliver(batch, message, env, faulted);
  },

  async scheduled(controller: ScheduledController, env: Env): Promise<void> {
    await service.scheduled(controller as never, faultyEnv(env));
  },
};

/** Gives the service one message, as queues may: late, twice, not at all. */
async function deliver(
  batch: MessageBatch<UploadMessage>,
  message: Message<UploadMessage>,
  env: Env,
  faulted: Env,
): Promise<void> {
  const one = (messages: readonly Message<UploadMessage>[]): Promise<void> =>
    service.queue({ queue: batch.queue, messages } as MessageBatch<UploadMessage>, faulted);
  const effect = batch.queue.endsWith('-dead') ? undefined : passes('message');
  switch (effect) {
    case 'late': // Others, sent after it, go before.
      message.retry({ delaySeconds: 2 });
      return;
    case 'lost':
      message.ack();
      return;
    case 'twice':
      await one([message]);
      await env.UPLOAD_QUEUE.send(message.body);
      return;
    case 'twice-at-once':
      await Promise.all([one([message]), one([unheard(message)])]);
      return;
    case 'after': // It is done, and that it is done is lost.
      await one([unheard(message)]);
      message.retry();
      return;
    default:
      await one([message]);
  }
}

/** A message whose receipt nobody hears of. */
function unheard({
  id,
  timestamp,
  body,
  attempts,
}: Message<UploadMessage>): Message<UploadMessage> {
  return { id, timestamp, body, attempts, ack() {}, retry() {} } as Message<UploadMessage>;
}
