import type { Ref } from 'preact';
import styles from './filter-box.module.css';
import { Icon } from './icon.tsx';

interface FilterBoxProps {
  readonly value: string;
  readonly label: string;
  readonly input: Ref<HTMLInputElement>;
  readonly onInput: (value: string) => void;
  /** Called when the reader is done: Enter, Escape or the down arrow. */
  readonly onLeave: () => void;
}

/** A text filter; `/` goes to it, Escape clears it and goes back to the list. */
export function FilterBox({ value, label, input, onInput, onLeave }: FilterBoxProps) {
  return (
    <label class={styles.box}>
      <Icon name="search" size={14} class={styles.icon} />
      <input
        ref={input}
        class={styles.input}
        type="search"
        value={value}
        placeholder={label}
        aria-label={label}
        spellcheck={false}
        autoComplete="off"
        onInput={(event) => onInput(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.isComposing) return;
          if (event.key === 'Escape') onInput('');
          if (!['Escape', 'Enter', 'ArrowDown'].includes(event.key)) return;
          event.preventDefault();
          onLeave();
        }}
      />
      <kbd class={styles.key}>/</kbd>
    </label>
  );
}
