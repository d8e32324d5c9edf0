import { riskBand, riskNumber } from '../parts/risk-band.ts';
import { typeLook } from '../parts/node-type.ts';
import { middleCut, visibleText } from '../parts/visible-text.ts';
import type { DrawnGraph, DrawnNode } from './drawn-graph.ts';
import { TILE } from './drawing-style.ts';
import type { Palette } from './palette.ts';
import type { Point } from './placement.ts';

/** Room for labels around the outermost nodes. */
const MARGIN = 70;

const LABEL_LENGTH = 28;

/**
 * The picture as an SVG document that stands alone: no scripts, no links, nothing to fetch. Texts
 * from logs are escaped, and shown as the page shows them.
 */
export function svgPicture(
  { nodes, edges }: DrawnGraph,
  positions: ReadonlyMap<string, Point>,
  palette: Palette,
): string {
  const placed = nodes.flatMap((node) => {
    const at = positions.get(node.id);
    return at === undefined ? [] : [{ node, at }];
  });
  const xs = placed.map(({ at }) => at.x);
  const ys = placed.map(({ at }) => at.y);
  const left = Math.min(0, ...xs) - MARGIN;
  const top = Math.min(0, ...ys) - MARGIN;
  const width = Math.max(0, ...xs) + MARGIN - left;
  const height = Math.max(0, ...ys) + MARGIN - top;
  const lines = edges.flatMap(({ cause, effect, label }) => {
    const from = positions.get(cause);
    const to = positions.get(effect);
    return from === undefined || to === undefined ? [] : [lineOf(from, to, label, palette)];
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${[left, top, width, height].map(round).join(' ')}" width="${round(width)}" height="${round(height)}" font-family="${escaped(palette.font)}" font-size="12">`,
    `<rect x="${round(left)}" y="${round(top)}" width="${round(width)}" height="${round(height)}" fill="${escaped(palette.canvas)}"/>`,
    `<defs><marker id="end" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" fill="${escaped(palette.line)}"/></marker></defs>`,
    ...lines,
    ...placed.map(({ node, at }) => tileOf(node, at, palette)),
    '</svg>',
    '',
  ].join('\n');
}

function lineOf(from: Point, to: Point, label: string, palette: Palette): string {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const inset = (TILE / 2 + 4) / length;
  const x1 = from.x + (to.x - from.x) * inset;
  const y1 = from.y + (to.y - from.y) * inset;
  const x2 = to.x - (to.x - from.x) * inset;
  const y2 = to.y - (to.y - from.y) * inset;
  return (
    `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" stroke="${escaped(palette.line)}" marker-end="url(#end)"/>` +
    `<text x="${round((x1 + x2) / 2)}" y="${round((y1 + y2) / 2 - 4)}" font-size="10" text-anchor="middle" fill="${escaped(palette.muted)}">${escaped(visibleText(label, 40))}</text>`
  );
}

function tileOf(node: DrawnNode, at: Point, palette: Palette): string {
  const { colour } = typeLook(node.type);
  const ring = node.risk > 0 ? palette.riskFill(riskBand(node.risk)) : palette.type(colour);
  const half = TILE / 2;
  const label = middleCut(visibleText(node.label, 400), LABEL_LENGTH);
  const risk =
    node.risk > 0
      ? `<text x="${round(at.x)}" y="${round(at.y - half - 5)}" text-anchor="middle" font-weight="700" fill="${escaped(palette.text)}">${riskNumber(node.risk)}</text>`
      : '';
  return (
    `<g><title>${escaped(`${typeLook(node.type).word}: ${visibleText(node.label, 400)}`)}</title>` +
    `<rect x="${round(at.x - half)}" y="${round(at.y - half)}" width="${TILE}" height="${TILE}" rx="8" fill="${escaped(palette.typeSoft(colour))}" stroke="${escaped(ring)}" stroke-width="${node.risk > 0 ? 3 : 1}"${node.context ? ' stroke-dasharray="4 3"' : ''}/>` +
    `<text x="${round(at.x)}" y="${round(at.y + 4)}" text-anchor="middle" fill="${escaped(palette.type(colour))}">${escaped(typeLook(node.type).word.slice(0, 1).toUpperCase())}</text>` +
    risk +
    `<text x="${round(at.x)}" y="${round(at.y + half + 15)}" text-anchor="middle" fill="${escaped(palette.text)}">${escaped(label)}</text></g>`
  );
}

function round(length: number): string {
  return String(Math.round(length * 10) / 10);
}

/** Characters that mean something in XML, and those that XML does not allow. */
function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll(/[\ud800-\udfff\ufffe\uffff]/gu, '\ufffd');
}
