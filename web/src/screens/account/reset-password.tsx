import { useSignal } from '@preact/signals';
import { api } from '../../api-client.ts';
import { useResource } from '../../data/resource.ts';
import { forgetSession } from '../../data/session.ts';
import { useChange } from '../../data/use-change.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Field } from '../../parts/field.tsx';
import { paths } from '../../routes.ts';
import { settings } from '../../settings-client.ts';
import { Entrance } from './entrance.tsx';
import styles from './entrance.module.css';

/** For who has forgotten their password: asks for a link, or is what the link opens. */
export function ResetPassword() {
  // The token is in the fragment, which is sent to nobody.
  const token = location.hash.slice(1);
  return token === '' ? <AskForLink /> : <SetPassword token={token} />;
}

function AskForLink() {
  const ways = useResource('ways-in', api.waysIn);
  const email = useSignal('');
  const isAsked = useSignal(false);
  const change = useChange();
  const ask = () =>
    void change
      .run(() => settings.askForReset(email.peek()))
      .then((isDone) => (isAsked.value = isDone));
  const lead = 'A link to set a new one is mailed to the address of your account.';
  if (ways.data.value?.passwordReset === false) {
    return (
      <Entrance title="Forgot your password?" lead="This service sends no mail.">
        <p>Ask whoever runs it: they can make a link for you that sets a new password.</p>
        <BackToSignIn />
      </Entrance>
    );
  }
  if (isAsked.value) {
    return (
      <Entrance title="Look at your mail" lead={`For ${email.value}`}>
        <p role="status">
          If there is an account with this address, a link is on its way to it. It works once, for
          half an hour.
        </p>
        <BackToSignIn />
      </Entrance>
    );
  }
  return (
    <Entrance title="Forgot your password?" lead={lead}>
      <form
        class={styles.fields}
        onSubmit={(event) => {
          event.preventDefault();
          ask();
        }}
      >
        <Field
          label="E-mail"
          name="email"
          type="email"
          autoComplete="username"
          maxLength={254}
          value={email.value}
          onInput={(value) => (email.value = value)}
        />
        {change.error.value !== undefined && (
          <ErrorNote error={change.error.value} title="No link was sent" />
        )}
        <Button kind="primary" type="submit" wide busy={change.busy.value}>
          Send me a link
        </Button>
      </form>
      <BackToSignIn />
    </Entrance>
  );
}

function SetPassword({ token }: { readonly token: string }) {
  const password = useSignal('');
  const isSet = useSignal(false);
  const change = useChange();
  const set = () =>
    void change
      .run(() => settings.useReset(token, password.peek()))
      .then((isDone) => {
        isSet.value = isDone;
        // Whoever was signed in with this account is not any more.
        if (isDone) forgetSession();
      });
  if (isSet.value) {
    return (
      <Entrance title="Your password is set" lead="You are signed out everywhere.">
        <BackToSignIn />
      </Entrance>
    );
  }
  return (
    <Entrance title="Set a new password" lead="It signs you out everywhere.">
      <form
        class={styles.fields}
        onSubmit={(event) => {
          event.preventDefault();
          set();
        }}
      >
        <Field
          label="New password"
          name="password"
          type="password"
          autoComplete="new-password"
          minLength={10}
          maxLength={128}
          hint="At least 10 characters"
          value={password.value}
          onInput={(value) => (password.value = value)}
        />
        {change.error.value !== undefined && (
          <ErrorNote error={change.error.value} title="The password was not set" />
        )}
        <Button kind="primary" type="submit" wide busy={change.busy.value}>
          Set it
        </Button>
      </form>
      <BackToSignIn />
    </Entrance>
  );
}

function BackToSignIn() {
  return (
    <p class={styles.other}>
      <a href={paths.signIn}>Sign in</a>
    </p>
  );
}
