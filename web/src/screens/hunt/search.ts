import { signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { SearchAnswer, SearchMatch } from '../../../../core/contract/search.ts';
import type { SearchQuery } from '../../api-client.ts';

/** So many matches are looked for before the reader is asked whether to go on. */
const MATCHES_AT_ONCE = 50;

/** What a search has found so far. */
export interface SearchState {
  readonly matches: readonly SearchMatch[];
  readonly busy: boolean;
  /** Where to go on; absent when everything was searched. */
  readonly next?: string | undefined;
  readonly error?: unknown;
}

/** A search as it goes on: the service answers in parts, as a large graph takes a while. */
export interface Search {
  readonly state: ReadonlySignal<SearchState>;
  /** Looks for something else; an empty text looks for nothing. */
  readonly start: (query: SearchQuery) => Promise<void>;
  /** Looks for more of the same. */
  readonly goOn: () => Promise<void>;
  readonly stop: () => void;
}

/** @param ask asks the service for one part, after the place of the part before */
export function createSearch(
  ask: (query: SearchQuery, after?: string, signal?: AbortSignal) => Promise<SearchAnswer>,
): Search {
  const state = signal<SearchState>({ matches: [], busy: false });
  let query: SearchQuery = { text: '', type: '' };
  let controller = new AbortController();

  async function run(wanted: number): Promise<void> {
    const own = new AbortController();
    controller = own;
    state.value = { ...state.peek(), busy: true, error: undefined };
    try {
      do {
        const { next, matches } = state.peek();
        const answer = await ask(query, next, own.signal);
        if (own.signal.aborted) return;
        state.value = {
          matches: [...matches, ...answer.matches],
          busy: true,
          next: answer.next,
        };
      } while (state.peek().next !== undefined && state.peek().matches.length < wanted);
      state.value = { ...state.peek(), busy: false };
    } catch (error) {
      if (own.signal.aborted) return;
      state.value = { ...state.peek(), busy: false, error };
    }
  }

  function stop(): void {
    controller.abort();
    state.value = { ...state.peek(), busy: false };
  }

  return {
    state,
    stop,
    start: async (asked) => {
      stop();
      query = asked;
      state.value = { matches: [], busy: false };
      if (asked.text !== '') await run(MATCHES_AT_ONCE);
    },
    goOn: async () => await run(state.peek().matches.length + MATCHES_AT_ONCE),
  };
}
