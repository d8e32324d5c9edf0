import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { startService } from '../e2e/running-service.ts';
import { EFFECTS, placeOf } from './fault.ts';
import type { Fault } from './fault.ts';
import { oneOf, randomOf } from './random.ts';
import { run } from './run.ts';
import type { Outcome, Service } from './run.ts';
import { sendings } from './workload.ts';

/** A run whose outcome was not that of the undisturbed one. */
export interface Failure {
  readonly seed: number;
  readonly fault: Fault;
  readonly why: string;
}

export interface ChaosReport {
  readonly runs: number;
  /** Runs in which the fault came to strike. */
  readonly struck: number;
  /** Notices that receivers got again, by the same id. */
  readonly repeated: number;
  readonly failures: readonly Failure[];
}

/**
 * Runs the workload undisturbed, and then with one random fault a run, chosen among all that was seen
 * to be done. A run is repeated by its seed.
 */
export async function chaos(
  runs: number,
  seed: number,
  tell: (line: string) => void,
): Promise<ChaosReport> {
  const stateFolder = mkdtempSync(path.join(tmpdir(), 'grapnel-chaos-'));
  const serve = ['test/chaos/serve.ts', stateFolder];
  let running = await startService(stateFolder, serve);
  const service: Service = {
    stateFolder,
    running: () => running,
    async killAndStart() {
      await running.kill();
      running = await startService(stateFolder, serve);
    },
  };
  try {
    const calm = await run(service, undefined, randomOf(seed));
    const { records } = calm.outcome;
    const expected = sendings().reduce((sum, one) => sum + one.records, 0);
    if (records.received !== expected) {
      throw new Error(`undisturbed, ${records.received} of ${expected} records were received`);
    }
    tell(`undisturbed: ${JSON.stringify({ ...records, lenses: calm.outcome.lenses.length })}`);
    tell(`points: ${JSON.stringify(calm.chaos.counts)}`);
    const failures: Failure[] = [];
    let struck = 0;
    let repeated = 0;
    for (let number = 0; number < runs; number += 1) {
      const own = seed + number;
      const fault = faultOf(calm.chaos.counts, randomOf(own));
      const said = `${own}: ${fault.effect} at ${fault.point} #${fault.nth}`;
      try {
        const disturbed = await run(service, fault, randomOf(own));
        const why = difference(calm.outcome, disturbed.outcome);
        const isStruck = fault.effect === 'kill' || disturbed.chaos.hasStruck;
        if (isStruck) struck += 1;
        repeated += disturbed.repeated;
        if (why !== undefined) failures.push({ seed: own, fault, why });
        tell(
          `${said}${isStruck ? '' : ' (not reached)'} ${disturbed.seconds.toFixed(1)} s ${why ?? 'ok'}`,
        );
      } catch (error) {
        failures.push({ seed: own, fault, why: String(error) });
        tell(`${said} ${String(error)}`);
        // What one run left undone is not to disturb the next.
        await service.killAndStart();
      }
    }
    return { runs, struck, repeated, failures };
  } finally {
    await running.kill();
    rmSync(stateFolder, { recursive: true, force: true });
  }
}

/** One fault, at a point of those that there are and at one of the times that it is passed. */
function faultOf(counts: Readonly<Record<string, number>>, random: () => number): Fault {
  const points = [...Object.keys(counts).sort(), 'kill', 'kill'];
  const point = oneOf(points, random);
  if (point === 'kill') {
    const nth = 1 + Math.floor(random() * (sendings().length - 1));
    return { point: 'process', nth, effect: 'kill' };
  }
  const nth = 1 + Math.floor(random() * (counts[point] ?? 1));
  return { point, nth, effect: oneOf(EFFECTS[placeOf(point)], random) };
}

function difference(calm: Outcome, disturbed: Outcome): string | undefined {
  for (const key of ['records', 'graph', 'lenses', 'told'] as const) {
    if (isDeepStrictEqual(calm[key], disturbed[key])) continue;
    return `${key}: ${JSON.stringify(calm[key])} became ${JSON.stringify(disturbed[key])}`;
  }
  return undefined;
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { runs: { type: 'string', default: '20' }, seed: { type: 'string', default: '1' } },
  });
  const report = await chaos(Number(values.runs), Number(values.seed), (line) =>
    console.log(line.slice(0, 600)),
  );
  console.log(JSON.stringify(report, null, 1));
  if (report.failures.length > 0) process.exitCode = 1;
}
