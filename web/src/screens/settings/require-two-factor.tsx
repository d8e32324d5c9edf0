import { useChange } from '../../data/use-change.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { settings } from '../../settings-client.ts';
import styles from './settings.module.css';

interface RequireTwoFactorProps {
  readonly required: boolean;
  readonly onChanged: () => void;
}

/** Whether every member must have two-factor authentication. For owners. */
export function RequireTwoFactor({ required, onChanged }: RequireTwoFactorProps) {
  const change = useChange();
  const set = () =>
    void change
      .run(() => settings.requireTwoFactor(!required))
      .then((isChanged) => {
        if (isChanged) onChanged();
      });
  return (
    <section class={styles.section} aria-label="Two-factor authentication of members">
      <h2 class={styles.heading}>
        Two-factor authentication of members
        {required && <span class={styles.tag}>required</span>}
      </h2>
      <p class={styles.lead}>
        {required
          ? 'Members without it see nothing of the organisation until they have set it up.'
          : 'Members may have it. When it is required, those without see nothing until they have set it up.'}
      </p>
      {change.error.value !== undefined && (
        <ErrorNote error={change.error.value} title="Nothing was changed" />
      )}
      <span>
        <Button busy={change.busy.value} onClick={set}>
          {required ? 'Do not require it' : 'Require it of everyone'}
        </Button>
      </span>
    </section>
  );
}
