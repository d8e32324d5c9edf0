import { useSignal } from '@preact/signals';
import { useLocation } from 'preact-iso';
import { api } from '../../api-client.ts';
import { enter } from '../../data/session.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Field } from '../../parts/field.tsx';
import { paths } from '../../routes.ts';
import { Entrance } from './entrance.tsx';
import styles from './entrance.module.css';

/** What the link in the mail after signing up opens: it makes the account, and leads in. */
export function ConfirmSignUp() {
  // The token is in the fragment, which is sent to nobody.
  const token = location.hash.slice(1);
  const { route } = useLocation();
  const password = useSignal('');
  const busy = useSignal(false);
  const error = useSignal<unknown>(undefined);
  if (token === '') {
    return (
      <Entrance title="Confirm your address" lead="The link is not whole.">
        <p>Open it from the mail again, or sign up once more for another one.</p>
        <Elsewhere />
      </Entrance>
    );
  }
  const confirm = async () => {
    if (busy.peek()) return;
    busy.value = true;
    error.value = undefined;
    try {
      const answer = await api.confirmSignUp({ token, password: password.peek() });
      route(paths.welcome, true);
      enter(answer);
    } catch (failure) {
      error.value = failure;
      busy.value = false;
    }
  };
  return (
    <Entrance
      title="Confirm your address"
      lead="With the password that you chose when you signed up."
    >
      <form
        class={styles.fields}
        onSubmit={(event) => {
          event.preventDefault();
          void confirm();
        }}
      >
        <Field
          label="Password"
          name="password"
          type="password"
          autoComplete="current-password"
          maxLength={128}
          hint="If you did not sign up yourself, close this page"
          value={password.value}
          onInput={(value) => (password.value = value)}
        />
        {error.value !== undefined && (
          <ErrorNote error={error.value} title="The address was not confirmed" />
        )}
        <Button kind="primary" type="submit" wide busy={busy.value}>
          Confirm and go in
        </Button>
      </form>
      <Elsewhere />
    </Entrance>
  );
}

function Elsewhere() {
  return (
    <p class={styles.other}>
      <a href={paths.signIn}>Sign in</a> · <a href={paths.signUp}>Sign up</a>
    </p>
  );
}
