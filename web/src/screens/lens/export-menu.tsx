import { useSignal } from '@preact/signals';
import { api } from '../../api-client.ts';
import { useKeys } from '../../keys/registry.ts';
import { download, fileName } from '../../parts/download.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Icon } from '../../parts/icon.tsx';
import styles from './export-menu.module.css';
import { isLens } from './lens-model.ts';
import type { LensModel } from './lens-model.ts';

interface Export {
  readonly title: string;
  readonly hint: string;
  /** Whether it is of the picture, which must be on the page then. */
  readonly isPicture: boolean;
  readonly make: (model: LensModel) => Promise<{ readonly ending: string; readonly content: Blob }>;
}

const EXPORTS: readonly Export[] = [
  {
    title: 'Report as Markdown',
    hint: 'score, story, evidence, history',
    isPicture: false,
    make: async (model) => {
      const { lensReport } = await import('../../graph/lens-report.ts');
      const { detail } = model;
      const history = isLens(model) ? (await api.lensHistory(detail.lens.id)).events : [];
      const url = location.href;
      const range = model.range.peek();
      const text = lensReport({ detail, index: model.index.peek(), range, history, url });
      return { ending: 'md', content: new Blob([text], { type: 'text/markdown' }) };
    },
  },
  {
    title: 'Data as JSON',
    hint: 'the lens with all that is shown of its graph',
    isPicture: false,
    make: (model) => {
      const { lens, rows, terms } = model.detail;
      const { graph } = model.index.peek();
      const text = JSON.stringify({ lens, rows, terms, graph }, undefined, 2);
      return Promise.resolve({
        ending: 'json',
        content: new Blob([text], { type: 'application/json' }),
      });
    },
  },
  {
    title: 'Picture as PNG',
    hint: 'as it is arranged',
    isPicture: true,
    make: async (model) => {
      const picture = model.picture.peek();
      if (picture === undefined) throw new Error('the picture is not on the page');
      return { ending: 'png', content: await picture.drawing.png() };
    },
  },
  {
    title: 'Picture as SVG',
    hint: 'as it is arranged, for any size',
    isPicture: true,
    make: async (model) => {
      const picture = model.picture.peek();
      if (picture === undefined) throw new Error('the picture is not on the page');
      const { svgPicture } = await import('../../graph/svg-picture.ts');
      const text = svgPicture(
        picture.drawn,
        picture.drawing.positions(),
        picture.drawing.palette(),
      );
      return { ending: 'svg', content: new Blob([text], { type: 'image/svg+xml' }) };
    },
  },
];

/** What can be taken along of a lens. */
export function ExportMenu({ model }: { readonly model: LensModel }) {
  const error = useSignal<unknown>(undefined);
  const run = async (one: Export) => {
    error.value = undefined;
    document.getElementById('exports')?.hidePopover();
    try {
      const { ending, content } = await one.make(model);
      download(fileName(model.detail.lens.name, ending), content);
    } catch (failure) {
      error.value = failure;
    }
  };
  const isDrawn = model.picture.value !== undefined;
  const offered = EXPORTS.filter(({ isPicture }) => isDrawn || !isPicture);
  useKeys(
    offered.map((one) => ({
      keys: '',
      what: `Export: ${one.title}`,
      group: 'Lens',
      run: () => void run(one),
    })),
    [model.detail, isDrawn],
  );
  return (
    <>
      <button class={styles.open} type="button" popovertarget="exports">
        <Icon name="export" size={14} />
        Export
      </button>
      <div class={styles.menu} id="exports" popover="auto">
        {EXPORTS.map((one) => (
          <button
            key={one.title}
            class={styles.item}
            type="button"
            disabled={one.isPicture && !isDrawn}
            onClick={() => void run(one)}
          >
            <strong>{one.title}</strong>
            <span class={styles.hint}>
              {one.isPicture && !isDrawn ? 'open the graph first' : one.hint}
            </span>
          </button>
        ))}
      </div>
      {error.value !== undefined && (
        <div class={styles.failed}>
          <ErrorNote error={error.value} title="The export failed" />
        </div>
      )}
    </>
  );
}
