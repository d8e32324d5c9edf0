import cytoscape from 'cytoscape';
import type { Core, ElementDefinition } from 'cytoscape';
import dagre from 'cytoscape-dagre';
import { typeLook } from '../parts/node-type.ts';
import { riskBand } from '../parts/risk-band.ts';
import { middleCut, visibleText } from '../parts/visible-text.ts';
import type { DrawnEdge, DrawnGraph, DrawnNode } from './drawn-graph.ts';
import { drawingStyle, shapeOf } from './drawing-style.ts';
import { edgeRoute } from './edge-route.ts';
import { nodeImage } from './node-image.ts';
import { readPalette } from './palette.ts';
import type { Palette } from './palette.ts';
import { placeBeside } from './placement.ts';
import type { Point } from './placement.ts';
import { treeLayout } from './tree-layout.ts';

cytoscape.use(dagre);

/** More characters of a label would reach into the next column. */
const LABEL_LENGTH = 22;

/** A lens of three nodes should not fill the screen with them. */
const MAX_FIT_ZOOM = 1.15;

/** Room for labels and rings around the outermost nodes. */
const MARGIN = 76;

/** Below this, labels cannot be read: the view then begins at the riskiest node instead. */
const MIN_FIRST_ZOOM = 0.75;

/** Beyond this, minimising crossings takes longer than a reader waits, and helps less. */
const MAX_DAGRE_NODES = 120;

const DAGRE = {
  name: 'dagre',
  rankDir: 'LR',
  // Keeps effects next to their causes; the fastest ranker would put all ends in one column.
  ranker: 'tight-tree',
  nodeSep: 38,
  edgeSep: 10,
  rankSep: 96,
  animate: false,
  fit: false,
};

/** What the reader does on the picture. */
export interface DrawingEvents {
  readonly onNode: (id: string) => void;
  readonly onEdge: (edge: DrawnEdge) => void;
  readonly onNothing: () => void;
  readonly onExpand: (id: string) => void;
}

/** What is to stand out. */
export interface Emphasis {
  /** The nodes that are lit; the rest is dimmed. Undefined: nothing is dimmed. */
  readonly lit: ReadonlySet<string> | undefined;
  readonly chosen: string;
}

/** The picture of a graph on a canvas. It knows nothing of the page around it. */
export class Drawing {
  readonly #cy: Core;
  readonly #container: HTMLElement;
  #drawn: DrawnGraph = { nodes: [], edges: [], hidden: 0 };
  #emphasis: Emphasis = { lit: undefined, chosen: '' };

  constructor(container: HTMLElement, events: DrawingEvents) {
    keepStyleElementsOut();
    this.#container = container;
    this.#cy = cytoscape({
      container,
      style: drawingStyle(readPalette(container)),
      // Unless it is told, it lays out nothing in a grid, which fails in a container without a size.
      layout: { name: 'preset' },
      minZoom: 0.08,
      maxZoom: 3,
      boxSelectionEnabled: false,
      autounselectify: true,
    });
    this.#listen(events);
  }

  /** Draws a graph: laid out the first time; later, only what is new is placed. */
  show(drawn: DrawnGraph): void {
    const isFirst = this.#cy.nodes().empty();
    this.#drawn = drawn;
    const positions = isFirst ? new Map<string, Point>() : this.positions();
    const palette = readPalette(this.#container);
    const images = new Map<string, string>();
    const image = (node: DrawnNode) => {
      const key = `${node.type} ${node.risk}`;
      const known = images.get(key) ?? nodeImage(node.type, node.risk, palette);
      images.set(key, known);
      return known;
    };
    const nodeData = (node: DrawnNode) => ({
      ...(node.members.length > 1 && { fold: true }),
      id: node.id,
      label: shortLabel(node.label),
      shape: shapeOf(node.type),
      colour: palette.type(typeLook(node.type).colour),
      soft: palette.typeSoft(typeLook(node.type).colour),
      image: image(node),
      ...(node.risk > 0 && { ring: palette.riskFill(riskBand(node.risk)) }),
    });
    this.#cy.batch(() => {
      const kept = new Set([...drawn.nodes, ...drawn.edges].map(({ id }) => id));
      this.#cy.elements().forEach((element) => {
        if (!kept.has(element.id())) element.remove();
      });
      const isBusy = drawn.nodes.length > MAX_DAGRE_NODES;
      const added: ElementDefinition[] = [];
      for (const node of drawn.nodes) {
        const known = this.#cy.getElementById(node.id);
        if (known.nonempty()) {
          known.data(nodeData(node));
          known.toggleClass('context', node.context);
          continue;
        }
        const classes = [node.context && 'context', !isFirst && 'new'].filter(Boolean).join(' ');
        const position = isFirst ? undefined : freePlace(node.id, drawn, positions);
        if (position !== undefined) positions.set(node.id, position);
        added.push({
          group: 'nodes',
          data: nodeData(node),
          classes,
          ...(position !== undefined && { position: { ...position } }),
        });
      }
      for (const edge of drawn.edges) {
        const data = {
          id: edge.id,
          source: edge.cause,
          target: edge.effect,
          label: visibleText(edge.label, 40),
          busy: isBusy,
          forward: edge.isForward,
          backward: edge.isBackward,
        };
        const known = this.#cy.getElementById(edge.id);
        if (known.nonempty()) known.data(data);
        else added.push({ group: 'edges', data });
      }
      this.#cy.add(added);
    });
    if (isFirst) {
      this.#layOut();
      this.#firstView();
    } else {
      this.#routeEdges();
    }
    this.emphasise(this.#emphasis);
  }

  /** Lays everything out anew. Only ever the reader's own act. */
  arrange(): void {
    this.#layOut();
    this.fit();
  }

  /** Brings the whole picture into view. */
  fit(): void {
    this.#view(this.#fittingZoom());
  }

  /** Nearer or farther, about the middle. */
  zoomBy(factor: number): void {
    const middle = { x: this.#cy.width() / 2, y: this.#cy.height() / 2 };
    this.#cy.zoom({ level: this.#cy.zoom() * factor, renderedPosition: middle });
  }

  /** Lights what is given, and dims the rest. */
  emphasise(emphasis: Emphasis): void {
    this.#emphasis = emphasis;
    const { lit, chosen } = emphasis;
    this.#cy.batch(() => {
      this.#cy.nodes().forEach((node) => {
        node.toggleClass('dim', lit !== undefined && !lit.has(node.id()));
        node.toggleClass('chosen', node.id() === chosen);
      });
      this.#cy.edges().forEach((edge) => {
        const isLit =
          lit !== undefined && lit.has(edge.source().id()) && lit.has(edge.target().id());
        edge.toggleClass('lit', isLit);
        edge.toggleClass('dim', lit !== undefined && !isLit);
      });
    });
  }

  /** Moves the view so that a node is seen, when it is not. */
  reveal(id: string): void {
    const mark = this.#drawn.nodes.find(({ members }) => members.includes(id));
    const node = this.#cy.getElementById(mark?.id ?? id);
    if (node.empty()) return;
    const box = node.renderedBoundingBox();
    const isSeen =
      box.x1 >= 0 && box.y1 >= 0 && box.x2 <= this.#cy.width() && box.y2 <= this.#cy.height();
    if (!isSeen) this.#cy.center(node);
  }

  /** Where the nodes stand. */
  positions(): Map<string, Point> {
    return new Map(this.#cy.nodes().map((node) => [node.id(), { ...node.position() }]));
  }

  /** The whole picture as an image, at twice its size. */
  png(): Promise<Blob> {
    const { canvas } = this.palette();
    return this.#cy.png({
      output: 'blob-promise',
      full: true,
      scale: 2,
      bg: canvas,
      maxWidth: 8000,
    });
  }

  /** The colours that it is drawn in. */
  palette(): Palette {
    return readPalette(this.#container);
  }

  /** Takes the colours of the page anew, as after a change of theme. */
  restyle(): void {
    this.#cy.style(drawingStyle(readPalette(this.#container)));
    this.show(this.#drawn);
  }

  /** Tells the canvas that its room has changed. */
  resize(): void {
    this.#cy.resize();
  }

  /** Calls back once, when the picture is on the canvas. */
  onceDrawn(callback: () => void): void {
    this.#cy.one('render', callback);
  }

  /** Gives back what the picture holds. */
  destroy(): void {
    this.#cy.destroy();
  }

  /** Causes on the left, effects on the right. */
  #layOut(): void {
    const { nodes, edges } = this.#drawn;
    const places = nodes.length > MAX_DAGRE_NODES ? treeLayout(nodes, edges) : undefined;
    const options =
      places === undefined
        ? DAGRE
        : {
            name: 'preset',
            positions: (node: cytoscape.NodeSingular) => places.get(node.id()),
            fit: false,
          };
    this.#cy.layout(options as cytoscape.LayoutOptions).run();
    this.#cy.nodes().removeClass('new');
    this.#routeEdges();
  }

  #routeEdges(): void {
    const points = this.positions();
    this.#cy.batch(() => {
      for (const edge of this.#drawn.edges) {
        this.#cy.getElementById(edge.id).data('route', edgeRoute(edge, points));
      }
    });
  }

  /** All of it when it can be read; else the riskiest part of it. */
  #firstView(): void {
    const zoom = this.#fittingZoom();
    if (zoom >= MIN_FIRST_ZOOM) return this.#view(zoom);
    const riskiest = this.#drawn.nodes.toSorted((a, b) => b.risk - a.risk)[0];
    const at = riskiest && this.#cy.getElementById(riskiest.id).position();
    this.#view(MIN_FIRST_ZOOM, at);
  }

  /** The canvas library's own fit measures every label, which takes longer than all the rest. */
  #fittingZoom(): number {
    const box = boxAround(this.positions().values());
    const across = this.#cy.width() / (box.width + 2 * MARGIN);
    const down = this.#cy.height() / (box.height + 2 * MARGIN);
    return Math.max(this.#cy.minZoom(), Math.min(MAX_FIT_ZOOM, across, down));
  }

  #view(zoom: number, middle: Point = boxAround(this.positions().values()).middle): void {
    const pan = {
      x: this.#cy.width() / 2 - middle.x * zoom,
      y: this.#cy.height() / 2 - middle.y * zoom,
    };
    this.#cy.viewport({ zoom, pan });
  }

  #listen(events: DrawingEvents): void {
    this.#cy.on('tap', (event) => {
      if (event.target === this.#cy) events.onNothing();
    });
    this.#cy.on('tap', 'node', (event) => events.onNode(event.target.id()));
    this.#cy.on('tap', 'edge', (event) => {
      const edge = this.#drawn.edges.find(({ id }) => id === event.target.id());
      if (edge !== undefined) events.onEdge(edge);
    });
    this.#cy.on('dbltap', 'node', (event) => events.onExpand(event.target.id()));
    this.#cy.on('mouseover', 'node', (event) => {
      this.#container.classList.add('pointing');
      if (this.#emphasis.lit !== undefined) return;
      const near = event.target.closedNeighborhood();
      this.#cy.elements().not(near).addClass('dim');
      near.edges().addClass('lit');
    });
    this.#cy.on('mouseout', 'node', () => {
      this.#container.classList.remove('pointing');
      if (this.#emphasis.lit === undefined) this.#cy.elements().removeClass('dim lit');
    });
  }
}

/**
 * The canvas library writes a style element unless it finds its own; the content security policy
 * refuses such elements, so it finds one. The rule that it would hold is in the style sheet.
 */
function keepStyleElementsOut(): void {
  const id = '__________cytoscape_stylesheet';
  if (document.getElementById(id) !== null) return;
  const marker = document.createElement('meta');
  marker.id = id;
  document.head.append(marker);
}

/** Cut before it is made visible, so that no mark is cut in half; marks may make it long again. */
function shortLabel(label: string): string {
  return middleCut(visibleText(middleCut(label, LABEL_LENGTH)), LABEL_LENGTH + 8);
}

function boxAround(points: Iterable<Point>) {
  const all = [...points];
  const [left, right] = extent(all.map(({ x }) => x));
  const [top, bottom] = extent(all.map(({ y }) => y));
  const middle = { x: (left + right) / 2, y: (top + bottom) / 2 };
  return { width: right - left, height: bottom - top, middle };
}

function extent(values: readonly number[]): readonly [number, number] {
  return values.length === 0 ? [0, 0] : [Math.min(...values), Math.max(...values)];
}

/** Beside the first neighbour that has a place; below everything when none has. */
function freePlace(id: string, drawn: DrawnGraph, positions: ReadonlyMap<string, Point>): Point {
  for (const edge of drawn.edges) {
    const cause = positions.get(edge.cause);
    if (edge.effect === id && cause !== undefined) {
      return placeBeside(cause, 'effect', positions.values());
    }
    const effect = positions.get(edge.effect);
    if (edge.cause === id && effect !== undefined) {
      return placeBeside(effect, 'cause', positions.values());
    }
  }
  const points = [...positions.values()];
  const lowest = Math.max(0, ...points.map((point) => point.y));
  return { x: Math.min(0, ...points.map((point) => point.x)), y: lowest + 80 };
}
