import { useResource } from '../../data/resource.ts';
import { forgetSession } from '../../data/session.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { LogText } from '../../parts/log-text.tsx';
import { RelativeTimestamp } from '../../parts/timestamp.tsx';
import { settings } from '../../settings-client.ts';
import styles from './settings.module.css';
import { SureButton } from './sure-button.tsx';
import { useChange } from '../../data/use-change.ts';

/** Where someone is signed in, and the way out of each. */
export function Sessions() {
  const sessions = useResource('sessions', settings.sessions);
  const change = useChange();
  const everywhere = async () => {
    if (await change.run(settings.endSessions)) forgetSession();
  };
  return (
    <section class={styles.section} aria-label="Where you are signed in">
      <h2 class={styles.heading}>Where you are signed in</h2>
      {(sessions.error.value ?? change.error.value) !== undefined && (
        <ErrorNote error={sessions.error.value ?? change.error.value} title="That did not work" />
      )}
      <ul class={styles.rows} aria-label="Sessions">
        {(sessions.data.value ?? []).map((session) => (
          <li key={session.id} class={styles.row}>
            <span class={styles.what}>
              <span class={styles.name}>
                <LogText text={session.browser || 'an unknown browser'} limit={120} />
              </span>
              <span class={styles.quiet}>
                {session.address !== '' && (
                  <>
                    <LogText text={session.address} limit={60} />
                    {' · '}
                  </>
                )}
                since <RelativeTimestamp at={session.createdAt} />
                {session.isThis && <span class={styles.tag}>this one</span>}
              </span>
            </span>
            {!session.isThis && (
              <SureButton
                word="Sign out"
                question="Sign it out?"
                busy={change.busy.value}
                onSure={() =>
                  void change
                    .run(() => settings.endSession(session.id))
                    .then(() => sessions.reload())
                }
              />
            )}
          </li>
        ))}
      </ul>
      <span>
        <SureButton
          word="Sign out everywhere"
          question="Sign out everywhere, here too?"
          busy={change.busy.value}
          onSure={() => void everywhere()}
        />
      </span>
    </section>
  );
}
