import { useSignal } from '@preact/signals';
import { makePasskey } from '../../data/passkeys.ts';
import { useResource } from '../../data/resource.ts';
import { useChange } from '../../data/use-change.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Field } from '../../parts/field.tsx';
import { settings } from '../../settings-client.ts';
import stepStyles from './two-factor.module.css';

interface AddPasskeyProps {
  readonly onDone: () => void;
}

/** Makes a passkey: all that signing in takes, then whatever the device asks. */
export function AddPasskey({ onDone }: AddPasskeyProps) {
  const account = useResource('account', settings.account);
  const name = useSignal('');
  const password = useSignal('');
  const code = useSignal('');
  const change = useChange();
  const wantsCode = account.data.value?.hasTwoFactor === true;
  const add = async () => {
    const isAdded = await change.run(async () => {
      const proof = wantsCode
        ? { password: password.peek(), code: code.peek().trim() }
        : { password: password.peek() };
      const credential = await makePasskey(await settings.beginPasskey(proof));
      await settings.addPasskey(name.peek().trim(), credential);
    });
    if (isAdded) onDone();
  };
  return (
    <form
      class={stepStyles.steps}
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <Field
        label="A name for it"
        name="passkey-name"
        type="text"
        autoComplete="off"
        minLength={1}
        maxLength={80}
        hint="Such as the device that it is on"
        value={name.value}
        onInput={(value) => (name.value = value)}
      />
      <Field
        label="Your password"
        name="passkey-password"
        type="password"
        autoComplete="current-password"
        maxLength={128}
        value={password.value}
        onInput={(value) => (password.value = value)}
      />
      {wantsCode && (
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
      )}
      {change.error.value !== undefined && (
        <ErrorNote error={change.error.value} title="No passkey was added" />
      )}
      <div class={stepStyles.actions}>
        <Button kind="primary" type="submit" busy={change.busy.value}>
          Add passkey
        </Button>
        <Button kind="quiet" onClick={onDone}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
