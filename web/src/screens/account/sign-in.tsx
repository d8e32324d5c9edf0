import { useSignal } from '@preact/signals';
import { api } from '../../api-client.ts';
import { enter } from '../../data/session.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Field } from '../../parts/field.tsx';
import { paths } from '../../routes.ts';
import { Entrance } from './entrance.tsx';
import styles from './entrance.module.css';
import { PasskeyButton } from './passkey-button.tsx';
import { SecondStep } from './second-step.tsx';
import { SsoButton } from './sso-button.tsx';
import { SsoFaultNote } from './sso-fault-note.tsx';

/** The way in for members. The address stays, so that a shared link opens after it. */
export function SignIn() {
  const email = useSignal('');
  const password = useSignal('');
  const busy = useSignal(false);
  const error = useSignal<unknown>(undefined);
  const wantsCode = useSignal(false);
  const submit = async () => {
    busy.value = true;
    error.value = undefined;
    try {
      const next = enter(await api.signIn({ email: email.value, password: password.value }));
      wantsCode.value = next === 'code';
      busy.value = false;
    } catch (failure) {
      error.value = failure;
      busy.value = false;
    }
  };
  if (wantsCode.value) {
    return (
      <Entrance title="One more step" lead={`Signing in as ${email.value}`}>
        <SecondStep onBack={() => (wantsCode.value = false)} onEntered={enter} />
      </Entrance>
    );
  }
  return (
    <Entrance title="Sign in" lead="Review what your logs have been saying.">
      <SsoFaultNote />
      <form
        class={styles.fields}
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Field
          label="E-mail"
          name="email"
          type="email"
          autoComplete="username"
          value={email.value}
          onInput={(value) => (email.value = value)}
        />
        <Field
          label="Password"
          name="password"
          type="password"
          autoComplete="current-password"
          value={password.value}
          onInput={(value) => (password.value = value)}
        />
        {error.value !== undefined && (
          <ErrorNote error={error.value} title="You are not signed in" />
        )}
        <Button kind="primary" type="submit" wide busy={busy.value}>
          {busy.value ? 'Signing in…' : 'Sign in'}
        </Button>
      </form>
      <SsoButton email={email.value} />
      <PasskeyButton />
      <p class={styles.other}>
        New here? <a href={paths.signUp}>Create an account</a>
        {' · '}
        <a href={paths.resetPassword}>Forgot your password?</a>
      </p>
    </Entrance>
  );
}
