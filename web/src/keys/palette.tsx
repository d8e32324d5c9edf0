import { useSignal } from '@preact/signals';
import { useLocation } from 'preact-iso';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { Icon } from '../parts/icon.tsx';
import { useListbox } from '../parts/listbox.ts';
import { LogText } from '../parts/log-text.tsx';
import { SCREENS } from '../shell/screens.ts';
import { keyNames } from './key-reader.ts';
import { commandEntries, grouped, matching } from './palette-entries.ts';
import type { PaletteEntry } from './palette-entries.ts';
import { createPaletteSearch } from './palette-search.ts';
import styles from './palette.module.css';
import { activeBindings } from './registry.ts';

const LIST = 'palette-list';

/** Commands that go to screens; the palette lists the screens themselves. */
const GO = /^g ./;

/** Everything by its name: screens, what can be done here, lenses, nodes, analyzers. */
export function Palette({ onClose }: { readonly onClose: () => void }) {
  const { route } = useLocation();
  const dialog = useRef<HTMLDialogElement>(null);
  const text = useSignal('');
  const search = useMemo(() => createPaletteSearch(route), []);
  useEffect(() => {
    dialog.current?.showModal();
    return search.stop;
  }, []);
  const screens = SCREENS.map(({ title, path, keys, words }): PaletteEntry => ({
    id: `screen-${path.replaceAll('/', '-')}`,
    group: 'Go to',
    title,
    keys,
    words,
    run: () => route(path),
  }));
  const commands = commandEntries(
    activeBindings.value.filter(({ keys }) => !GO.test(keys) && keys !== 'Mod+k'),
  );
  // What can be done here comes first, as nobody has to know its name then.
  const known = matching(
    text.value === '' ? [...screens, ...commands] : [...commands, ...screens],
    text.value,
  );
  const groups = grouped([...known, ...search.found.value]);
  const shown = groups.flatMap(([, entries]) => entries);
  const choose = (entry: PaletteEntry) => {
    // Closing gives the focus back, so that a command acts on what had it.
    dialog.current?.close();
    entry.run();
  };
  const listbox = useListbox<PaletteEntry>({
    list: LIST,
    options: shown,
    isEager: true,
    onChoose: choose,
  });
  return (
    <dialog class={styles.palette} ref={dialog} aria-label="Palette" onClose={onClose}>
      <label class={styles.line}>
        <Icon name="search" />
        <input
          class={styles.input}
          type="text"
          value={text.value}
          placeholder="Go to, do, or find a lens, node or analyzer"
          aria-label="What to do or find"
          spellcheck={false}
          autoComplete="off"
          {...listbox.ofInput}
          onInput={(event) => {
            text.value = event.currentTarget.value;
            search.look(text.value);
          }}
          onKeyDown={(event) => void listbox.onKey(event)}
        />
        <kbd class={styles.key}>Esc</kbd>
      </label>
      <div class={styles.list} id={LIST} role="listbox" aria-label="Found">
        {groups.map(([group, entries]) => (
          <div key={group} role="group" aria-label={group}>
            <p class={styles.group} aria-hidden="true">
              {group}
            </p>
            {entries.map((entry) => (
              <div
                key={entry.id}
                id={listbox.idOf(entry)}
                class={styles.entry}
                role="option"
                tabIndex={-1}
                aria-selected={listbox.active.value === entry.id}
                onMouseDown={(event) => {
                  event.preventDefault();
                  choose(entry);
                }}
              >
                <span class={styles.title}>
                  <LogText text={entry.title} limit={100} />
                </span>
                {entry.detail !== undefined && (
                  <span class={styles.detail}>
                    <LogText text={entry.detail} limit={160} />
                  </span>
                )}
                {entry.keys !== undefined && entry.keys !== '' && (
                  <span class={styles.keys}>
                    {keyNames(entry.keys).map((name) => (
                      <kbd key={name} class={styles.key}>
                        {name}
                      </kbd>
                    ))}
                  </span>
                )}
              </div>
            ))}
          </div>
        ))}
      </div>
      <p class={styles.foot} role="status">
        {footOf(search.error.value, search.busy.value, shown.length)}
      </p>
    </dialog>
  );
}

function footOf(error: unknown, busy: boolean, count: number): string {
  if (error !== undefined) return 'Not everything could be searched: the service did not answer.';
  if (busy) return 'Searching…';
  return count === 0 ? 'Nothing is called that.' : '↑ ↓ to choose, ↵ to go';
}
