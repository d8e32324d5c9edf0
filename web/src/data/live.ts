import { signal } from '@preact/signals';
import type { LiveMessage } from '../../../core/contract/lenses.ts';
import { liveUrl } from '../api-client.ts';
import { retryDelayMs } from './retry-delay.ts';

/** The state of the live feed. `stale`: nothing has come since, and pages poll instead. */
export type LiveState =
  | { readonly state: 'off' }
  | { readonly state: 'connecting' }
  | { readonly state: 'live' }
  | { readonly state: 'stale'; readonly since: number };

/** What the feed brings: a message, or word that messages may have been missed. */
export type LiveEvent = LiveMessage | { readonly type: 'missed' };

/** A short break is not worth a banner. */
const GRACE_MS = 4000;

/** How often pages load anew while the feed is down. */
const POLL_MS = 10_000;

/** The state of the feed, for the banner and the dot. */
export const liveState = signal<LiveState>({ state: 'off' });

const listeners = new Set<(event: LiveEvent) => void>();

let socket: WebSocket | undefined;
let failures = 0;
let retry: ReturnType<typeof setTimeout> | undefined;
let staleness: ReturnType<typeof setTimeout> | undefined;
let poll: ReturnType<typeof setInterval> | undefined;

/** Hears every event of the feed until the returned function is called. */
export function onLive(listener: (event: LiveEvent) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Opens the feed, and keeps it open until `stopLive`. */
export function startLive(): void {
  if (liveState.peek().state !== 'off') return;
  liveState.value = { state: 'connecting' };
  globalThis.addEventListener('online', retryNow);
  connect();
}

/** Closes the feed. */
export function stopLive(): void {
  globalThis.removeEventListener('online', retryNow);
  stopWaiting();
  const open = socket;
  socket = undefined;
  open?.close();
  clearTimeout(retry);
  failures = 0;
  liveState.value = { state: 'off' };
}

/** Tries to connect without waiting for the next turn. */
export function retryNow(): void {
  if (liveState.peek().state === 'off' || liveState.peek().state === 'live') return;
  clearTimeout(retry);
  const open = socket;
  socket = undefined;
  open?.close();
  connect();
}

function connect(): void {
  const opened = new WebSocket(liveUrl());
  socket = opened;
  const isCurrent = () => socket === opened;
  opened.addEventListener('open', () => isCurrent() && hasOpened());
  opened.addEventListener('message', (event) => isCurrent() && tell(messageOf(event.data)));
  opened.addEventListener('close', () => isCurrent() && hasClosed());
}

function hasOpened(): void {
  const missed = failures > 0;
  failures = 0;
  stopWaiting();
  liveState.value = { state: 'live' };
  if (missed) tell({ type: 'missed' });
}

function hasClosed(): void {
  const since = Date.now();
  if (liveState.peek().state !== 'stale') {
    liveState.value = { state: 'connecting' };
    staleness ??= setTimeout(() => becomeStale(since), GRACE_MS);
  }
  retry = setTimeout(connect, retryDelayMs(failures, Math.random()));
  failures += 1;
}

function becomeStale(since: number): void {
  if (liveState.peek().state !== 'connecting') return;
  liveState.value = { state: 'stale', since };
  poll ??= setInterval(() => {
    if (!document.hidden) tell({ type: 'missed' });
  }, POLL_MS);
}

function stopWaiting(): void {
  clearTimeout(staleness);
  clearInterval(poll);
  staleness = undefined;
  poll = undefined;
}

function tell(event: LiveEvent | undefined): void {
  if (event === undefined) return;
  for (const listener of listeners) listener(event);
}

function messageOf(data: unknown): LiveMessage | undefined {
  if (typeof data !== 'string') return undefined;
  try {
    return JSON.parse(data) as LiveMessage;
  } catch {
    // A message cut short is made good by the next load.
    return undefined;
  }
}
