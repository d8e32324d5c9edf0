import { useSignal } from '@preact/signals';
import { useResource } from '../../data/resource.ts';
import { useChange } from '../../data/use-change.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Field } from '../../parts/field.tsx';
import { settings } from '../../settings-client.ts';
import { BackupCodes } from './backup-codes.tsx';
import styles from './settings.module.css';
import { TwoFactorSetup } from './two-factor-setup.tsx';
import stepStyles from './two-factor.module.css';

/** Whether signing in takes a code, and the ways to begin and to end that. */
export function TwoFactor() {
  const account = useResource('account', settings.account);
  const isOpen = useSignal(false);
  const known = account.data.value;
  const error = account.error.value;
  if (error !== undefined) return <ErrorNote error={error} title="Your account was not loaded" />;
  if (known === undefined) return null;
  const close = () => {
    isOpen.value = false;
    void account.reload();
  };
  return (
    <section class={styles.section} aria-label="Two-factor authentication">
      <h2 class={styles.heading}>
        Two-factor authentication
        {known.hasTwoFactor && <span class={styles.tag}>on</span>}
      </h2>
      <p class={styles.lead}>
        {known.hasTwoFactor
          ? 'Signing in takes your password and a code of your authenticator.'
          : 'Signing in takes your password alone. With an authenticator app on your phone, a stolen password opens nothing.'}
      </p>
      {isOpen.value && !known.hasTwoFactor && <TwoFactorSetup onDone={close} />}
      {isOpen.value && known.hasTwoFactor && <ChangeTwoFactor onDone={close} />}
      {!isOpen.value && (
        <span>
          <Button onClick={() => (isOpen.value = true)}>
            {known.hasTwoFactor ? 'Change it…' : 'Set it up…'}
          </Button>
        </span>
      )}
    </section>
  );
}

/** New backup codes, or the end of it: with both factors. */
function ChangeTwoFactor({ onDone }: { readonly onDone: () => void }) {
  const password = useSignal('');
  const code = useSignal('');
  const codes = useSignal<readonly string[] | undefined>(undefined);
  const change = useChange();
  const both = () => ({ password: password.peek(), code: code.peek().trim() });
  const renew = () =>
    void change.run(async () => {
      codes.value = (await settings.renewBackupCodes(both())).backupCodes;
    });
  const end = () =>
    void change
      .run(() => settings.endTwoFactor(both()))
      .then((isEnded) => {
        if (isEnded) onDone();
      });
  if (codes.value !== undefined) return <BackupCodes codes={codes.value} onDone={onDone} />;
  return (
    <form
      class={stepStyles.steps}
      onSubmit={(event) => {
        event.preventDefault();
        renew();
      }}
    >
      <Field
        label="Your password"
        name="two-factor-password"
        type="password"
        autoComplete="current-password"
        maxLength={128}
        value={password.value}
        onInput={(value) => (password.value = value)}
      />
      <Field
        label="A code of your authenticator, or a backup code"
        name="code"
        type="text"
        autoComplete="one-time-code"
        minLength={6}
        maxLength={20}
        value={code.value}
        onInput={(value) => (code.value = value)}
      />
      {change.error.value !== undefined && (
        <ErrorNote error={change.error.value} title="Nothing was changed" />
      )}
      <div class={stepStyles.actions}>
        <Button type="submit" busy={change.busy.value}>
          New backup codes
        </Button>
        <Button kind="quiet" disabled={change.busy.value} onClick={end}>
          Turn it off
        </Button>
        <Button kind="quiet" onClick={onDone}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
