import type { ComponentChildren } from 'preact';
import styles from './button.module.css';
import { Icon } from './icon.tsx';
import type { IconName } from './icon-paths.ts';

interface ButtonProps {
  readonly children: ComponentChildren;
  readonly kind?: 'primary' | 'plain' | 'quiet';
  readonly icon?: IconName;
  readonly type?: 'button' | 'submit';
  readonly busy?: boolean;
  readonly disabled?: boolean;
  readonly wide?: boolean;
  readonly onClick?: () => void;
}

/** A button with words. While busy it keeps its width and takes no second press. */
export function Button(props: ButtonProps) {
  const { children, kind = 'plain', icon, type = 'button', busy = false, disabled = false } = props;
  return (
    <button
      class={`${styles.button} ${styles[kind]} ${props.wide ? styles.wide : ''}`}
      type={type === 'submit' ? 'submit' : 'button'}
      disabled={disabled || busy}
      aria-busy={busy}
      onClick={props.onClick}
    >
      {icon !== undefined && <Icon name={icon} size={14} />}
      {children}
    </button>
  );
}

interface IconButtonProps {
  readonly icon: IconName;
  readonly label: string;
  readonly pressed?: boolean | undefined;
  readonly disabled?: boolean;
  readonly onClick?: () => void;
}

/** A button that is only an icon; its label is its name and its title. */
export function IconButton({ icon, label, pressed, disabled = false, onClick }: IconButtonProps) {
  return (
    <button
      class={styles.icon}
      type="button"
      title={label}
      aria-label={label}
      aria-pressed={pressed}
      disabled={disabled}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
