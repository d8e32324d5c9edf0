import { useSignal } from '@preact/signals';
import type { TwoFactorSecret } from '../../../../core/contract/account.ts';
import { useChange } from '../../data/use-change.ts';
import { Button } from '../../parts/button.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Field } from '../../parts/field.tsx';
import { settings } from '../../settings-client.ts';
import { BackupCodes } from './backup-codes.tsx';
import { QrCode } from './qr-code.tsx';
import styles from './two-factor.module.css';

interface TwoFactorSetupProps {
  readonly onDone: () => void;
}

/**
 * Sets up two-factor authentication: the password, then the authenticator and its first code, then
 * the backup codes, which are shown this once.
 */
export function TwoFactorSetup({ onDone }: TwoFactorSetupProps) {
  const password = useSignal('');
  const code = useSignal('');
  const secret = useSignal<TwoFactorSecret | undefined>(undefined);
  const isOn = useSignal(false);
  const change = useChange();
  const begin = () =>
    void change.run(async () => {
      secret.value = await settings.beginTwoFactor(password.peek());
    });
  const confirm = () =>
    void change.run(async () => {
      await settings.confirmTwoFactor(code.peek().trim());
      isOn.value = true;
    });
  const made = secret.value;
  const fault = change.error.value !== undefined && (
    <ErrorNote error={change.error.value} title="It is not set up" />
  );
  if (made === undefined) {
    return (
      <form
        class={styles.steps}
        onSubmit={(event) => {
          event.preventDefault();
          begin();
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
        {fault}
        <span>
          <Button kind="primary" type="submit" busy={change.busy.value}>
            Set it up
          </Button>
        </span>
      </form>
    );
  }
  if (isOn.value) return <BackupCodes codes={made.backupCodes} onDone={onDone} />;
  return (
    <form
      class={styles.steps}
      onSubmit={(event) => {
        event.preventDefault();
        confirm();
      }}
    >
      <p>Scan this with an authenticator app, or type the key into it.</p>
      <QrCode text={made.uri} label="The key as a QR code" />
      <div class={styles.key}>
        <code>{made.secret.replace(/.{4}(?=.)/g, '$& ')}</code>
        <CopyButton text={made.secret} label="Copy the key" />
      </div>
      <Field
        label="The code that it shows"
        name="code"
        type="text"
        autoComplete="one-time-code"
        inputMode="numeric"
        takesFocus
        minLength={6}
        maxLength={6}
        value={code.value}
        onInput={(value) => (code.value = value)}
      />
      {fault}
      <span>
        <Button kind="primary" type="submit" busy={change.busy.value}>
          Turn it on
        </Button>
      </span>
    </form>
  );
}
