import { useResource } from '../../data/resource.ts';
import { changeTenant, leave } from '../../data/session.ts';
import { useChange } from '../../data/use-change.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { LogText } from '../../parts/log-text.tsx';
import { settings } from '../../settings-client.ts';
import styles from './entrance.module.css';

/** Where somebody may go who is held here: to another organisation of theirs, or out. */
export function WaysOut() {
  const organisations = useResource('organisations', settings.organisations);
  const change = useChange();
  const list = organisations.data.value ?? [];
  return (
    <>
      {list.length > 1 && (
        <p class={styles.other}>
          Work for{' '}
          {list.map(({ id, name }, index) => (
            <>
              {index > 0 && ', '}
              <button
                key={id}
                class={styles.switch}
                type="button"
                onClick={() =>
                  void change.run(async () => {
                    await settings.switchTo(id);
                    await changeTenant();
                  })
                }
              >
                <LogText text={name} limit={80} />
              </button>
            </>
          ))}
        </p>
      )}
      {change.error.value !== undefined && (
        <ErrorNote error={change.error.value} title="That did not work" />
      )}
      <p class={styles.other}>
        <button class={styles.switch} type="button" onClick={() => void leave()}>
          Sign out
        </button>
      </p>
    </>
  );
}
