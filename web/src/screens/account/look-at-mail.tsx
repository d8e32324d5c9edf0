import { paths } from '../../routes.ts';
import { Entrance } from './entrance.tsx';
import styles from './entrance.module.css';

/** The second step of signing up where there is a mailer: the same for whatever address. */
export function LookAtMail({ email }: { readonly email: string }) {
  return (
    <Entrance title="Look at your mail" lead={`We sent a link to ${email}`}>
      <p role="status">
        It makes your account: it works once, for an hour. If you have an account with this address
        already, the mail says so instead.
      </p>
      <p class={styles.other}>
        <a href={paths.signIn}>Sign in</a>
      </p>
    </Entrance>
  );
}
