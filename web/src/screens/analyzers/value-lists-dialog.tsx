import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { ValueList } from '../../../../core/contract/value-lists.ts';
import { api } from '../../api-client.ts';
import { useResource } from '../../data/resource.ts';
import { Button, IconButton } from '../../parts/button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Field } from '../../parts/field.tsx';
import { LogText } from '../../parts/log-text.tsx';
import { counted } from '../../parts/plural.ts';
import { RelativeTimestamp } from '../../parts/timestamp.tsx';
import styles from './import-dialog.module.css';
import own from './indicators-dialog.module.css';

/** Lists of values that Sigma rules name as `%name%`, and a form for one of them. */
export function ValueListsDialog({ onClose }: { readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const lists = useResource('value-lists', api.valueLists);
  const error = useSignal<unknown>(undefined);
  const name = useSignal('');
  const text = useSignal('');
  const busy = useSignal(false);
  useEffect(() => dialog.current?.showModal(), []);
  const act = async (work: () => Promise<unknown>) => {
    if (busy.peek()) return;
    busy.value = true;
    try {
      await work();
      error.value = undefined;
    } catch (failure) {
      error.value = failure;
    }
    busy.value = false;
    await lists.reload();
  };
  const open = (chosen: string) =>
    act(async () => {
      const { values } = await api.valueList(chosen);
      name.value = chosen;
      text.value = values.join('\n');
    });
  const values = text.value.split('\n').flatMap((line) => line.trim() || []);
  const isWhole = name.value.trim() !== '' && values.length > 0;
  const save = () =>
    act(async () => {
      if (!isWhole) return;
      await api.saveValueList(name.value.trim(), { values });
      [name.value, text.value] = ['', ''];
    });
  const missing = lists.data.value?.missing ?? [];
  return (
    <dialog class={styles.dialog} ref={dialog} aria-label="Value lists" onClose={onClose}>
      <header class={styles.header}>
        <h2>Value lists</h2>
        <IconButton icon="cross" label="Close" onClick={() => dialog.current?.close()} />
      </header>
      <div class={styles.body}>
        <p class={styles.lead}>
          What is yours alone: your administrators, your servers, your tools. A Sigma rule names a
          list as <code>%name%</code> with <code>|expand</code>, and is compiled anew when it
          changes.
        </p>
        {lists.error.value !== undefined && (
          <ErrorNote error={lists.error.value} title="The lists could not be loaded" />
        )}
        {error.value !== undefined && (
          <ErrorNote error={error.value} title="It could not be changed" />
        )}
        {(lists.data.value?.lists.length ?? 0) > 0 && (
          <ul class={own.lists} aria-label="Lists">
            {lists.data.value?.lists.map((list) => (
              <ListLine
                key={list.name}
                list={list}
                onOpen={() => void open(list.name)}
                onDelete={() => void act(() => api.deleteValueList(list.name))}
              />
            ))}
          </ul>
        )}
        {missing.length > 0 && (
          <ul class={own.lists} aria-label="Lists that rules ask for">
            {missing.map((list) => (
              <li key={list.name} class={own.list}>
                <div class={own.words}>
                  <strong>
                    <LogText text={list.name} limit={60} />
                  </strong>
                  <span class={own.failure}>
                    {counted(list.rules, 'rule')} name it and match nothing until it is there
                  </span>
                </div>
                <Button kind="quiet" onClick={() => (name.value = list.name)}>
                  Add
                </Button>
              </li>
            ))}
          </ul>
        )}
        <form
          class={own.form}
          onSubmit={(event) => {
            event.preventDefault();
            void save();
          }}
        >
          <Field
            label="Name of the list"
            name="value-list-name"
            type="text"
            value={name.value}
            autoComplete="off"
            maxLength={60}
            hint="As it stands between the % of rules. What a list of this name has is replaced."
            onInput={(value) => (name.value = value)}
          />
          <p class={own.label} id="value-list-text">
            Values, one a line; <code>*</code> and <code>?</code> are wildcards
          </p>
          <textarea
            class={own.text}
            aria-labelledby="value-list-text"
            rows={6}
            value={text.value}
            spellcheck={false}
            placeholder={'ACME\\adm-ana\nACME\\adm-*'}
            onInput={(event) => (text.value = event.currentTarget.value)}
          />
          <div class={styles.actions}>
            <Button kind="primary" type="submit" busy={busy.value} disabled={!isWhole}>
              Save
            </Button>
          </div>
        </form>
      </div>
    </dialog>
  );
}

interface ListLineProps {
  readonly list: ValueList;
  readonly onOpen: () => void;
  readonly onDelete: () => void;
}

function ListLine({ list, onOpen, onDelete }: ListLineProps) {
  const { name, values, rules, savedAt, savedBy } = list;
  return (
    <li class={own.list}>
      <div class={own.words}>
        <strong>
          <LogText text={name} limit={60} />
        </strong>
        <span class={own.quiet}>
          {counted(values, 'value')} · named by {counted(rules, 'rule')}
        </span>
        <span class={own.quiet}>
          saved <RelativeTimestamp at={savedAt} /> by <LogText text={savedBy} limit={80} />
        </span>
      </div>
      <Button kind="quiet" onClick={onOpen}>
        Edit
      </Button>
      <Button
        kind="quiet"
        onClick={() => {
          const question = `Delete the list ${name}? Rules that name it match nothing then.`;
          if (globalThis.confirm(question)) onDelete();
        }}
      >
        Delete
      </Button>
    </li>
  );
}
