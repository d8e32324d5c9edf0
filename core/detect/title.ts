import type { NodeProperty } from './shape.ts';

/** A piece of a title: a text, a node's short name, or a property. */
export type TitlePiece = string | { readonly node: string; readonly property?: string | undefined };

/** Longer values are cut: a title is read at a glance, and what fills it is written by attackers. */
const MAX_VALUE_LENGTH = 80;

/** Splits `Suspicious {child.name}` into its pieces. */
export function titlePieces(template: string): readonly TitlePiece[] {
  const pieces: TitlePiece[] = [];
  let at = 0;
  for (const match of template.matchAll(/\{([^{}]*)\}/g)) {
    if (match.index > at) pieces.push(template.slice(at, match.index));
    const [node = '', property] = (match[1] ?? '').trim().split('.');
    pieces.push({ node, property });
    at = match.index + match[0].length;
  }
  if (at < template.length) pieces.push(template.slice(at));
  return pieces;
}

/** The title where no hit is meant: the nodes' names stand for their values. */
export function plainTitle(pieces: readonly TitlePiece[]): string {
  return pieces.map((piece) => (typeof piece === 'string' ? piece : piece.node)).join('');
}

/** The title of a hit. */
export function renderTitle(
  pieces: readonly TitlePiece[],
  read: (piece: { readonly node: string; readonly property?: string | undefined }) => string,
): string {
  return pieces
    .map((piece) => (typeof piece === 'string' ? piece : cut(read(piece) || 'unknown')))
    .join('');
}

/** The properties that a title shows. */
export function titleProperties(pieces: readonly TitlePiece[]): NodeProperty[] {
  return pieces.flatMap((piece) => {
    if (typeof piece === 'string' || piece.property === undefined) return [];
    return [{ node: piece.node, property: piece.property }];
  });
}

function cut(text: string): string {
  return text.length <= MAX_VALUE_LENGTH ? text : `${text.slice(0, MAX_VALUE_LENGTH - 1)}…`;
}
