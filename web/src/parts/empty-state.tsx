import type { ComponentChildren } from 'preact';
import styles from './empty-state.module.css';
import { Mark } from './wordmark.tsx';

interface EmptyStateProps {
  readonly title: string;
  readonly children: ComponentChildren;
}

/** Nothing here yet: what that means, and what to do about it. */
export function EmptyState({ title, children }: EmptyStateProps) {
  return (
    <div class={styles.empty}>
      <span class={styles.mark}>
        <Mark size={40} />
      </span>
      <h2 class={styles.title}>{title}</h2>
      <div class={styles.body}>{children}</div>
    </div>
  );
}
