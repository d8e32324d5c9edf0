/**
 * What a fault does at the point where it strikes. `before`: the call fails and nothing is done.
 * `after`: it is done, and its answer is lost. `evict`, `evict-after`: the object ends, before its
 * method or when it is done. `slow`: it takes seconds. The others are of a message of the queue.
 */
export const EFFECTS = {
  call: ['before', 'after', 'slow'],
  object: ['before', 'after', 'slow', 'evict', 'evict-after'],
  storage: ['before', 'evict'],
  message: ['twice', 'twice-at-once', 'late', 'lost', 'after'],
  process: ['kill'],
} as const;

export type Place = keyof typeof EFFECTS;

/** One fault: what happens the n-th time, from 1, that something is done. */
export interface Fault {
  /** `d1 run`, `r2 put`, `GraphShard.observe`, `sql Inbox`, `message`. */
  readonly point: string;
  readonly nth: number;
  readonly effect: string;
}

/** Of which place a point is. */
export function placeOf(point: string): Place {
  if (point === 'message') return 'message';
  if (point.startsWith('sql ')) return 'storage';
  return /^[A-Z]/.test(point) ? 'object' : 'call';
}

/** What the service under test is told, and what it says, at `/__chaos`. */
export interface ChaosState {
  readonly fault: Fault | null;
  /** How often each point was passed since the last reset. */
  readonly counts: Readonly<Record<string, number>>;
  readonly hasStruck: boolean;
}
