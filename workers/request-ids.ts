import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * The id of the request that code runs for: what is done deep below a route is logged, and put into
 * messages, under the id that the caller was answered, without every function handing it on.
 */
const current = new AsyncLocalStorage<string>();

/** Runs what a request does. */
export function withRequestId<T>(id: string, work: () => T): T {
  return current.run(id, work);
}

/** The id of the request that this runs for; undefined where it runs for none. */
export function currentRequestId(): string | undefined {
  return current.getStore();
}
