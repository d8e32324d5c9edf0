import type { LensLife } from '../../../../core/contract/lens-life.ts';
import type { LensSummary } from '../../../../core/contract/lenses.ts';
import { BY_SCORE, compareBy } from './lens-sorting.ts';
import type { Sorting } from './lens-sorting.ts';

/**
 * Lenses in the order in which the reader was last shown them. Newer numbers replace older ones in
 * place; only the reader's own act changes the order, so that nothing moves under the cursor.
 */
export interface LensOrder {
  readonly order: readonly string[];
  readonly latest: ReadonlyMap<string, LensSummary>;
  /** The lenses as they were when `order` was made of them. */
  readonly arranged: ReadonlyMap<string, LensSummary>;
  readonly sorting: Sorting;
}

/** Puts lenses in order: by risk unless it is told otherwise, and of equal ones the latest first. */
export function arrange(lenses: Iterable<LensSummary>, sorting: Sorting = BY_SCORE): LensOrder {
  const sorted = [...lenses].sort(compareBy(sorting));
  return {
    sorting,
    order: sorted.map((lens) => lens.id),
    latest: new Map(sorted.map((lens) => [lens.id, lens])),
    arranged: new Map(sorted.map((lens) => [lens.id, lens])),
  };
}

/**
 * Takes newer numbers, and keeps the order, unless there is none yet: what comes into an empty list
 * is shown at once. What is older than what is known is dropped.
 */
export function update(known: LensOrder, lenses: Iterable<LensSummary>): LensOrder {
  const latest = new Map(known.latest);
  for (const lens of lenses) {
    const before = latest.get(lens.id);
    const newer = before === undefined || lens.updatedAt >= before.updatedAt ? lens : before;
    latest.set(lens.id, { ...newer, life: newerLife(before?.life, lens.life) });
  }
  return known.order.length === 0 ? arrange(latest.values(), known.sorting) : { ...known, latest };
}

/** Puts the page that follows below what is there. */
export function append(known: LensOrder, lenses: readonly LensSummary[]): LensOrder {
  const page = arrange(
    lenses.filter(({ id }) => !known.arranged.has(id)),
    known.sorting,
  );
  const latest = new Map(known.latest);
  for (const [id, lens] of page.latest) {
    const before = latest.get(id);
    if (before === undefined || lens.updatedAt >= before.updatedAt) latest.set(id, lens);
  }
  const arranged = new Map(known.arranged);
  for (const [id, lens] of page.arranged) arranged.set(id, lens);
  return { ...known, order: [...known.order, ...page.order], latest, arranged };
}

/**
 * Forgets lenses that are neither shown nor would be: a page that is left open hears of all lenses,
 * and must not grow with them.
 */
export function keepShort(known: LensOrder, belongs: (lens: LensSummary) => boolean): LensOrder {
  const strangers = [...known.latest.values()].filter(
    (lens) => !known.arranged.has(lens.id) && !belongs(lens),
  );
  if (strangers.length === 0) return known;
  const latest = new Map(known.latest);
  for (const { id } of strangers) latest.delete(id);
  return { ...known, latest };
}

/** Takes what lenses have become; each stays where it is. */
export function updateLives(
  known: LensOrder,
  lives: Iterable<readonly [id: string, life: LensLife]>,
): LensOrder {
  const latest = new Map(known.latest);
  for (const [id, life] of lives) {
    const lens = latest.get(id);
    if (lens !== undefined) latest.set(id, { ...lens, life: newerLife(lens.life, life) });
  }
  return { ...known, latest };
}

/**
 * How many lenses are not where they would be, not there yet, or there no more.
 *
 * @param belongs whether a lens belongs into the list
 */
export function changedSince(
  known: LensOrder,
  belongs: (lens: LensSummary) => boolean = () => true,
): number {
  const { keyOf } = known.sorting;
  let changed = 0;
  for (const [id, lens] of known.latest) {
    const before = known.arranged.get(id);
    if (before === lens) continue; // Nearly all of thousands.
    const isMoved = before === undefined || keyOf(before) !== keyOf(lens);
    if (belongs(lens) ? isMoved : before !== undefined) changed += 1;
  }
  return changed;
}

/** The lenses as shown. */
export function inOrder(known: LensOrder): LensSummary[] {
  return known.order.flatMap((id) => known.latest.get(id) ?? []);
}

/** The lenses in which every word of the filter is found, in whatever column. */
export function filterLenses(lenses: readonly LensSummary[], filter: string): LensSummary[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...lenses];
  return lenses.filter((lens) => {
    const text = searched(lens);
    return words.every((word) => text.includes(word));
  });
}

/** What is looked in, kept for as long as the lens is the same: thousands are looked through. */
const searchedTexts = new WeakMap<LensSummary, string>();

function searched(lens: LensSummary): string {
  const known = searchedTexts.get(lens);
  if (known !== undefined) return known;
  const text = [
    ...(lens.life?.tags ?? []),
    lens.name,
    lens.type,
    lens.why,
    ...lens.techniques,
    ...lens.analyzers.map((analyzer) => analyzer.title),
  ]
    .join('\n')
    .toLowerCase();
  searchedTexts.set(lens, text);
  return text;
}

function newerLife(a: LensLife | undefined, b: LensLife | undefined): LensLife | undefined {
  return (b?.version ?? 0) >= (a?.version ?? 0) ? b : a;
}
