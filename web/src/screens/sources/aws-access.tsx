import { useSignal } from '@preact/signals';
import { api } from '../../api-client.ts';
import { useChange } from '../../data/use-change.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Icon } from '../../parts/icon.tsx';
import styles from './source-health.module.css';

/** The access key with which a source reads objects of S3; it is sealed, and never shown again. */
export function AwsAccess({ source }: { readonly source: string }) {
  const id = useSignal('');
  const secret = useSignal('');
  const note = useSignal('');
  const change = useChange();
  const make = async (work: () => Promise<unknown>, done: string) => {
    if (!(await change.run(work))) return;
    note.value = done;
    id.value = '';
    secret.value = '';
  };
  const save = () =>
    make(
      () => api.setAwsAccess(source, { accessKeyId: id.peek(), secretAccessKey: secret.peek() }),
      'The key is kept, sealed.',
    );
  return (
    <details class={styles.tool}>
      <summary class={styles.opener}>
        <Icon name="right" size={12} /> AWS access, for objects of S3
      </summary>
      <form
        class={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <label>
          <span>Access key id</span>
          <input
            class={styles.input}
            required
            pattern="[A-Z0-9]{16,128}"
            autoComplete="off"
            spellcheck={false}
            value={id.value}
            onInput={(event) => (id.value = event.currentTarget.value)}
          />
        </label>
        <label>
          <span>Secret access key</span>
          <input
            class={styles.input}
            type="password"
            required
            minLength={16}
            maxLength={128}
            autoComplete="off"
            value={secret.value}
            onInput={(event) => (secret.value = event.currentTarget.value)}
          />
        </label>
        <div class={styles.line}>
          <Button type="submit" busy={change.busy.value}>
            Keep it
          </Button>
          <Button
            kind="quiet"
            busy={change.busy.value}
            onClick={() => void make(() => api.removeAwsAccess(source), 'There is no key now.')}
          >
            Forget the key
          </Button>
        </div>
        {note.value !== '' && <p role="status">{note.value}</p>}
        {change.error.value !== undefined && (
          <ErrorNote error={change.error.value} title="It was not kept" />
        )}
      </form>
    </details>
  );
}
