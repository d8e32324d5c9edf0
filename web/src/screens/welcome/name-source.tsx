import { useSignal } from '@preact/signals';
import { api } from '../../api-client.ts';
import { refresh } from '../../data/resource.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Field } from '../../parts/field.tsx';
import { newToken } from './new-token.ts';
import styles from './welcome.module.css';

interface NameSourceProps {
  readonly onCreated: (id: string) => void;
}

/** The first step: a name for the stream of logs that is about to come. */
export function NameSource({ onCreated }: NameSourceProps) {
  const name = useSignal('');
  const busy = useSignal(false);
  const error = useSignal<unknown>(undefined);
  const submit = async () => {
    busy.value = true;
    error.value = undefined;
    try {
      const { source, token } = await api.createSource({ name: name.value.trim() });
      newToken.value = { sourceId: source.id, token };
      refresh('sources');
      onCreated(source.id);
    } catch (failure) {
      error.value = failure;
    }
    busy.value = false;
  };
  return (
    <form
      class={styles.name}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <p class={styles.lead}>
        A source is one stream of logs with a token of its own: a fleet of laptops, a domain
        controller, a lab. You can add more at any time.
      </p>
      <Field
        label="Name of the source"
        name="source"
        type="text"
        autoComplete="off"
        maxLength={80}
        hint="Such as “Windows laptops”"
        value={name.value}
        onInput={(value) => (name.value = value)}
      />
      {error.value !== undefined && (
        <ErrorNote error={error.value} title="The source was not created" />
      )}
      <Button kind="primary" type="submit" busy={busy.value} disabled={name.value.trim() === ''}>
        Create source and token
      </Button>
    </form>
  );
}
