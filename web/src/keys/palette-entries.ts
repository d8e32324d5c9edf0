import type { KeyBinding } from './key-reader.ts';

/** Something the palette offers. */
export interface PaletteEntry {
  /** Without spaces: it names an element. */
  readonly id: string;
  readonly group: string;
  /** May come from a log. */
  readonly title: string;
  readonly detail?: string | undefined;
  /** Other words that it is found by. */
  readonly words?: string | undefined;
  readonly keys?: string | undefined;
  readonly run: () => void;
}

/** More of one group are not shown; more letters find them. */
const MAX_PER_GROUP = 8;

/** The commands that work now; one that has several keys comes once, the newest of a key wins. */
export function commandEntries(bindings: readonly KeyBinding[]): readonly PaletteEntry[] {
  const newest = bindings.filter(
    ({ keys }, at) => keys === '' || bindings.findLastIndex((one) => one.keys === keys) === at,
  );
  const byWhat = Map.groupBy(newest, ({ group, what }) => `${group}: ${what}`);
  return [...byWhat.values()].flatMap((same, at) => {
    const [first] = same;
    if (first === undefined) return [];
    const { group, what, keys, run } = first;
    return [{ id: `command-${at}`, group: 'Commands', title: what, detail: group, keys, run }];
  });
}

/**
 * The entries in whose title, detail or words every word of the text is; those whose title begins
 * with the text come first. What was found by the service is found already.
 */
export function matching(entries: readonly PaletteEntry[], text: string): readonly PaletteEntry[] {
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean);
  const ranked = entries.flatMap((entry) => {
    const title = entry.title.toLowerCase();
    const all = `${title} ${entry.detail ?? ''} ${entry.words ?? ''}`.toLowerCase();
    if (!wanted.every((word) => all.includes(word))) return [];
    const rank = title.startsWith(wanted.join(' '))
      ? 0
      : wanted.every((w) => title.includes(w))
        ? 1
        : 2;
    return [{ entry, rank }];
  });
  return ranked.sort((a, b) => a.rank - b.rank).map(({ entry }) => entry);
}

/** The first of each group, groups in the order in which they come. */
export function grouped(
  entries: readonly PaletteEntry[],
): readonly (readonly [group: string, entries: readonly PaletteEntry[]])[] {
  return [...Map.groupBy(entries, ({ group }) => group)].map(
    ([group, own]) => [group, own.slice(0, MAX_PER_GROUP)] as const,
  );
}
