import { useSignal } from '@preact/signals';
import { useLocation } from 'preact-iso';
import { useEffect } from 'preact/hooks';
import type { OpenInvitation } from '../../../../core/contract/members.ts';
import { api, ApiError } from '../../api-client.ts';
import { enter } from '../../data/session.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { LogText } from '../../parts/log-text.tsx';
import { Field } from '../../parts/field.tsx';
import { paths } from '../../routes.ts';
import { Entrance } from './entrance.tsx';
import styles from './entrance.module.css';

/** The contract's bounds; the service holds them again. */
const PASSWORD = { min: 10, max: 128 } as const;

/** A new account with its tenant; it leads to the first source. */
export function SignUp() {
  const { route } = useLocation();
  const email = useSignal('');
  const organisation = useSignal('');
  const password = useSignal('');
  const asked = new URLSearchParams(location.search).get('invitation') ?? '';
  const invitation = useSignal<OpenInvitation | undefined>(undefined);
  const busy = useSignal(false);
  const error = useSignal<unknown>(undefined);
  useEffect(() => {
    if (asked === '') return;
    api.invitation(asked).then(
      (found) => (invitation.value = found),
      (failure: unknown) => (error.value = failure),
    );
  }, [asked]);
  const invited = invitation.value;
  const submit = async () => {
    busy.value = true;
    error.value = undefined;
    try {
      const { value: to } = invitation;
      const request = {
        email: to?.email ?? email.value,
        password: password.value,
        ...(to === undefined ? { organisation: organisation.value } : { invitation: asked }),
      };
      const session = await api.signUp(request);
      route(paths.welcome, true);
      enter(session);
    } catch (failure) {
      error.value = failure;
      busy.value = false;
    }
  };
  const faults = faultsOf(error.value);
  return (
    <Entrance title="Create an account" lead="Logs in, first lens, in about five minutes.">
      <form
        class={styles.fields}
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {invited !== undefined && (
          <p>
            {invited.email} is invited to <LogText text={invited.organisation} limit={80} /> as{' '}
            {invited.role}. Choose a password to join.
          </p>
        )}
        {invited === undefined && (
          <>
            <Field
              label="Organisation"
              name="organisation"
              type="text"
              autoComplete="organization"
              maxLength={80}
              value={organisation.value}
              error={faults.get('organisation')}
              onInput={(value) => (organisation.value = value)}
            />
            <Field
              label="E-mail"
              name="email"
              type="email"
              autoComplete="username"
              maxLength={254}
              value={email.value}
              error={faults.get('email')}
              onInput={(value) => (email.value = value)}
            />
          </>
        )}
        <Field
          label="Password"
          name="password"
          type="password"
          autoComplete="new-password"
          minLength={PASSWORD.min}
          maxLength={PASSWORD.max}
          hint={`At least ${PASSWORD.min} characters`}
          value={password.value}
          error={faults.get('password')}
          onInput={(value) => (password.value = value)}
        />
        {error.value !== undefined && faults.size === 0 && (
          <ErrorNote error={error.value} title="The account was not created" />
        )}
        <Button kind="primary" type="submit" wide busy={busy.value}>
          {busy.value ? 'Creating…' : 'Create account'}
        </Button>
      </form>
      <p class={styles.other}>
        Have an account? <a href={paths.signIn}>Sign in</a>
      </p>
    </Entrance>
  );
}

/** What the service said of single fields. */
function faultsOf(error: unknown): Map<string, string> {
  const errors = error instanceof ApiError ? (error.problem.errors ?? []) : [];
  return new Map(errors.map(({ field, message }) => [field, message]));
}
