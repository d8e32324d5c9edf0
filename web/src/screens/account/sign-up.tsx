import { useSignal } from '@preact/signals';
import { useLocation } from 'preact-iso';
import { api, ApiError } from '../../api-client.ts';
import type { Region } from '../../../../core/contract/regions.ts';
import { useResource } from '../../data/resource.ts';
import { enter } from '../../data/session.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Field } from '../../parts/field.tsx';
import { paths } from '../../routes.ts';
import { Entrance } from './entrance.tsx';
import styles from './entrance.module.css';
import { LookAtMail } from './look-at-mail.tsx';

/** The contract's bounds; the service holds them again. */
const PASSWORD = { min: 10, max: 128 } as const;

/** A new account with its tenant; it leads to the first source. */
export function SignUp() {
  const { route } = useLocation();
  const email = useSignal('');
  const organisation = useSignal('');
  const password = useSignal('');
  const region = useSignal<Region>('none');
  const ways = useResource('ways-in', api.waysIn);
  const isMailed = useSignal(false);
  const busy = useSignal(false);
  const error = useSignal<unknown>(undefined);
  const submit = async () => {
    busy.value = true;
    error.value = undefined;
    try {
      const request = {
        email: email.value,
        password: password.value,
        organisation: organisation.value,
        region: region.value,
      };
      const answer = await api.signUp(request);
      if ('next' in answer && answer.next === 'mail') {
        isMailed.value = true;
        busy.value = false;
        return;
      }
      route(paths.welcome, true);
      enter(answer);
    } catch (failure) {
      error.value = failure;
      busy.value = false;
    }
  };
  if (isMailed.value) return <LookAtMail email={email.value} />;
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
        {ways.data.value?.regions.includes('eu') === true && (
          <label class={styles.region}>
            <span>Where your data is</span>
            <select
              value={region.value}
              onChange={(event) => {
                region.value = event.currentTarget.value as Region;
              }}
            >
              <option value="none">Anywhere</option>
              <option value="eu">The graph in the European Union</option>
            </select>
            <span class={styles.note}>
              For good. The documentation says what is there, and what not.
            </span>
          </label>
        )}
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
