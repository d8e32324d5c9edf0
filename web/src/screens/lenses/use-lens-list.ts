import { useComputed, useSignal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { LensLife } from '../../../../core/contract/lens-life.ts';
import type { LensList, LensSummary } from '../../../../core/contract/lenses.ts';
import { api } from '../../api-client.ts';
import { now } from '../../data/clock.ts';
import { onLive } from '../../data/live.ts';
import { useChange } from '../../data/use-change.ts';
import type { Change } from '../../data/use-change.ts';
import { useResource } from '../../data/resource.ts';
import type { Resource } from '../../data/resource.ts';
import { gather } from './gather-live.ts';
import { lastQuery } from './last-query.ts';
import {
  append,
  arrange,
  changedSince,
  filterLenses,
  inOrder,
  keepShort,
  update,
  updateLives,
} from './lens-order.ts';
import type { LensOrder } from './lens-order.ts';
import { sortingOf, sortOf } from './lens-sorting.ts';
import { belongs, queryText } from './lens-query.ts';
import type { ListQuery } from './lens-query.ts';

/** The list as it is shown. */
export interface ShownList {
  readonly answer: Resource<LensList>;
  /** The lenses in their order, undefined until they are known. */
  readonly lenses: ReadonlySignal<readonly LensSummary[] | undefined>;
  /** How many lenses are not as the list shows them. */
  readonly changed: ReadonlySignal<number>;
  /** Puts every lens where it belongs. */
  readonly showChanges: () => void;
  readonly updateLives: (lives: ReadonlyMap<string, LensLife>) => void;
  /**
   * Adds the page that follows, where there is one.
   *
   * @param again whether to try once more what failed
   */
  readonly loadMore: (again?: boolean) => Promise<void>;
  /** The loading of it. */
  readonly more: Change;
  /** What follows the last page that was loaded. */
  readonly next: ReadonlySignal<string | undefined>;
}

/** Words are looked for when typing pauses. */
const TYPING_MS = 250;

/** Lenses of a page that follows the first: few enough that nobody feels one come while they scroll. */
const PAGE = 200;

/** An attack changes many lenses at once; the list is drawn once for all of them. */
const GATHER_MS = 100;

/**
 * A list of lenses, kept up to date. Numbers and statuses change in place; the order changes only
 * when the reader asks for it, or for another list.
 */
export function useLensList(query: ListQuery, me: string): ShownList {
  const { sort } = query;
  const text = queryText({ ...query, q: useSettled(query.q) });
  const answer = useResource(`lenses?${text}`, (signal) => api.lenses(text, signal));
  const known = useSignal<{ text: string; order: LensOrder } | undefined>(undefined);
  const next = useSignal<string | undefined>(undefined);
  const more = useChange();
  const asked = useSignal(query);
  // The same question anew is no change.
  if (JSON.stringify(asked.peek()) !== JSON.stringify(query)) asked.value = query;
  useEffect(() => void (lastQuery.value = text), [text]);

  useEffect(
    () =>
      answer.data.subscribe((list) => {
        if (list === undefined) return;
        const before = known.peek();
        const isSame = before?.text === text;
        if (!isSame) next.value = list.next;
        known.value = {
          text,
          order: isSame
            ? update(before.order, list.lenses)
            : arrange(list.lenses, sortingOf(sortOf(sort), list.until)),
        };
      }),
    [answer, text, sort],
  );
  const change = (by: (order: LensOrder) => LensOrder) => {
    const before = known.peek();
    if (before !== undefined) known.value = { ...before, order: by(before.order) };
  };
  const isHere = (lens: LensSummary) => belongs(lens, asked.value, me, now.value);
  useEffect(() => {
    const heard = gather({
      afterMs: GATHER_MS,
      onLenses: (lenses) => change((order) => keepShort(update(order, lenses), isHere)),
      onLives: (lives) => change((order) => updateLives(order, lives)),
    });
    const stop = onLive((event) => {
      if (event.type === 'missed') void answer.reload();
      if (event.type === 'lens') heard.lens(event.lens);
      if (event.type === 'lives') heard.lives(event.lives);
    });
    return () => {
      stop();
      heard.stop();
    };
  }, [answer]);
  return {
    answer,
    lenses: useComputed(() =>
      known.value === undefined
        ? undefined
        : filterLenses(inOrder(known.value.order), asked.value.q),
    ),
    changed: useComputed(() =>
      known.value === undefined ? 0 : changedSince(known.value.order, isHere),
    ),
    showChanges: () =>
      change((order) => arrange([...order.latest.values()].filter(isHere), order.sorting)),
    updateLives: (lives) => {
      change((order) => updateLives(order, lives));
      void answer.reload();
    },
    loadMore: async (again = false) => {
      const after = next.peek();
      if (after === undefined || (more.error.peek() !== undefined && !again)) return;
      await more.run(async () => {
        const parameters = new URLSearchParams(text);
        parameters.set('after', after);
        parameters.set('limit', String(PAGE));
        // All pages look back from the same time.
        const until = answer.data.peek()?.until;
        if (until !== undefined) parameters.set('until', String(until));
        const page = await api.lenses(parameters.toString());
        // Another list may be shown by now.
        if (known.peek()?.text !== text) return;
        next.value = page.next;
        change((order) => append(order, page.lenses));
      });
    },
    more,
    next,
  };
}

/** A text once it has stayed the same for a moment; the first at once. */
function useSettled(text: string): string {
  const settled = useSignal(text);
  useEffect(() => {
    const timer = setTimeout(() => (settled.value = text), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled.value;
}
