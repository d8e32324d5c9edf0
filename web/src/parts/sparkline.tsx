import styles from './sparkline.module.css';

interface SparklineProps {
  /** From the earliest to the latest; none below zero. */
  readonly values: readonly number[];
  /** What it shows, in words. */
  readonly label: string;
}

const BAR = 3;
const HEIGHT = 20;

/** Bars that are as high as the highest allows. One path: lists draw many of these at once. */
export function Sparkline({ values, label }: SparklineProps) {
  const width = values.length * BAR;
  const most = Math.max(1, ...values);
  const bars = values.map((value, at) => {
    if (value === 0) return '';
    const height = Math.max(2, Math.round((value / most) * HEIGHT));
    return `M${at * BAR} ${HEIGHT}v-${height}h${BAR - 1}v${height}z`;
  });
  return (
    <svg
      class={styles.line}
      viewBox={`0 0 ${width} ${HEIGHT + 1}`}
      width={width}
      height={HEIGHT + 1}
      role="img"
      aria-label={label}
    >
      <path class={styles.ground} d={`M0 ${HEIGHT + 0.5}H${width}`} />
      <path class={styles.bars} d={bars.join('')} />
    </svg>
  );
}
