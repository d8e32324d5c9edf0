import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { theme } from '../../data/preferences.ts';
import { drawnGraph } from '../../graph/drawn-graph.ts';
import type { Drawing, DrawingEvents } from '../../graph/drawing.ts';
import { edgeKey } from '../../graph/edge-kinds.ts';
import { nearestToward } from '../../graph/placement.ts';
import { useKeys } from '../../keys/registry.ts';
import { IconButton } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { GraphLegend } from './graph-legend.tsx';
import styles from './graph-view.module.css';
import type { LensModel } from './lens-model.ts';

const ARROWS = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'] as const;

/** The lens as a picture: causes on the left, effects on the right. */
export function GraphView({ model }: { readonly model: LensModel }) {
  const container = useRef<HTMLDivElement>(null);
  const drawing = useSignal<Drawing | undefined>(undefined);
  const failure = useSignal<unknown>(undefined);
  const withPlaces = useSignal(false);
  const drawn = useComputed(() =>
    drawnGraph(model.index.value, {
      withPlaces: withPlaces.value,
      always: model.detail.lens.type,
    }),
  );
  const { choose, expand, picture } = model;

  useEffect(() => {
    const room = container.current;
    if (room === null) return undefined;
    let isGone = false;
    const events: DrawingEvents = {
      onNode: (node) => choose({ node }),
      onEdge: (line) => {
        const first = line.edges[0];
        if (first !== undefined) choose({ edge: edgeKey(first) });
      },
      onNothing: () => choose({ nothing: true }),
      onExpand: (node) => void expand(node),
    };
    import('../../graph/drawing.ts').then(
      ({ Drawing }) => {
        if (isGone) return;
        const made = new Drawing(room, events);
        drawing.value = made;
      },
      (error: unknown) => (failure.value = error),
    );
    const resize = new ResizeObserver(() => drawing.peek()?.resize());
    resize.observe(room);
    return () => {
      isGone = true;
      resize.disconnect();
      picture.value = undefined;
      drawing.peek()?.destroy();
      drawing.value = undefined;
    };
  }, [model.detail.lens.id]);
  // The index is made anew when the lens changes; what stands keeps its place.
  useEffect(() => {
    if (drawing.value === undefined) return;
    drawing.value.show(drawn.value);
    picture.value = { drawing: drawing.value, drawn: drawn.value };
  }, [drawing.value, drawn.value]);
  useEffect(() => {
    // For the measurement of the time from data to picture, in tests and in browsers' tools.
    drawing.value?.onceDrawn(() => performance.mark('grapnel.lens-drawn'));
  }, [drawing.value]);
  useSignalEffect(() =>
    drawing.value?.emphasise({ lit: model.lit.value, chosen: model.node.value }),
  );
  useSignalEffect(() => {
    if (model.node.value !== '') drawing.value?.reveal(model.node.value);
  });
  useThemeChange(() => drawing.peek()?.restyle());
  useKeys(
    [
      { keys: 'z', what: 'Fit the picture', group: 'Graph', run: () => drawing.peek()?.fit() },
      { keys: '+', what: 'Nearer', group: 'Graph', run: () => drawing.peek()?.zoomBy(1.3) },
      { keys: '-', what: 'Farther', group: 'Graph', run: () => drawing.peek()?.zoomBy(1 / 1.3) },
      ...ARROWS.map((keys) => ({
        keys,
        what: 'To the next node that way',
        group: 'Graph',
        run: () => moveToward(model, drawing.peek(), keys),
      })),
    ],
    [model],
  );
  const { nodes, hidden } = drawn.value;
  return (
    <div class={styles.graph}>
      <div
        class={`${styles.canvas} cytoscape-room`}
        ref={container}
        role="img"
        aria-label={`A picture of ${nodes.length} nodes. The process tree has the same as text.`}
      />
      {failure.value !== undefined && (
        <div class={styles.over}>
          <ErrorNote error={failure.value} title="The picture could not be loaded" />
        </div>
      )}
      {nodes.length === 0 && (
        <div class={styles.over}>
          <EmptyState title="Nothing to draw">
            <p>This lens has no nodes that anything happened between.</p>
          </EmptyState>
        </div>
      )}
      <div class={styles.tools} role="toolbar" aria-label="Picture">
        <IconButton icon="fit" label="Fit (z)" onClick={() => drawing.value?.fit()} />
        <IconButton icon="plus" label="Nearer (+)" onClick={() => drawing.value?.zoomBy(1.3)} />
        <IconButton
          icon="minus"
          label="Farther (-)"
          onClick={() => drawing.value?.zoomBy(1 / 1.3)}
        />
        <IconButton icon="arrange" label="Arrange anew" onClick={() => drawing.value?.arrange()} />
        <IconButton
          icon="asset"
          label={
            withPlaces.value ? 'Hide hosts and users' : `Show hosts and users (${hidden} hidden)`
          }
          pressed={withPlaces.value}
          onClick={() => (withPlaces.value = !withPlaces.value)}
        />
        {model.expansion.value.added.length > 0 && (
          <IconButton icon="undo" label="Undo the last expansion" onClick={model.undoExpand} />
        )}
      </div>
      <GraphLegend nodes={nodes} omitted={model.detail.graph.omitted} />
    </div>
  );
}

function moveToward(
  model: LensModel,
  drawing: Drawing | undefined,
  arrow: (typeof ARROWS)[number],
): void {
  if (drawing === undefined) return;
  const from = model.node.peek();
  const points = drawing.positions();
  const riskiest = model.detail.graph.nodes.toSorted((a, b) => b.risk - a.risk)[0];
  const node = points.has(from) ? nearestToward(from, arrow, points) : riskiest?.id;
  if (node !== undefined) model.choose({ node });
}

/** Calls back after the colours of the page changed, by choice or by the device. */
function useThemeChange(callback: () => void): void {
  useEffect(() => {
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', callback);
    let isFirst = true;
    const stop = theme.subscribe(() => {
      // The document takes the theme in an effect of its own; this waits for it.
      if (!isFirst) requestAnimationFrame(callback);
      isFirst = false;
    });
    return () => {
      dark.removeEventListener('change', callback);
      stop();
    };
  }, []);
}
