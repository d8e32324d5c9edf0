import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ServiceClient } from '../../cli/service-client.ts';
import type { Notifications } from '../../core/contract/notifications.ts';
import { GraphSnapshot } from '../../core/graph/snapshot.ts';
import type { GraphSummary } from '../../core/graph/snapshot.ts';
import type { RunningService } from '../e2e/running-service.ts';
import type { ChaosState, Fault } from './fault.ts';
import { shuffled } from './random.ts';
import { sendUntilTaken, sendings } from './workload.ts';

/** A service that is started again when it was killed. */
export interface Service {
  running(): RunningService;
  readonly stateFolder: string;
  killAndStart(): Promise<void>;
}

/** What must not depend on faults. */
export interface Outcome {
  readonly graph: GraphSummary;
  readonly lenses: readonly string[];
  readonly records: { readonly received: number; readonly accepted: number };
  /** Channel by channel: the lenses that were told of, and why. */
  readonly told: readonly string[];
}

export interface Run {
  readonly outcome: Outcome;
  readonly chaos: ChaosState;
  /** Notices that were sent again by the same id, which receivers drop. */
  readonly repeated: number;
  readonly seconds: number;
}

/** Nothing takes longer: then it hangs. */
const PATIENCE_MS = 120_000;

/** Requests that are under way at a time. */
const SENDERS = 6;

/** A request in so many is sent again when all were taken: its answer may have been lost. */
const RESENT = 5;

/**
 * A tenant of its own sends the sample attack through every way in, in random order, reads and
 * replays meanwhile, and a fault strikes once, if one is given.
 */
export async function run(
  service: Service,
  fault: Fault | undefined,
  random: () => number,
): Promise<Run> {
  const startedAt = Date.now();
  const url = (): URL => service.running().url;
  const first = new ServiceClient(url());
  const { email, password } = await first.signUp('Chaos');
  const { token } = await first.createSource('chaos');
  const hook = `https://hooks.chaos.example/${email}`;
  await addChannel(first, hook);
  const isKill = fault?.effect === 'kill';
  await arm(url(), isKill ? undefined : fault);

  const client = async (): Promise<ServiceClient> => {
    const made = new ServiceClient(url());
    await patiently(() => made.signIn(email, password));
    return made;
  };
  const waiting = shuffled(sendings(), random);
  const again = waiting.filter((_, index) => index % RESENT === 0);
  let sent = 0;
  const killAt = isKill ? fault.nth : undefined;
  const killer = killOnce(service, () => sent, killAt);
  const senders = Array.from({ length: SENDERS }, async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      await sendUntilTaken(url, token, next);
      sent += 1;
    }
  });
  await Promise.all([...senders, killer]);
  let reader = await client();
  await patiently(() => reader.lenses());
  await patiently(() => reader.replay(1));
  for (const one of again) await sendUntilTaken(url, token, one);
  await settled(url, reader);
  reader = await client();
  const outcome = await outcomeOf(reader, service.stateFolder, hook);
  const { repeated, ...rest } = outcome;
  const seconds = (Date.now() - startedAt) / 1_000;
  return { outcome: rest, chaos: await stateOf(url()), repeated, seconds };
}

async function killOnce(
  service: Service,
  sent: () => number,
  killAt: number | undefined,
): Promise<void> {
  if (killAt === undefined) return;
  while (sent() < killAt) await wait(5);
  await service.killAndStart();
}

/** Waits until nothing is on its way any more; what a queue lost, the sweep finds. */
async function settled(url: () => URL, reader: ServiceClient): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  let quiet = 0;
  for (let round = 0; quiet < 3; round += 1) {
    if (Date.now() > deadline) throw new Error('uploads are never done');
    await wait(200);
    const uploads = await patiently(() => reader.uploads());
    const notices = await patiently(() => reader.read<Notifications>('/api/notifications'));
    const isQuiet =
      uploads.every(({ state }) => state !== 'queued') &&
      notices.deliveries.every(({ state }) => state !== 'waiting');
    quiet = isQuiet ? quiet + 1 : 0;
    // What a minute's trigger does after five, for whom that is too long to wait.
    if (round % 15 === 14) await sweep(url());
  }
}

/** Has the service look for what was lost; whether a fault kept it from that is shown later. */
async function sweep(url: URL): Promise<void> {
  const answer = await fetch(new URL('/cdn-cgi/local/scheduled?cron=@reboot', url));
  const outcome = await answer.text();
  if (!['ok', 'exception'].includes(outcome)) throw new Error('the service was not triggered');
}

async function outcomeOf(
  reader: ServiceClient,
  stateFolder: string,
  hook: string,
): Promise<Outcome & { readonly repeated: number }> {
  const snapshot = await patiently(async () => {
    const made = new GraphSnapshot();
    for await (const part of reader.graph()) made.add(part);
    return made;
  });
  const uploads = await patiently(() => reader.uploads());
  const failed = uploads.filter(({ state }) => state !== 'done');
  if (failed.length > 0) throw new Error(`${failed.length} uploads are not done`);
  const sum = { received: 0, accepted: 0 };
  for (const { records, number } of uploads) {
    sum.received += records.received;
    sum.accepted += records.accepted;
    const { received, accepted, rejected, ignored } = records;
    if (received !== accepted + rejected + ignored) {
      throw new Error(`upload ${number} does not add up: ${JSON.stringify(records)}`);
    }
  }
  const lenses = (await patiently(() => reader.lenses())).map(
    ({ id, type, name, score, hits }) => `${type} ${name} ${score} ${hits} ${id}`,
  );
  const { told, repeated } = toldOf(stateFolder, hook);
  return { graph: snapshot.summary(), lenses: lenses.sort(), records: sum, told, repeated };
}

/** What the receiver was told: each notice once, by its id. Throws where two ids say the same. */
function toldOf(stateFolder: string, hook: string): { told: string[]; repeated: number } {
  const file = path.join(stateFolder, 'told.jsonl');
  const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  const ids: string[] = [];
  const byId = new Map<string, string>();
  for (const line of lines) {
    const { url, body } = JSON.parse(line) as { url: string; body: string };
    if (url !== hook) continue;
    const { id, lens, reason } = JSON.parse(body) as { id: string; lens: string; reason: string };
    ids.push(id);
    byId.set(id, `${lens} ${reason}`);
  }
  const told = [...byId.values()].sort();
  if (new Set(told).size !== told.length) throw new Error('a lens was told of twice');
  return { told, repeated: ids.length - byId.size };
}

async function addChannel(client: ServiceClient, url: string): Promise<void> {
  const rule = { minScore: 1, types: [], tactics: [] };
  await client.post('/api/notifications/channels', { kind: 'webhook', name: 'chaos', url, rule });
}

async function arm(url: URL, fault: Fault | undefined): Promise<void> {
  const body = JSON.stringify({ fault: fault ?? null });
  await fetch(new URL('/__chaos', url), { method: 'POST', body });
}

async function stateOf(url: URL): Promise<ChaosState> {
  return (await (await fetch(new URL('/__chaos', url))).json()) as ChaosState;
}

/** Asks again when the one fault of a run strikes a reader: it may fail, but not twice. */
async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  let last: unknown;
  for (let attempt = 0; attempt < 5; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      last = error;
      await wait(200);
    }
  }
  throw last;
}
