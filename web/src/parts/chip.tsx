import type { ComponentChildren } from 'preact';
import styles from './chip.module.css';

interface ChipProps {
  readonly children: ComponentChildren;
  readonly title?: string | undefined;
  readonly kind?: 'plain' | 'code';
}

/** A short word about something, such as an analyzer's title or an ATT&CK technique. */
export function Chip({ children, title, kind = 'plain' }: ChipProps) {
  return (
    <span class={`${styles.chip} ${kind === 'code' ? styles.code : ''}`} title={title}>
      {children}
    </span>
  );
}
