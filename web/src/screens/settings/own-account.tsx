import { useSignal } from '@preact/signals';
import { api } from '../../api-client.ts';
import { useResource } from '../../data/resource.ts';
import { leave, reenter } from '../../data/session.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Field } from '../../parts/field.tsx';
import { LogText } from '../../parts/log-text.tsx';
import { RelativeTimestamp } from '../../parts/timestamp.tsx';
import styles from './settings.module.css';
import { useAction } from './use-action.ts';

/** The organisations that one belongs to, and where one is signed in. */
export function OwnAccount() {
  const organisations = useResource('organisations', api.organisations);
  const sessions = useResource('sessions', api.sessions);
  const action = useAction();
  const name = useSignal('');
  const open = (id: string) =>
    void action.run(async () => {
      await api.switchOrganisation(id);
      await reenter();
    });
  const make = () =>
    void action.run(async () => {
      const { id } = await api.makeOrganisation(name.value);
      await api.switchOrganisation(id);
      await reenter();
    });
  return (
    <>
      {action.error.value !== undefined && (
        <ErrorNote error={action.error.value} title="That did not work" />
      )}
      <section class={styles.section}>
        <h2>Your organisations</h2>
        <div class={styles.scroll}>
          <table class={styles.table}>
            <tbody>
              {(organisations.data.value ?? []).map((organisation) => (
                <tr key={organisation.id}>
                  <td>
                    <LogText text={organisation.name} limit={80} />
                  </td>
                  <td>{organisation.role}</td>
                  <td>
                    <Button onClick={() => open(organisation.id)}>Open</Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        <form
          class={styles.form}
          onSubmit={(event) => {
            event.preventDefault();
            make();
          }}
        >
          <Field
            label="Name of another organisation"
            name="new-organisation"
            type="text"
            autoComplete="off"
            maxLength={80}
            value={name.value}
            onInput={(value) => (name.value = value)}
          />
          <Button type="submit" busy={action.busy.value}>
            Make it
          </Button>
        </form>
      </section>
      <section class={styles.section}>
        <h2>Where you are signed in</h2>
        <div class={styles.scroll}>
          <table class={styles.table}>
            <tbody>
              {(sessions.data.value ?? []).map((session) => (
                <tr key={session.id}>
                  <td>
                    <LogText text={session.browser || 'unknown browser'} limit={80} />
                  </td>
                  <td>{session.address}</td>
                  <td>
                    since <RelativeTimestamp at={session.createdAt} />
                  </td>
                  <td>
                    {session.isThis ? (
                      <span class={styles.quiet}>here</span>
                    ) : (
                      <Button
                        kind="quiet"
                        onClick={() =>
                          void action.run(async () => {
                            await api.endSession(session.id);
                            await sessions.reload();
                          })
                        }
                      >
                        Sign out there
                      </Button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        <p>
          <Button
            onClick={() =>
              void action.run(async () => {
                await api.endAllSessions();
                await leave();
              })
            }
          >
            Sign out everywhere
          </Button>
        </p>
      </section>
    </>
  );
}
