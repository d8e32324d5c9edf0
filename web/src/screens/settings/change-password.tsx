import { useSignal } from '@preact/signals';
import { useChange } from '../../data/use-change.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Field } from '../../parts/field.tsx';
import { settings } from '../../settings-client.ts';
import styles from './settings.module.css';
import stepStyles from './two-factor.module.css';

/** Another password, for who knows theirs. */
export function ChangePassword() {
  const isOpen = useSignal(false);
  const isDone = useSignal(false);
  const old = useSignal('');
  const password = useSignal('');
  const change = useChange();
  const save = async () => {
    if (!(await change.run(() => settings.changePassword(old.peek(), password.peek())))) return;
    old.value = '';
    password.value = '';
    isOpen.value = false;
    isDone.value = true;
  };
  return (
    <section class={styles.section} aria-label="Password">
      <h2 class={styles.heading}>Password</h2>
      <p class={styles.lead} role="status">
        {isDone.value
          ? 'Your password is changed, and you are signed out everywhere else.'
          : 'Changing it signs you out everywhere else.'}
      </p>
      {isOpen.value ? (
        <form
          class={stepStyles.steps}
          onSubmit={(event) => {
            event.preventDefault();
            void save();
          }}
        >
          <Field
            label="The password that you have"
            name="old-password"
            type="password"
            autoComplete="current-password"
            maxLength={128}
            value={old.value}
            onInput={(value) => (old.value = value)}
          />
          <Field
            label="New password"
            name="new-password"
            type="password"
            autoComplete="new-password"
            minLength={10}
            maxLength={128}
            hint="At least 10 characters"
            value={password.value}
            onInput={(value) => (password.value = value)}
          />
          {change.error.value !== undefined && (
            <ErrorNote error={change.error.value} title="Nothing was changed" />
          )}
          <div class={stepStyles.actions}>
            <Button kind="primary" type="submit" busy={change.busy.value}>
              Change password
            </Button>
            <Button kind="quiet" onClick={() => (isOpen.value = false)}>
              Cancel
            </Button>
          </div>
        </form>
      ) : (
        <span>
          <Button
            onClick={() => {
              isOpen.value = true;
              isDone.value = false;
            }}
          >
            Change your password…
          </Button>
        </span>
      )}
    </section>
  );
}
