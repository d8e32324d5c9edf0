import styles from './skeleton.module.css';

interface SkeletonProps {
  readonly rows: number;
  /** The height of a row when it has come, so that nothing jumps. */
  readonly rowHeight: number;
  /** What is loading, for readers. */
  readonly label: string;
}

/** The place of rows that are on their way. It is seen only when they take a while. */
export function Skeleton({ rows, rowHeight, label }: SkeletonProps) {
  return (
    <div class={styles.skeleton} role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, at) => (
        <div key={at} class={styles.row} style={{ height: `${rowHeight}px` }}>
          <span class={styles.block} style={{ width: '56px' }} />
          <span class={styles.block} style={{ width: `${30 + ((at * 17) % 30)}%` }} />
          <span class={styles.block} style={{ width: `${10 + ((at * 7) % 12)}%` }} />
        </div>
      ))}
    </div>
  );
}
