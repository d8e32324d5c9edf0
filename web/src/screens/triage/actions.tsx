import type { LensLife } from '../../../../core/contract/lens-life.ts';
import type { KeyBinding } from '../../keys/key-reader.ts';
import { Button } from '../../parts/button.tsx';
import type { Triage } from './triage.ts';
import styles from './triage.module.css';

interface ActionsProps {
  readonly triage: Triage;
  readonly ids: readonly string[];
  /** The user who is looking. */
  readonly me: string;
  /** What all of the lenses are; undefined where they differ. */
  readonly status: LensLife['status'] | undefined;
}

/** What can be done with lenses. */
export function Actions({ triage, ids, me, status }: ActionsProps) {
  const isAway = status === 'closed' || status === 'snoozed';
  return (
    <div class={styles.bar}>
      <Button onClick={() => void triage.change(ids, { do: 'assign', assignee: me })}>
        Assign to me
      </Button>
      <Button onClick={() => (triage.asked.value = { about: 'assign', ids })}>Assign…</Button>
      {isAway ? (
        <Button onClick={() => void triage.change(ids, { do: 'reopen' })}>Open again</Button>
      ) : (
        status !== 'reviewing' && (
          <Button onClick={() => void triage.change(ids, { do: 'review' })}>Review</Button>
        )
      )}
      <Button onClick={() => (triage.asked.value = { about: 'tag', ids })}>Tag…</Button>
      <Button onClick={() => (triage.asked.value = { about: 'snooze', ids })}>Snooze…</Button>
      <Button kind="primary" onClick={() => (triage.asked.value = { about: 'close', ids })}>
        Close…
      </Button>
    </div>
  );
}

/**
 * The keys that do it.
 *
 * @param idsOf the lenses that they act on when they are pressed
 */
export function triageKeys(
  triage: Triage,
  me: string,
  idsOf: () => readonly string[],
): KeyBinding[] {
  const ask = (about: 'close' | 'snooze' | 'assign' | 'tag') => {
    const ids = idsOf();
    if (ids.length > 0) triage.asked.value = { about, ids };
  };
  const group = 'Triage';
  return [
    {
      keys: 'a',
      what: 'Assign to me',
      group,
      run: () => void triage.change(idsOf(), { do: 'assign', assignee: me }),
    },
    { keys: 'A', what: 'Assign to …', group, run: () => ask('assign') },
    {
      keys: 'r',
      what: 'Take up for review',
      group,
      run: () => void triage.change(idsOf(), { do: 'review' }),
    },
    { keys: 'c', what: 'Close …', group, run: () => ask('close') },
    { keys: 's', what: 'Snooze …', group, run: () => ask('snooze') },
    { keys: 't', what: 'Tag …', group, run: () => ask('tag') },
    {
      keys: 'o',
      what: 'Open again',
      group,
      run: () => void triage.change(idsOf(), { do: 'reopen' }),
    },
    { keys: 'Z', what: 'Undo', group, run: () => void triage.undo() },
  ];
}
