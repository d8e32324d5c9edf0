import { Icon } from './icon.tsx';
import styles from './node-icon.module.css';
import { typeLook } from './node-type.ts';

interface NodeIconProps {
  readonly type: string;
  readonly size?: 'small' | 'large';
}

/** The type of a node as a tile; its word is there for readers. */
export function NodeIcon({ type, size = 'small' }: NodeIconProps) {
  const look = typeLook(type);
  return (
    <span
      class={`${styles.tile} ${size === 'large' ? styles.large : ''}`}
      style={{ color: `var(--type-${look.colour})`, background: `var(--type-${look.colour}-soft)` }}
      role="img"
      aria-label={look.word}
      title={look.word}
    >
      <Icon name={look.icon} size={size === 'large' ? 20 : 14} />
    </span>
  );
}
