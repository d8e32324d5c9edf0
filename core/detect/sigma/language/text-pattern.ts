import { ANY, ONE } from '../rule.ts';
import type { Pattern, TextMatch } from '../rule.ts';

export type Piece = Pattern[number];

/** Where in the value a text is looked for. */
export type Position = 'equals' | 'startswith' | 'endswith' | 'contains';

/** The characters that `windash` treats as one: hyphen, slash, en dash, em dash, horizontal bar. */
const DASHES = /[/\u2013\u2014\u2015]/g;

/** Every dash of `windash` as a hyphen. Keeps the length. */
export function foldDashes(text: string): string {
  return text.replace(DASHES, '-');
}

/**
 * Reads wildcards and escapes (Sigma specification 2.1.0, "Escape Character"): `*` and `?` are
 * wildcards, `\*`, `\?` and `\\` are the plain character, any other backslash is itself.
 */
export function readPattern(text: string): Pattern {
  const pieces: Piece[] = [];
  let literal = '';
  const wildcard = (piece: typeof ANY | typeof ONE) => {
    if (literal !== '') pieces.push(literal);
    literal = '';
    pieces.push(piece);
  };
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    const next = text.charAt(i + 1);
    if (char === '\\' && (next === '*' || next === '?' || next === '\\')) {
      literal += next;
      i++;
    } else if (char === '*') wildcard(ANY);
    else if (char === '?') wildcard(ONE);
    else literal += char;
  }
  if (literal !== '') pieces.push(literal);
  return pieces;
}

/** The text of a pattern without wildcards; undefined where it has some. */
export function literalOf(pattern: Pattern): string | undefined {
  if (pattern.length === 0) return '';
  const [only] = pattern;
  return pattern.length === 1 && typeof only === 'string' ? only : undefined;
}

/** A comparison in its simplest form, with literals folded as the flags ask. */
export function textMatch(
  pattern: Pattern,
  position: Position,
  flags: { readonly cased: boolean; readonly dash: boolean },
): TextMatch {
  const marks = {
    ...(flags.cased ? { cased: true as const } : {}),
    ...(flags.dash ? { dash: true as const } : {}),
  };
  const pieces = withPosition(pattern, position).map((piece) => {
    if (typeof piece !== 'string') return piece;
    const text = flags.cased ? piece : piece.toLowerCase();
    return flags.dash ? foldDashes(text) : text;
  });
  const first = pieces[0] === ANY;
  const last = pieces.at(-1) === ANY;
  const inner = pieces.slice(first ? 1 : 0, last && pieces.length > 1 ? -1 : undefined);
  const text = literalOf(inner);
  if (text === undefined) return { kind: 'glob', pattern: pieces, ...marks };
  if (first && (last || inner.length === 0)) return { kind: 'contains', text, ...marks };
  if (first) return { kind: 'endswith', text, ...marks };
  return { kind: last ? 'startswith' : 'equals', text, ...marks };
}

/** Whether a text matches a glob pattern; both already folded. Linear in text times pieces. */
export function matchesGlob(text: string, pattern: Pattern): boolean {
  return matchFrom(text, 0, segmentsOf(pattern));
}

/** Runs between `*`; a segment starts with `*` unless it is the first. */
interface Segments {
  readonly runs: readonly (readonly Piece[])[];
}

const segmentCache = new WeakMap<Pattern, Segments>();

function segmentsOf(pattern: Pattern): Segments {
  const known = segmentCache.get(pattern);
  if (known !== undefined) return known;
  const runs: Piece[][] = [[]];
  for (const piece of pattern) {
    if (piece === ANY) runs.push([]);
    else runs.at(-1)?.push(piece);
  }
  const made = { runs };
  segmentCache.set(pattern, made);
  return made;
}

/** Greedy: each run at its first possible place, the last one at the end. */
function matchFrom(text: string, start: number, { runs }: Segments): boolean {
  const [head = [], ...rest] = runs;
  const afterHead = runAt(text, start, head);
  if (afterHead < 0) return false;
  const tail = rest.pop();
  if (tail === undefined) return afterHead === text.length;
  let at = afterHead;
  for (const run of rest) {
    at = findRun(text, at, run);
    if (at < 0) return false;
  }
  const tailLength = tail.reduce<number>(
    (sum, p) => sum + (typeof p === 'string' ? p.length : 1),
    0,
  );
  const tailAt = text.length - tailLength;
  return tailAt >= at && runAt(text, tailAt, tail) === text.length;
}

/** The end of the run when it stands at this place, else -1. */
function runAt(text: string, start: number, run: readonly Piece[]): number {
  let at = start;
  for (const piece of run) {
    if (typeof piece === 'string') {
      if (!text.startsWith(piece, at)) return -1;
      at += piece.length;
    } else if (at < text.length) at++;
    else return -1;
  }
  return at;
}

/** The end of the run at its first place from `from` on, else -1. */
function findRun(text: string, from: number, run: readonly Piece[]): number {
  let lead = 0;
  while (run[lead] === ONE) lead++;
  const anchor = run[lead];
  if (typeof anchor !== 'string') return from + lead <= text.length ? from + lead : -1;
  for (let at = text.indexOf(anchor, from + lead); at >= 0; at = text.indexOf(anchor, at + 1)) {
    const end = runAt(text, at - lead, run);
    if (end >= 0) return end;
  }
  return -1;
}

function withPosition(pattern: Pattern, position: Position): Piece[] {
  const pieces: Piece[] = [...pattern];
  if ((position === 'contains' || position === 'endswith') && pieces[0] !== ANY)
    pieces.unshift(ANY);
  if ((position === 'contains' || position === 'startswith') && pieces.at(-1) !== ANY) {
    pieces.push(ANY);
  }
  return pieces.filter((piece, index) => piece !== ANY || pieces[index - 1] !== ANY);
}
