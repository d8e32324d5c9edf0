import { useSignal } from '@preact/signals';
import type { SignInAnswer } from '../../../../core/contract/account.ts';
import { api } from '../../api-client.ts';
import { useChange } from '../../data/use-change.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Field } from '../../parts/field.tsx';
import styles from './entrance.module.css';

interface SecondStepProps {
  readonly invitation?: string;
  readonly onBack: () => void;
  readonly onEntered: (answer: SignInAnswer) => void;
}

/** The second step of signing in: a code of the authenticator, or a backup code. */
export function SecondStep({ invitation, onBack, onEntered }: SecondStepProps) {
  const code = useSignal('');
  const isBackup = useSignal(false);
  const change = useChange();
  const submit = () =>
    void change.run(async () => onEntered(await api.signInCode(code.peek().trim(), invitation)));
  return (
    <>
      <form
        class={styles.fields}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Field
          label={isBackup.value ? 'Backup code' : 'Code of your authenticator'}
          name="code"
          type="text"
          autoComplete="one-time-code"
          inputMode={isBackup.value ? 'text' : 'numeric'}
          takesFocus
          minLength={6}
          maxLength={20}
          hint={isBackup.value ? 'Each works once' : 'Six digits, new every half minute'}
          value={code.value}
          onInput={(value) => (code.value = value)}
        />
        {change.error.value !== undefined && (
          <ErrorNote error={change.error.value} title="You are not signed in" />
        )}
        <Button kind="primary" type="submit" wide busy={change.busy.value}>
          {change.busy.value ? 'Signing in…' : 'Sign in'}
        </Button>
      </form>
      <p class={styles.other}>
        <button
          class={styles.switch}
          type="button"
          onClick={() => {
            isBackup.value = !isBackup.peek();
            code.value = '';
          }}
        >
          {isBackup.value ? 'Use the authenticator' : 'Use a backup code'}
        </button>
        {' · '}
        <button class={styles.switch} type="button" onClick={onBack}>
          Start again
        </button>
      </p>
    </>
  );
}
