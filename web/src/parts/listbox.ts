import { useSignal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

/** The options below an input, as the keyboard walks them. The focus stays in the input. */
export interface Listbox<Option> {
  /** The id of the option that Enter takes; empty for none. */
  readonly active: ReadonlySignal<string>;
  /** @returns whether the key was for the list */
  readonly onKey: (event: KeyboardEvent) => boolean;
  /** What the input says of the list to readers. */
  readonly ofInput: Readonly<Record<string, string | boolean | undefined>>;
  /** The id of an option's element. */
  readonly idOf: (option: Option) => string;
}

interface ListboxOptions<Option> {
  /** The id of the element that has the options. */
  readonly list: string;
  readonly options: readonly Option[];
  /** Whether the first option is taken by Enter before any was gone to. */
  readonly isEager: boolean;
  readonly onChoose: (option: Option) => void;
}

/** The combobox of WAI-ARIA's authoring practices, with a list of its own beside the input. */
export function useListbox<Option extends { readonly id: string }>(
  props: ListboxOptions<Option>,
): Listbox<Option> {
  const { list, options, isEager, onChoose } = props;
  const wanted = useSignal('');
  const at = options.findIndex(({ id }) => id === wanted.value);
  const current = at === -1 && isEager ? 0 : at;
  const active = useSignal('');
  const activeId = options[current]?.id ?? '';
  if (active.peek() !== activeId) active.value = activeId;
  useEffect(() => {
    if (activeId !== '')
      document.getElementById(`${list}-${activeId}`)?.scrollIntoView({ block: 'nearest' });
  }, [activeId]);
  const goTo = (to: number) => {
    wanted.value = options[(to + options.length) % options.length]?.id ?? '';
  };
  return {
    active,
    onKey: (event) => {
      if (options.length === 0 || event.isComposing) return false;
      const chosen = options[current];
      if (event.key === 'ArrowDown') goTo(current + 1);
      else if (event.key === 'ArrowUp') goTo(current === -1 ? -1 : current - 1);
      else if (event.key === 'Enter' && chosen !== undefined) {
        wanted.value = '';
        onChoose(chosen);
      } else return false;
      event.preventDefault();
      return true;
    },
    ofInput: {
      role: 'combobox',
      'aria-expanded': options.length > 0,
      'aria-controls': list,
      'aria-autocomplete': 'list',
      'aria-activedescendant': activeId === '' ? undefined : `${list}-${activeId}`,
    },
    idOf: (option) => `${list}-${option.id}`,
  };
}
