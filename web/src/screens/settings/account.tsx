import { session } from '../../data/session.ts';
import { useResource } from '../../data/resource.ts';
import { settings } from '../../settings-client.ts';
import { ChangePassword } from './change-password.tsx';
import { Organisations } from './organisations.tsx';
import { Passkeys } from './passkeys.tsx';
import { Sessions } from './sessions.tsx';
import styles from './settings.module.css';
import { TwoFactor } from './two-factor.tsx';

/** What people see and change of themselves: their organisations, second factor, passkeys, and sessions. */
export function Account() {
  const known = session.value;
  const account = useResource('account', settings.account);
  if (known.state !== 'some') return null;
  return (
    <>
      <Organisations current={known.session} />
      {account.data.value?.isBySso === true ? <BySso /> : <Own />}
      <Sessions />
    </>
  );
}

function Own() {
  return (
    <>
      <ChangePassword />
      <TwoFactor />
      <Passkeys />
    </>
  );
}

/** Whoever runs the provider is not the account's master: what is personal takes the password. */
function BySso() {
  return (
    <section class={styles.section} aria-label="Single sign-on">
      <h2 class={styles.heading}>You came by single sign-on</h2>
      <p class={styles.lead}>
        It opens this organisation alone. Your password, two-factor authentication, passkeys and
        other organisations are there when you sign in with a password.
      </p>
    </section>
  );
}
