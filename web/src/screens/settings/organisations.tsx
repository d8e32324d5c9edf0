import { useSignal } from '@preact/signals';
import { useLocation } from 'preact-iso';
import type { Session } from '../../../../core/contract/account.ts';
import { changeTenant } from '../../data/session.ts';
import { useResource } from '../../data/resource.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Field } from '../../parts/field.tsx';
import { LogText } from '../../parts/log-text.tsx';
import { paths } from '../../routes.ts';
import { settings } from '../../settings-client.ts';
import styles from './settings.module.css';
import { SureButton } from './sure-button.tsx';
import { useChange } from '../../data/use-change.ts';

/** The organisations that someone belongs to. They work for one at a time. */
export function Organisations({ current }: { readonly current: Session }) {
  const { route } = useLocation();
  const organisations = useResource('organisations', settings.organisations);
  const change = useChange();
  const name = useSignal('');
  const make = async (work: () => Promise<unknown>, after: () => Promise<void>) => {
    if (!(await change.run(work))) return;
    route(paths.lenses);
    await after();
  };
  const create = () =>
    make(async () => {
      const made = await settings.createOrganisation(name.peek());
      await settings.switchTo(made.id);
    }, changeTenant);
  return (
    <section class={styles.section} aria-label="Your organisations">
      <h2 class={styles.heading}>Your organisations</h2>
      {(organisations.error.value ?? change.error.value) !== undefined && (
        <ErrorNote
          error={organisations.error.value ?? change.error.value}
          title="That did not work"
        />
      )}
      <ul class={styles.rows} aria-label="Your organisations">
        {(organisations.data.value ?? []).map((organisation) => {
          const isCurrent = organisation.id === current.tenant.id;
          return (
            <li key={organisation.id} class={styles.row}>
              <span class={styles.what}>
                <span class={styles.name}>
                  <LogText text={organisation.name} limit={80} />
                  {isCurrent && <span class={styles.tag}>now</span>}
                </span>
                <span class={styles.quiet}>you are {organisation.role}</span>
              </span>
              {isCurrent ? (
                <SureButton
                  word="Leave"
                  question="Leave it?"
                  busy={change.busy.value}
                  onSure={() => void make(settings.leave, changeTenant)}
                />
              ) : (
                <Button
                  disabled={change.busy.value}
                  onClick={() => void make(() => settings.switchTo(organisation.id), changeTenant)}
                >
                  Switch to it
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      <form
        class={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void create();
        }}
      >
        <Field
          label="Another organisation"
          name="organisation"
          type="text"
          autoComplete="off"
          maxLength={80}
          value={name.value}
          onInput={(value) => (name.value = value)}
        />
        <Button type="submit" busy={change.busy.value} disabled={name.value.trim() === ''}>
          Create it
        </Button>
      </form>
    </section>
  );
}
