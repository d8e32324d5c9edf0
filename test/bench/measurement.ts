/** One of the design's targets, and what was measured. */
export interface Measurement {
  readonly what: string;
  /** What it is to reach, in words. */
  readonly target: string;
  /** What was measured, in words; why not, where it was not. */
  readonly figure: string;
  /** Whether the target is reached; undefined where nothing was measured, or nothing is asked. */
  readonly isMet?: boolean | undefined;
  /** What measures it alone, and in more detail. */
  readonly command: string;
}

export interface MeasureOptions {
  /** Less of everything: to see that the benches work, not to publish. */
  readonly isQuick: boolean;
}

/** Measures some of the targets, side by side in one process. */
export type Measure = (options: MeasureOptions) => Promise<Measurement[]>;

/** The figure of what cannot be measured here. */
export const NO_CORPUS = 'skipped: no corpus';

/** The Windows recordings that ratios and costs are measured on, below the corpus's folder. */
export const WINDOWS_RECORDINGS = 'otrf-security-datasets/windows';

/** All of SigmaHQ's rules, below the corpus's folder. */
export const SIGMA_RULES = 'sigma/sigma-rules.tar.gz';

/** The value below which a share of values lies. @param share from 0 to 1 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
}

/** Milliseconds of this thread's CPU time: the machine may be busy with other things. */
export function cpuMs(work: () => void): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
}
