import type { StylesheetJson } from 'cytoscape';
import type { Palette } from './palette.ts';

/** The size of a node's tile. */
export const TILE = 36;

/** Each type of node has a shape of its own, so that colour is never the only difference. */
const SHAPES: Readonly<Record<string, string>> = {
  process: 'round-rectangle',
  file: 'cut-rectangle',
  file_hash: 'round-tag',
  address: 'ellipse',
  connection: 'round-diamond',
  user: 'round-pentagon',
  asset: 'barrel',
};

/** The shape of a node type. */
export function shapeOf(type: string): string {
  return (Object.hasOwn(SHAPES, type) ? SHAPES[type] : undefined) ?? 'round-hexagon';
}

/** How the picture looks, in the colours of the page. */
export function drawingStyle(palette: Palette): StylesheetJson {
  const sheet = [
    {
      selector: 'node',
      style: {
        width: TILE,
        height: TILE,
        shape: 'data(shape)',
        'background-color': 'data(soft)',
        'background-image': 'data(image)',
        'background-width': 64,
        'background-height': 64,
        'background-clip': 'none',
        'background-image-containment': 'over',
        'bounds-expansion': 14,
        'border-width': 1,
        'border-color': 'data(colour)',
        label: 'data(label)',
        color: palette.text,
        'font-family': palette.font,
        'font-size': 12,
        'text-valign': 'bottom',
        'text-margin-y': 5,
        'text-background-color': palette.canvas,
        'text-background-opacity': 0.85,
        'min-zoomed-font-size': 6,
      },
    },
    {
      selector: 'node[?fold]',
      style: { 'border-style': 'double', 'border-width': 5, 'font-style': 'italic' },
    },
    { selector: 'node[ring]', style: { 'border-width': 3, 'border-color': 'data(ring)' } },
    {
      selector: 'node.context',
      style: { 'border-style': 'dashed', 'background-opacity': 0.45, color: palette.muted },
    },
    {
      selector: 'edge',
      style: {
        width: 1.25,
        'curve-style': 'round-taxi',
        'taxi-direction': 'rightward',
        'taxi-turn': 18,
        'taxi-radius': 8,
        'line-color': palette.line,
        'target-arrow-color': palette.line,
        'arrow-scale': 0.8,
        'target-text-offset': 40,
        'source-text-offset': 40,
        color: palette.muted,
        'font-family': palette.font,
        'font-size': 10,
        'text-background-color': palette.canvas,
        'text-background-opacity': 1,
        'min-zoomed-font-size': 7,
      },
    },
    // On a busy picture verbs are noise, and measuring them takes long: they come with the light.
    { selector: 'edge[!busy][route = "early"]', style: { 'target-label': 'data(label)' } },
    { selector: 'edge[!busy][route = "late"]', style: { 'source-label': 'data(label)' } },
    { selector: 'edge[!busy][route = "arched"]', style: { label: 'data(label)' } },
    { selector: 'edge[route = "late"]', style: { 'taxi-turn': -18 } },
    {
      selector: 'edge[route = "arched"]',
      style: {
        'curve-style': 'unbundled-bezier',
        'control-point-distances': -64,
        'control-point-weights': 0.5,
      },
    },
    { selector: 'edge[?forward]', style: { 'target-arrow-shape': 'triangle' } },
    {
      selector: 'edge[?backward]',
      style: { 'source-arrow-shape': 'triangle', 'source-arrow-color': palette.line },
    },
    { selector: '.dim', style: { opacity: 0.28 } },
    {
      selector: 'edge.lit',
      style: {
        width: 2,
        'line-color': palette.accent,
        'target-arrow-color': palette.accent,
        'source-arrow-color': palette.accent,
        color: palette.text,
        'z-index': 5,
      },
    },
    { selector: 'edge.lit[?busy]', style: { 'target-label': 'data(label)' } },
    {
      selector: 'node.chosen',
      style: {
        'underlay-color': palette.accent,
        'underlay-opacity': 0.3,
        'underlay-padding': 6,
        'underlay-shape': 'round-rectangle',
        'font-weight': 'bold',
      },
    },
    { selector: 'node.new', style: { 'underlay-color': palette.accent, 'underlay-opacity': 0.18 } },
  ];
  return sheet as StylesheetJson;
}
