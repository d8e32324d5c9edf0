import { CLASS_BITS, classOfUnit } from './char-classes.ts';
import { trigramAt } from './literal-set.ts';

/**
 * Characters of Windows paths and command lines from common to rare. Only the order counts; it was
 * written down from what such texts look like, not measured on anyone's data.
 */
const COMMON_FIRST = ` etsiaonrcmldpu\\w.hyfvgx"-0132b5468k97:zj=q_;,(){$&|'%+[<*@!^\``;

/** Share of texts, in units of one, that hold a combination of three average characters. */
const BASE_SHARE = 0.02;

const weights: Float64Array = makeWeights();

/**
 * An estimate of how many texts hold three characters: from how common each of them is, and from
 * how many of the given literals have all three, for what rules name is also what logs hold.
 */
export function estimateRarity(literals: Iterable<string>): (trigram: number) => number {
  const counts = new Map<number, number>();
  let total = 1;
  for (const text of literals) {
    for (let i = 0; i + 2 < text.length; i++) {
      const trigram = trigramAt(text, i);
      counts.set(trigram, (counts.get(trigram) ?? 0) + 1);
      total++;
    }
  }
  return (trigram) => commonness(trigram) + ((counts.get(trigram) ?? 0) * 8) / total;
}

/** A like estimate for a whole literal: longer is rarer. */
export function estimateShare(text: string): number {
  let rarest = 1;
  for (let i = 0; i + 2 < text.length; i++)
    rarest = Math.min(rarest, commonness(trigramAt(text, i)));
  return text.length < 3 ? 0.5 : rarest / (text.length - 2);
}

function commonness(trigram: number): number {
  const mask = (1 << CLASS_BITS) - 1;
  const a = weights[(trigram >> (2 * CLASS_BITS)) & mask] ?? 0;
  const b = weights[(trigram >> CLASS_BITS) & mask] ?? 0;
  const c = weights[trigram & mask] ?? 0;
  return BASE_SHARE * a * b * c;
}

function makeWeights(): Float64Array {
  const made = new Float64Array(1 << CLASS_BITS).fill(0.1);
  for (const [index, char] of [...COMMON_FIRST].entries()) {
    const kind = classOfUnit(char.charCodeAt(0));
    made[kind] = Math.max(made[kind] ?? 0, 3 / (1 + index / 8));
  }
  return made;
}
