import { SaxesParser } from 'saxes';
import { expect, test } from 'vitest';
import { drawnGraph } from './drawn-graph.ts';
import { indexGraph } from './graph-index.ts';
import type { Palette } from './palette.ts';
import { svgPicture } from './svg-picture.ts';
import { edge, graph, node } from './testing/test-graph.ts';

const palette: Palette = {
  canvas: '#fff',
  text: '#000',
  muted: '#555',
  line: '#888',
  accent: '#00f',
  onFill: '#fff',
  font: 'system-ui, "Segoe UI"',
  type: () => '#123',
  typeSoft: () => '#eef',
  riskFill: () => '#d00',
};

/** The names of the elements, and the texts, of a document; throws when it is none. */
function read(svg: string): { readonly names: string[]; readonly texts: string[] } {
  const names: string[] = [];
  const texts: string[] = [];
  const parser = new SaxesParser();
  parser.on('opentag', (tag) => names.push(tag.name));
  parser.on('text', (text) => text.trim() !== '' && texts.push(text));
  parser.write(svg).close();
  return { names, texts };
}

test('what a log says is text in the picture, and never an element of it', () => {
  const evil = '<script>alert(1)</script>&"\u0000\ud800\u202e';
  const index = indexGraph(
    graph(
      [node('a', 'process', { label: evil, risk: 40 }), node('b', 'file', { label: 'b.exe' })],
      [{ ...edge('a', 'created_files', 'b'), verb: evil }],
    ),
  );
  const drawn = drawnGraph(index, { withPlaces: false, always: 'asset' });
  const places = new Map([
    ['a', { x: 0, y: 0 }],
    ['b', { x: 200, y: -30 }],
  ]);
  const { names, texts } = read(svgPicture(drawn, places, palette));
  expect(new Set(names)).toEqual(
    new Set(['svg', 'rect', 'defs', 'marker', 'path', 'line', 'text', 'g', 'title']),
  );
  expect(texts.join(' ')).toContain('<script>');
  expect(texts).toContain('b.exe');
  expect(texts).toContain('40');
});

test('an empty graph is an empty picture', () => {
  const { names } = read(svgPicture({ nodes: [], edges: [], hidden: 0 }, new Map(), palette));
  expect(names).toEqual(['svg', 'rect', 'defs', 'marker', 'path']);
});
