import { useLocation, useRoute } from 'preact-iso';
import { useEffect } from 'preact/hooks';
import type { LensDetail } from '../../../../core/contract/lenses.ts';
import { api, isMissing } from '../../api-client.ts';
import { onLive } from '../../data/live.ts';
import { useResource } from '../../data/resource.ts';
import { useKeys } from '../../keys/registry.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { paths } from '../../routes.ts';
import { useDocumentTitle } from '../../shell/screen-title.tsx';
import { lastQuery } from '../lenses/last-query.ts';
import { arrange } from '../lenses/lens-order.ts';
import { Missing } from '../lost.tsx';
import { Inspector, isAnyChosen } from './inspector.tsx';
import { LensHeader } from './lens-header.tsx';
import { useLensModel } from './lens-model.ts';
import type { LensModel } from './lens-model.ts';
import { LensViews, useViewKeys } from './lens-views.tsx';
import styles from './lens-screen.module.css';
import { LifeBar } from './life-bar.tsx';
import { RiskBreakdown } from './risk-breakdown.tsx';

/** One lens: from its risk to the raw records, in one screen. */
export function LensScreen() {
  const id = useRoute().params.id ?? '';
  const lens = useResource(`lens/${id}`, (signal) => api.lens(id, signal));
  useEffect(
    () =>
      onLive((event) => {
        const isThis =
          (event.type === 'lens' && event.lens.id === id) ||
          (event.type === 'lives' && id in event.lives);
        if (isThis || event.type === 'missed') void lens.reload();
      }),
    [id, lens],
  );
  useEffect(() => {
    // The picture's code is asked for together with the data, not after it; a failure is told
    // where the picture would be.
    import('../../graph/drawing.ts').catch(() => undefined);
  }, []);
  const detail = lens.data.value;
  if (detail !== undefined) return <Loaded key={id} detail={detail} error={lens.error.value} />;
  if (isMissing(lens.error.value)) {
    return <Missing what="lens" href={paths.lenses} place="the lenses" />;
  }
  return (
    <div class={styles.waiting}>
      <a class={styles.back} href={paths.lenses}>
        ← Lenses
      </a>
      {lens.error.value === undefined ? (
        <Skeleton rows={9} rowHeight={48} label="Loading the lens" />
      ) : (
        <ErrorNote
          error={lens.error.value}
          title="The lens could not be loaded"
          onRetry={() => void lens.reload()}
        />
      )}
    </div>
  );
}

interface LoadedProps {
  readonly detail: LensDetail;
  /** Why the newest load failed, while an older answer is shown. */
  readonly error: unknown;
}

function Loaded({ detail, error }: LoadedProps) {
  const model = useLensModel(detail);
  const neighbours = useNeighbourLenses(detail.lens.id);
  useDocumentTitle(detail.lens.name);
  useLensKeys(model, neighbours);
  useViewKeys(model);
  return (
    <div class={styles.lens}>
      <LensHeader lens={detail.lens} neighbours={neighbours} />
      <LifeBar key={detail.lens.id} detail={detail} />
      {error !== undefined && (
        <p class={styles.old} role="status">
          {isMissing(error)
            ? 'This lens is no longer there; this is how it was.'
            : 'The newest state of this lens could not be loaded; this is the one before.'}
        </p>
      )}
      <div class={styles.body} data-chosen={isAnyChosen(model) ? '' : undefined}>
        <RiskBreakdown model={model} />
        <LensViews model={model} />
        <Inspector model={model} />
      </div>
    </div>
  );
}

/** The lenses before and after this one in the list that was shown last. */
export interface NeighbourLenses {
  readonly position: number;
  readonly total: number;
  readonly previous: string | undefined;
  readonly next: string | undefined;
}

function useNeighbourLenses(id: string): NeighbourLenses {
  const query = lastQuery.value;
  const list = useResource(`lenses?${query}`, (signal) => api.lenses(query, signal));
  const order = arrange(list.data.value?.lenses ?? []).order;
  const at = order.indexOf(id);
  return {
    position: at + 1,
    total: order.length,
    previous: order[at - 1],
    next: at === -1 ? undefined : order[at + 1],
  };
}

function useLensKeys(model: LensModel, { previous, next }: NeighbourLenses): void {
  const { route } = useLocation();
  const go = (id: string | undefined) => {
    if (id !== undefined) route(paths.lens(id));
  };
  const stepRow = (step: number) => {
    const rows = model.detail.rows.map((row) => row.analyzerId);
    const row = rows[(rows.indexOf(model.row.peek()) + step + rows.length) % rows.length];
    if (row !== undefined) model.choose({ row });
  };
  useKeys(
    [
      { keys: '[', what: 'Previous lens', group: 'Lens', run: () => go(previous) },
      { keys: ']', what: 'Next lens', group: 'Lens', run: () => go(next) },
      { keys: 'u', what: 'Back to the list', group: 'Lens', run: () => route(paths.lenses) },
      { keys: 'n', what: 'Next row of the risk', group: 'Lens', run: () => stepRow(1) },
      { keys: 'p', what: 'Previous row of the risk', group: 'Lens', run: () => stepRow(-1) },
    ],
    [model.detail, previous, next],
  );
}
