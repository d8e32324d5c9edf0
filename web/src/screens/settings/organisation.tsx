import { useSignal } from '@preact/signals';
import { isAtLeast } from '../../../../core/contract/roles.ts';
import { useResource } from '../../data/resource.ts';
import { loadSession, session } from '../../data/session.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Field } from '../../parts/field.tsx';
import { LogText } from '../../parts/log-text.tsx';
import { exportUrl, settings } from '../../settings-client.ts';
import { SingleSignOn } from './single-sign-on.tsx';
import { RequireTwoFactor } from './require-two-factor.tsx';
import styles from './settings.module.css';
import { useChange } from '../../data/use-change.ts';

/** The organisation's name, how long it keeps what it has, all of it to take away, and its end. */
export function Organisation() {
  const organisation = useResource('organisation', settings.organisation);
  const change = useChange();
  const days = useSignal<string | undefined>(undefined);
  const typed = useSignal('');
  const known = organisation.data.value;
  if (known === undefined) {
    return organisation.error.value === undefined ? null : (
      <ErrorNote error={organisation.error.value} title="The organisation could not be loaded" />
    );
  }
  const signedIn = session.value;
  const role = signedIn.state === 'some' ? signedIn.session.role : 'viewer';
  const isAdmin = isAtLeast(role, 'admin');
  const shownDays = days.value ?? String(known.retentionDays ?? '');
  const keep = () =>
    void change.run(async () => {
      await settings.setRetention(shownDays === '' ? null : Number(shownDays));
      await organisation.reload();
    });
  const erase = () =>
    void change.run(async () => {
      await settings.eraseOrganisation(typed.value);
      await loadSession();
    });
  return (
    <>
      <section class={styles.section}>
        <h2 class={styles.heading}>
          <LogText text={known.name} />
        </h2>
        <p class={styles.lead}>
          Facts that no hit names are kept for{' '}
          {known.retentionDays === null
            ? 'as long as the service does'
            : `${known.retentionDays} days`}
          .{known.region === 'eu' && ' Its graph is kept and worked on in the European Union.'}
        </p>
        {isAdmin && (
          <form
            class={styles.form}
            onSubmit={(event) => {
              event.preventDefault();
              keep();
            }}
          >
            <Field
              label="Days to keep facts (empty: as the service does)"
              name="days"
              type="text"
              autoComplete="off"
              required={false}
              value={shownDays}
              onInput={(value) => (days.value = value.replace(/\D/g, ''))}
            />
            <Button type="submit" busy={change.busy.value}>
              Keep so long
            </Button>
          </form>
        )}
        {change.error.value !== undefined && (
          <ErrorNote error={change.error.value} title="Nothing was changed" />
        )}
      </section>
      {role === 'owner' && (
        <>
          <RequireTwoFactor
            required={known.requiresTwoFactor}
            onChanged={() => void organisation.reload()}
          />
          <SingleSignOn />
          <section class={styles.section}>
            <h2 class={styles.heading}>Export</h2>
            <p class={styles.lead}>
              Everything as lines of JSON: the database without secrets, the graph, and the names of
              stored uploads, which can be fetched one by one.
            </p>
            <p>
              <a class={styles.export} href={exportUrl} download>
                Export everything
              </a>
            </p>
          </section>
          <section class={styles.section}>
            <h2 class={styles.heading}>Erase this organisation</h2>
            <p class={styles.lead}>
              Everybody is signed out of it and every token is void at once; within half an hour
              nothing of it is left. There is no way back.
            </p>
            <form
              class={styles.form}
              onSubmit={(event) => {
                event.preventDefault();
                erase();
              }}
            >
              <Field
                label="Its name, to say that you mean it"
                name="erase"
                type="text"
                autoComplete="off"
                value={typed.value}
                onInput={(value) => (typed.value = value)}
              />
              <Button type="submit" busy={change.busy.value} disabled={typed.value !== known.name}>
                Erase everything
              </Button>
            </form>
          </section>
        </>
      )}
    </>
  );
}
