import { useSignal } from '@preact/signals';
import { useLocation } from 'preact-iso';
import type { SignUpAnswer } from '../../../../core/contract/account.ts';
import type { OpenInvitation } from '../../../../core/contract/members.ts';
import { api } from '../../api-client.ts';
import { useResource } from '../../data/resource.ts';
import { changeTenant, enter, leave, session } from '../../data/session.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Field } from '../../parts/field.tsx';
import { visibleText } from '../../parts/visible-text.ts';
import { paths } from '../../routes.ts';
import { settings } from '../../settings-client.ts';
import { Entrance } from './entrance.tsx';
import styles from './entrance.module.css';
import { SecondStep } from './second-step.tsx';

/** What the link of an invitation opens, for members of other organisations and for newcomers. */
export function Invitation() {
  const code = useLocation().query.code ?? '';
  const invitation = useResource(`invitation/${code}`, (signal) =>
    settings.invitation(code, signal),
  );
  const found = invitation.data.value;
  if (invitation.error.value !== undefined) {
    return (
      <Entrance title="An invitation" lead="Links work once, and for two days.">
        <ErrorNote
          error={invitation.error.value}
          title="It may have been accepted, taken back, or be too old"
        />
        <p class={styles.other}>
          <a href={paths.home}>Go on without it</a>
        </p>
      </Entrance>
    );
  }
  if (found === undefined) return null;
  const known = session.value;
  return (
    <Entrance
      title={`Join ${visibleText(found.organisation, 80)}`}
      lead={`You are invited as ${found.role}: ${visibleText(found.email, 254)}`}
    >
      {known.state === 'some' && (
        <Accept code={code} invitation={found} email={known.session.user.email} />
      )}
      {known.state === 'held' && <AcceptHeld code={code} invitation={found} />}
      {known.state === 'none' && <Enter code={code} invitation={found} />}
    </Entrance>
  );
}

interface AcceptProps {
  readonly code: string;
  readonly invitation: OpenInvitation;
  /** Who is signed in. */
  readonly email: string;
}

/** For someone who is signed in: it must be who is invited. */
function Accept({ code, invitation, email }: AcceptProps) {
  const { route } = useLocation();
  const busy = useSignal(false);
  const error = useSignal<unknown>(undefined);
  if (email.toLowerCase() !== invitation.email.toLowerCase()) {
    return (
      <>
        <p>You are signed in as {email}. The invitation is for another address.</p>
        <Button kind="primary" wide onClick={() => void leave()}>
          Sign out, and go on
        </Button>
      </>
    );
  }
  const accept = async () => {
    busy.value = true;
    try {
      await settings.accept(code);
      route(paths.lenses, true);
      await changeTenant();
    } catch (failure) {
      error.value = failure;
      busy.value = false;
    }
  };
  return (
    <>
      {error.value !== undefined && (
        <ErrorNote error={error.value} title="The invitation was not accepted" />
      )}
      <Button kind="primary" wide busy={busy.value} onClick={() => void accept()}>
        Accept
      </Button>
    </>
  );
}

/** For someone who is signed in without an organisation that they may see. */
function AcceptHeld(props: Omit<AcceptProps, 'email'>) {
  const account = useResource('account', settings.account);
  if (account.error.value !== undefined) {
    return <ErrorNote error={account.error.value} title="Your account was not loaded" />;
  }
  const known = account.data.value;
  return known === undefined ? null : <Accept {...props} email={known.user.email} />;
}

/** For anyone else: a new account for the address, or the one that it has. */
function Enter({ code, invitation }: Omit<AcceptProps, 'email'>) {
  const { route } = useLocation();
  const isNew = useSignal(true);
  const wantsCode = useSignal(false);
  const isMailed = useSignal(false);
  const password = useSignal('');
  const busy = useSignal(false);
  const error = useSignal<unknown>(undefined);
  const comeIn = (answer: SignUpAnswer) => {
    if ('next' in answer && answer.next === 'mail') {
      isMailed.value = true;
      return;
    }
    const isCode = 'next' in answer && answer.next === 'code';
    wantsCode.value = isCode;
    busy.value = false;
    if (isCode) return;
    route(paths.lenses, true);
    enter(answer);
  };
  const submit = async () => {
    busy.value = true;
    error.value = undefined;
    const request = { email: invitation.email, password: password.peek(), invitation: code };
    try {
      const answer = await (isNew.peek() ? api.signUp(request) : api.signIn(request));
      comeIn(answer);
    } catch (failure) {
      error.value = failure;
      busy.value = false;
    }
  };
  if (isMailed.value) {
    return (
      <p role="status">
        We sent a link to {visibleText(invitation.email, 254)}. It makes your account, and you join
        with it; it works once, for an hour. If you have an account already, the mail says so.
      </p>
    );
  }
  if (wantsCode.value) {
    return (
      <SecondStep invitation={code} onBack={() => (wantsCode.value = false)} onEntered={comeIn} />
    );
  }
  return (
    <>
      <form
        class={styles.fields}
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <input type="hidden" name="email" autocomplete="username" value={invitation.email} />
        <Field
          label={isNew.value ? 'A password for your account' : 'Password'}
          name="password"
          type="password"
          autoComplete={isNew.value ? 'new-password' : 'current-password'}
          minLength={isNew.value ? 10 : 1}
          maxLength={128}
          hint={isNew.value ? 'At least 10 characters' : undefined}
          value={password.value}
          onInput={(value) => (password.value = value)}
        />
        {error.value !== undefined && (
          <ErrorNote error={error.value} title="The invitation was not accepted" />
        )}
        <Button kind="primary" type="submit" wide busy={busy.value}>
          {isNew.value ? 'Create account and join' : 'Sign in and join'}
        </Button>
      </form>
      <p class={styles.other}>
        {isNew.value ? 'Have an account?' : 'No account yet?'}{' '}
        <button class={styles.switch} type="button" onClick={() => (isNew.value = !isNew.peek())}>
          {isNew.value ? 'Sign in' : 'Create one'}
        </button>
      </p>
    </>
  );
}
