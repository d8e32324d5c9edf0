import { signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import { api } from '../api-client.ts';
import { typeLook } from '../parts/node-type.ts';
import { riskNumber } from '../parts/risk-band.ts';
import { paths } from '../routes.ts';
import type { PaletteEntry } from './palette-entries.ts';

/** Shorter words find too much to be of use. */
const LEAST_LENGTH = 2;

/** A search begins when typing pauses for so long. */
const PAUSE_MS = 180;

/** What the service finds by a text, as far as it has answered. */
export interface PaletteSearch {
  readonly found: ReadonlySignal<readonly PaletteEntry[]>;
  readonly busy: ReadonlySignal<boolean>;
  /** Why a part of the last search failed. */
  readonly error: ReadonlySignal<unknown>;
  readonly look: (text: string) => void;
  readonly stop: () => void;
}

/** Looks for lenses, nodes and analyzers; an answer to an older text is dropped. */
export function createPaletteSearch(go: (path: string) => void): PaletteSearch {
  const found = signal<readonly PaletteEntry[]>([]);
  const busy = signal(false);
  const error = signal<unknown>(undefined);
  let controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let analyzers: Promise<readonly { id: string; title: string }[]> | undefined;

  function stop(): void {
    controller.abort();
    clearTimeout(timer);
    busy.value = false;
  }

  function look(text: string): void {
    stop();
    error.value = undefined;
    found.value = [];
    if (text.trim().length < LEAST_LENGTH) return;
    busy.value = true;
    timer = setTimeout(() => void ask(text.trim()), PAUSE_MS);
  }

  async function ask(text: string): Promise<void> {
    const own = new AbortController();
    controller = own;
    const parts = [lenses(text, own.signal), nodes(text, own.signal), rules(text)];
    const answers = await Promise.allSettled(
      parts.map(async (part) => {
        const entries = await part;
        if (!own.signal.aborted) found.value = inOrder([...found.value, ...entries]);
      }),
    );
    if (own.signal.aborted) return;
    error.value = answers.find((answer) => answer.status === 'rejected')?.reason;
    busy.value = false;
  }

  async function lenses(text: string, abort: AbortSignal): Promise<PaletteEntry[]> {
    const query = new URLSearchParams({ q: text, limit: '8' });
    const answer = await api.lenses(query.toString(), abort);
    return answer.lenses.map(({ id, name, score, why }) => ({
      id: `lens-${id}`,
      group: 'Lenses',
      title: name,
      detail: `risk ${riskNumber(score)} ${why}`,
      run: () => go(paths.lens(id)),
    }));
  }

  async function nodes(text: string, abort: AbortSignal): Promise<PaletteEntry[]> {
    const { matches } = await api.search({ text, type: '' }, undefined, abort);
    return matches.flatMap((match) =>
      match.nodes.map(({ id, label, on }) => ({
        id: `node-${id}`,
        group: 'Nodes',
        title: label,
        detail: [typeLook(match.type).word, on].filter(Boolean).join(' on '),
        run: () => go(paths.node(id)),
      })),
    );
  }

  async function rules(text: string): Promise<PaletteEntry[]> {
    analyzers ??= api.rules().then(({ own, builtIn, rules }) => [...own, ...builtIn, ...rules]);
    // What failed is asked for again with the next text.
    analyzers.catch(() => (analyzers = undefined));
    const words = text.toLowerCase().split(/\s+/);
    return (await analyzers)
      .filter(({ title }) => words.every((word) => title.toLowerCase().includes(word)))
      .map(({ id, title }) => ({
        id: `analyzer-${id}`,
        group: 'Analyzers',
        title,
        run: () => go(paths.analyzer(id)),
      }));
  }

  return { found, busy, error, look, stop };
}

const ORDER = ['Lenses', 'Nodes', 'Analyzers'];

/** Whatever answers first: groups keep their order, so that less moves under the eye. */
function inOrder(entries: readonly PaletteEntry[]): readonly PaletteEntry[] {
  return entries.toSorted((a, b) => ORDER.indexOf(a.group) - ORDER.indexOf(b.group));
}
