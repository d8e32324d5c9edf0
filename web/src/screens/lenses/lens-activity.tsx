import {
  ACTIVITY_QUARTERS,
  growthOf,
  hitsInQuarter,
  quarterOf,
} from '../../../../core/contract/lens-activity.ts';
import type { LensSummary } from '../../../../core/contract/lenses.ts';
import { counted } from '../../parts/plural.ts';
import { Sparkline } from '../../parts/sparkline.tsx';

interface LensActivityProps {
  readonly lens: LensSummary;
  /** The event time at which the line ends, ms: the same for all lenses of a list. */
  readonly until: number;
}

/** When a lens was hit, in the seven days up to the list's end. */
export function LensActivity({ lens, until }: LensActivityProps) {
  if (lens.activity === undefined) return null;
  const end = quarterOf(until);
  const values = Array.from({ length: ACTIVITY_QUARTERS }, (_, at) =>
    hitsInQuarter(lens, end - ACTIVITY_QUARTERS + 1 + at),
  );
  const words = wordsOf(values, growthOf(lens, until));
  return (
    <span title={words}>
      <Sparkline values={values} label={words} />
    </span>
  );
}

/** `14 hits in 7 days, 3 more in the last day than the day before`. */
export function wordsOf(values: readonly number[], growth: number): string {
  const hits = counted(
    values.reduce((sum, value) => sum + value, 0),
    'hit',
  );
  if (growth === 0) return `${hits} in 7 days`;
  const difference = `${Math.abs(growth)} ${growth > 0 ? 'more' : 'fewer'}`;
  return `${hits} in 7 days, ${difference} in the last day than the day before`;
}
