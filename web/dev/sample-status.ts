import type { CanaryRun, ServiceStatus } from '../../core/contract/operator.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** How a service does that is well, and was not at one hour of the last day. */
export function sampleStatus(at: number): ServiceStatus {
  const canaryRuns = Array.from({ length: 24 }, (_, index): CanaryRun => {
    const hoursAgo = 23 - index;
    return {
      sentAt: at - hoursAgo * HOUR_MS - 12 * MINUTE_MS,
      latencySeconds: hoursAgo === 9 ? null : 1.1 + ((hoursAgo * 7) % 11) / 10,
    };
  });
  const last = canaryRuns.at(-1);
  return {
    state: 'ok',
    lagSeconds: 0,
    canary: last === undefined ? null : { ...last, state: 'ok' },
    canaryRuns,
    at,
  };
}
