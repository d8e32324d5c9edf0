import { signal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { ChangedLenses, LensChange, LensLife } from '../../../../core/contract/lens-life.ts';
import { api } from '../../api-client.ts';
import { counted } from '../../parts/plural.ts';
import { VERDICT_CHOICES } from './life-words.ts';

/** What can be asked before lenses are changed. */
export type Question = 'close' | 'snooze' | 'assign' | 'tag';

/** A question about lenses. */
export interface Asked {
  readonly about: Question;
  readonly ids: readonly string[];
}

/** What was done, and can be undone. */
export interface Done {
  readonly words: string;
  /** The id of the change; undefined when there is nothing to undo. */
  readonly change: string | undefined;
  readonly ids: readonly string[];
}

/** The changing of lenses: what is asked, what was done. */
export interface Triage {
  readonly asked: Signal<Asked | undefined>;
  readonly done: Signal<Done | undefined>;
  readonly busy: Signal<boolean>;
  readonly error: Signal<unknown>;
  readonly change: (ids: readonly string[], change: LensChange, comment?: string) => Promise<void>;
  readonly undo: () => Promise<void>;
}

/** So long the way back is in sight. */
const UNDO_MS = 10_000;

/**
 * The changing of lenses.
 *
 * @param onChanged is told what lenses have become, by id
 */
export function useTriage(onChanged: (lives: ReadonlyMap<string, LensLife>) => void): Triage {
  const triage = useMemo(() => createTriage(onChanged), []);
  const done = triage.done.value;
  useEffect(() => {
    if (done === undefined) return undefined;
    const timer = setTimeout(() => (triage.done.value = undefined), UNDO_MS);
    return () => clearTimeout(timer);
  }, [done]);
  return triage;
}

function createTriage(onChanged: (lives: ReadonlyMap<string, LensLife>) => void): Triage {
  const asked = signal<Asked | undefined>(undefined);
  const done = signal<Done | undefined>(undefined);
  const busy = signal(false);
  const error = signal<unknown>(undefined);

  async function change(ids: readonly string[], what: LensChange, comment?: string): Promise<void> {
    if (ids.length === 0 || busy.peek()) return;
    busy.value = true;
    error.value = undefined;
    try {
      const answer = await api.changeLenses({ ids: [...ids], change: what, comment });
      asked.value = undefined;
      onChanged(new Map(answer.changed.map(({ id, after }) => [id, after])));
      const changed = answer.changed.map(({ id }) => id);
      const canUndo = what.do !== 'undo' && changed.length > 0;
      done.value = {
        words: wordsOf(what, answer),
        change: canUndo ? answer.change : undefined,
        ids: changed,
      };
    } catch (failure) {
      error.value = failure;
    }
    busy.value = false;
  }

  async function undo(): Promise<void> {
    const last = done.peek();
    if (last?.change === undefined) return;
    await change(last.ids, { do: 'undo', change: last.change });
  }

  return { asked, done, busy, error, change, undo };
}

/** What was done, in a line. */
function wordsOf(change: LensChange, { changed, skipped }: ChangedLenses): string {
  if (changed.length === 0) {
    return skipped.length === 0 ? 'Nothing to change' : 'Someone else was faster; nothing changed';
  }
  const rest = skipped.length === 0 ? '' : `; ${skipped.length} left alone`;
  return `${counted(changed.length, 'lens')} ${deedOf(change)}${rest}`;
}

function deedOf(change: LensChange): string {
  switch (change.do) {
    case 'reopen':
      return 'opened again';
    case 'review':
      return 'taken up for review';
    case 'close': {
      const verdict = VERDICT_CHOICES.find(({ name }) => name === change.verdict);
      return `closed as ${verdict?.title.toLowerCase() ?? change.verdict}`;
    }
    case 'snooze':
      return 'snoozed';
    case 'assign':
      return change.assignee === null ? 'assigned to nobody' : 'assigned';
    case 'tag':
      return 'tagged';
    case 'undo':
      return 'as before';
  }
}
