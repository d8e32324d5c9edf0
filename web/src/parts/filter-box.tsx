import type { Ref } from 'preact';
import styles from './filter-box.module.css';
import { Icon } from './icon.tsx';
import { useListbox } from './listbox.ts';
import { LogText } from './log-text.tsx';

/** Something that what is typed could mean. */
interface Suggestion {
  readonly id: string;
  readonly words: string;
}

interface FilterBoxProps<S extends Suggestion> {
  readonly value: string;
  readonly label: string;
  readonly input: Ref<HTMLInputElement>;
  readonly onInput: (value: string) => void;
  /** Called when the reader is done: Enter, Escape or the down arrow. */
  readonly onLeave: () => void;
  /** What the text could mean; the first is taken by Enter where the text has a colon. */
  readonly suggestions?: readonly S[];
  readonly onSuggestion?: (suggestion: S) => void;
}

const LIST = 'filter-suggestions';

/** A text filter; `/` goes to it, Escape clears it and goes back to the list. */
export function FilterBox<S extends Suggestion>(props: FilterBoxProps<S>) {
  const { value, label, input, onInput, onLeave, suggestions, onSuggestion } = props;
  const options = suggestions ?? [];
  const listbox = useListbox<S>({
    list: LIST,
    options,
    isEager: /:\S*$/.test(value),
    onChoose: (option) => onSuggestion?.(option),
  });
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
          if (event.isComposing || listbox.onKey(event)) return;
          if (event.key === 'Escape') onInput('');
          if (!['Escape', 'Enter', 'ArrowDown'].includes(event.key)) return;
          event.preventDefault();
          onLeave();
        }}
        {...(suggestions === undefined ? {} : listbox.ofInput)}
      />
      <kbd class={styles.key}>/</kbd>
      {suggestions !== undefined && (
        <div
          class={styles.list}
          id={LIST}
          role="listbox"
          aria-label="Filters"
          hidden={options.length === 0}
        >
          {options.map((option) => (
            <div
              key={option.id}
              class={styles.option}
              id={listbox.idOf(option)}
              role="option"
              tabIndex={-1}
              aria-selected={listbox.active.value === option.id}
              // Before the input loses the focus, and with it the list.
              onMouseDown={(event) => {
                event.preventDefault();
                onSuggestion?.(option);
              }}
            >
              <LogText text={option.words} limit={60} />
            </div>
          ))}
        </div>
      )}
    </label>
  );
}
