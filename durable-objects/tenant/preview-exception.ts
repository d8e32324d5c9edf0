import type { Exception, ExceptionPreview, LensEffect } from '../../core/contract/exceptions.ts';
import type { Hit } from '../../core/detect/hit.ts';
import type { CompiledException } from '../../core/lens/exceptions.ts';
import type { NodeId } from '../../core/graph/id.ts';
import type { KeptLife } from '../../core/lens/life.ts';
import type { LensBook } from './lens-book.ts';

/** Lenses that a preview lists. */
const MAX_LENSES = 200;

/** Hits that a preview names. */
const MAX_EXAMPLES = 10;

/**
 * What an exception would do: the lenses are made with it and without, by what makes them when it
 * holds.
 *
 * @param livesOf what analysts made of lenses
 */
export async function previewException(
  book: LensBook,
  draft: CompiledException,
  livesOf: (ids: readonly NodeId[]) => Promise<ReadonlyMap<string, KeptLife>>,
  now: number,
): Promise<Omit<ExceptionPreview, 'isPartial'>> {
  const { exception } = draft;
  const after = [...book.exceptions.all, draft];
  const out = new Map<string, Hit>();
  const effects: LensEffect[] = [];
  for (const id of book.lensesOf(exception.analyzer)) {
    const hits = book.keptOut(id, now, after, exception.id);
    const before = book.open(id, now)?.lens.summary;
    if (hits.length === 0 || before === undefined) continue;
    for (const hit of hits) out.set(hit.id, hit);
    effects.push({
      id,
      type: before.type,
      name: before.name,
      before: before.score,
      after: book.open(id, now, after)?.lens.summary.score ?? 0,
      hits: hits.length,
      isTruePositive: false,
    });
  }
  const lives = await livesOf(effects.map(({ id }) => id as NodeId));
  const lenses = effects
    .map((effect) => ({ ...effect, isTruePositive: isTruePositive(lives.get(effect.id)) }))
    .sort(
      (a, b) =>
        Number(b.isTruePositive) - Number(a.isTruePositive) ||
        b.before - b.after - (a.before - a.after) ||
        (a.id < b.id ? -1 : 1),
    );
  return {
    hits: out.size,
    examples: [...out.values()].slice(0, MAX_EXAMPLES).map(nameOf),
    lenses: lenses.slice(0, MAX_LENSES),
    moreLenses: Math.max(0, lenses.length - MAX_LENSES),
  };
}

/** So many hits each exception keeps out now. */
export function hitsKeptOut(book: LensBook, { id, analyzer }: Exception, now: number): number {
  const hits = book
    .lensesOf(analyzer)
    .flatMap((lens) => book.keptOut(lens, now, book.exceptions.all, id));
  return new Set(hits.map((hit) => hit.id)).size;
}

function isTruePositive(life: KeptLife | undefined): boolean {
  return life?.status === 'closed' && life.verdict === 'true-positive';
}

function nameOf({ nodes }: Hit): string {
  return nodes.map(({ label }) => label).join(' → ');
}
