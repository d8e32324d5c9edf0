import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { LensSummary } from '../../../../core/contract/lenses.ts';
import { api } from '../../api-client.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Field } from '../../parts/field.tsx';
import { visibleText } from '../../parts/visible-text.ts';
import styles from './triage.module.css';

interface OriginalSelectProps {
  /** The lenses that are closed: none of them can be the one. */
  readonly ids: readonly string[];
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
}

/** Words are looked for when typing pauses. */
const TYPING_MS = 300;

/** So many lenses are offered. */
const MAX_OFFERED = 20;

/** Asks which lens has what these are duplicates of. */
export function OriginalSelect({ ids, chosen, onChoose }: OriginalSelectProps) {
  const words = useSignal('');
  const found = useSignal<readonly LensSummary[]>([]);
  const failure = useSignal<unknown>(undefined);
  useEffect(() => {
    const controller = new AbortController();
    const timer = setTimeout(async () => {
      const query = new URLSearchParams({ limit: String(MAX_OFFERED + ids.length) });
      if (words.value.trim() !== '') query.set('q', words.value.trim());
      try {
        const { lenses } = await api.lenses(query.toString(), controller.signal);
        found.value = lenses.filter(({ id }) => !ids.includes(id)).slice(0, MAX_OFFERED);
        failure.value = undefined;
      } catch (error) {
        if (!controller.signal.aborted) failure.value = error;
      }
    }, TYPING_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [words.value]);
  return (
    <>
      <Field
        label="Which lens has it? (optional)"
        name="original-words"
        type="text"
        value={words.value}
        required={false}
        autoComplete="off"
        maxLength={200}
        hint="Words of an open lens; the two are linked both ways"
        onInput={(text) => (words.value = text)}
      />
      {failure.value !== undefined && (
        <ErrorNote error={failure.value} title="The lenses could not be loaded" />
      )}
      <select
        class={styles.select}
        aria-label="The lens that has it"
        value={chosen}
        onChange={(event) => onChoose(event.currentTarget.value)}
      >
        <option value="">None in particular</option>
        {found.value.map(({ id, name, score, type }) => (
          <option key={id} value={id}>
            {visibleText(name, 60)} ({type}, risk {score})
          </option>
        ))}
      </select>
    </>
  );
}
