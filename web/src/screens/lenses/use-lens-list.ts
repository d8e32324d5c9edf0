import { useComputed, useSignal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { LensLife } from '../../../../core/contract/lens-life.ts';
import type { LensList, LensSummary } from '../../../../core/contract/lenses.ts';
import { api } from '../../api-client.ts';
import { now } from '../../data/clock.ts';
import { onLive } from '../../data/live.ts';
import { useResource } from '../../data/resource.ts';
import type { Resource } from '../../data/resource.ts';
import { lastQuery } from './last-query.ts';
import { arrange, changedSince, filterLenses, inOrder, update, updateLives } from './lens-order.ts';
import type { LensOrder } from './lens-order.ts';
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
  /** Adds the page that follows, where there is one. */
  readonly loadMore: () => Promise<void>;
  /** What follows the last page that was loaded. */
  readonly next: ReadonlySignal<string | undefined>;
}

/** Words are looked for when typing pauses. */
const TYPING_MS = 250;

/**
 * A list of lenses, kept up to date. Numbers and statuses change in place; the order changes only
 * when the reader asks for it, or for another list.
 */
export function useLensList(query: ListQuery, me: string): ShownList {
  const text = queryText({ ...query, q: useSettled(query.q) });
  const answer = useResource(`lenses?${text}`, (signal) => api.lenses(text, signal));
  const known = useSignal<{ text: string; order: LensOrder } | undefined>(undefined);
  const next = useSignal<string | undefined>(undefined);
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
          order: isSame ? update(before.order, list.lenses) : arrange(list.lenses),
        };
      }),
    [answer, text],
  );
  const change = (by: (order: LensOrder) => LensOrder) => {
    const before = known.peek();
    if (before !== undefined) known.value = { ...before, order: by(before.order) };
  };
  const isHere = (lens: LensSummary) => belongs(lens, asked.value, me, now.value);
  useEffect(
    () =>
      onLive((event) => {
        if (event.type === 'missed') void answer.reload();
        if (event.type === 'lens') change((order) => update(order, [event.lens]));
        if (event.type === 'lives')
          change((order) => updateLives(order, Object.entries(event.lives)));
      }),
    [answer],
  );
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
    showChanges: () => change((order) => arrange([...order.latest.values()].filter(isHere))),
    updateLives: (lives) => {
      change((order) => updateLives(order, lives));
      void answer.reload();
    },
    loadMore: async () => {
      const after = next.peek();
      if (after === undefined) return;
      const parameters = new URLSearchParams(text);
      parameters.set('after', after);
      const page = await api.lenses(parameters.toString());
      next.value = page.next;
      change((order) => append(order, page.lenses));
    },
    next,
  };
}

/** Puts a page below what is there. */
function append(order: LensOrder, lenses: readonly LensSummary[]): LensOrder {
  const fresh = lenses.filter(({ id }) => !order.order.includes(id));
  const page = arrange(fresh);
  return {
    order: [...order.order, ...page.order],
    latest: new Map([...order.latest, ...page.latest]),
    arranged: new Map([...order.arranged, ...page.arranged]),
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
