import { useSignal } from '@preact/signals';
import type { RulePack } from '../../../../core/contract/rules.ts';
import { api } from '../../api-client.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { LogText } from '../../parts/log-text.tsx';
import { counted } from '../../parts/plural.ts';
import { RelativeTimestamp } from '../../parts/timestamp.tsx';
import styles from './analyzers.module.css';

interface PacksProps {
  readonly packs: readonly RulePack[];
  /** Called when a pack is gone. */
  readonly onRemoved: () => void;
}

/** The packs that rules came in. A pack goes with all of its rules, which is asked twice. */
export function Packs({ packs, onRemoved }: PacksProps) {
  const asked = useSignal('');
  const error = useSignal<unknown>(undefined);
  const remove = async (name: string) => {
    if (asked.peek() !== name) {
      asked.value = name;
      return;
    }
    asked.value = '';
    try {
      await api.removePack(name);
      error.value = undefined;
    } catch (failure) {
      error.value = failure;
    }
    onRemoved();
  };
  return (
    <>
      <ul class={styles.packs} aria-label="Packs of rules">
        {packs.map((pack) => (
          <li key={pack.name} class={styles.packCard}>
            <span class={styles.packName}>
              <LogText text={pack.name} limit={80} />
            </span>
            <span class={styles.quiet}>
              {counted(pack.rules, 'rule')}
              {pack.rejected > 0 && (
                <>
                  {' · '}
                  <span class={styles.refused}>{pack.rejected.toLocaleString('en')} refused</span>
                </>
              )}
              <span class={styles.when}>
                {' · '}
                <RelativeTimestamp at={pack.importedAt} />
              </span>
            </span>
            {pack.isOwn !== true && (
              <Button kind="quiet" onClick={() => void remove(pack.name)}>
                {asked.value === pack.name ? 'Remove it and its rules?' : 'Remove'}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {error.value !== undefined && (
        <ErrorNote error={error.value} title="The pack could not be removed" />
      )}
    </>
  );
}
