import { useRoute } from 'preact-iso';
import { useEffect } from 'preact/hooks';
import type { InvestigationDetail } from '../../../../core/contract/investigations.ts';
import { isMissing } from '../../api-client.ts';
import { onLive } from '../../data/live.ts';
import { refresh, useResource } from '../../data/resource.ts';
import { investigations } from '../../investigations-client.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { paths } from '../../routes.ts';
import { useDocumentTitle } from '../../shell/screen-title.tsx';
import { Inspector, isAnyChosen } from '../lens/inspector.tsx';
import styles from '../lens/lens-screen.module.css';
import { Missing } from '../lost.tsx';
import { InvestigationHeader } from './investigation-header.tsx';
import { useInvestigationModel } from './investigation-model.ts';
import { InvestigationViews, useInvestigationKeys } from './investigation-views.tsx';
import { NodeList } from './node-list.tsx';

/** One investigation: its nodes with their notes, the graph they make, and the write-up. */
export function InvestigationScreen() {
  const id = useRoute().params.id ?? '';
  const found = useResource(`investigation/${id}`, (signal) => investigations.read(id, signal));
  useEffect(
    () =>
      onLive((event) => {
        const isThis = event.type === 'investigation' && event.investigation === id;
        if (!isThis && event.type !== 'missed') return;
        void found.reload();
        refresh(`investigation-history/${id}`);
      }),
    [id, found],
  );
  useEffect(() => {
    // The picture's code is asked for together with the data; a failure is told in its place.
    import('../../graph/drawing.ts').catch(() => undefined);
  }, []);
  const detail = found.data.value;
  if (detail !== undefined) {
    const { reload, error } = found;
    return <Loaded key={id} detail={detail} reload={reload} error={error.value} />;
  }
  if (isMissing(found.error.value)) {
    return <Missing what="investigation" href={paths.investigations} place="the investigations" />;
  }
  return (
    <div class={styles.waiting}>
      <a class={styles.back} href={paths.investigations}>
        ← Investigations
      </a>
      {found.error.value === undefined ? (
        <Skeleton rows={9} rowHeight={48} label="Loading the investigation" />
      ) : (
        <ErrorNote
          error={found.error.value}
          title="The investigation could not be loaded"
          onRetry={() => void found.reload()}
        />
      )}
    </div>
  );
}

interface LoadedProps {
  readonly detail: InvestigationDetail;
  readonly reload: () => Promise<void>;
  /** Why the newest load failed, while an older answer is shown. */
  readonly error: unknown;
}

function Loaded({ detail, reload, error }: LoadedProps) {
  const model = useInvestigationModel(detail, reload);
  useDocumentTitle(detail.investigation.title);
  useInvestigationKeys(model);
  return (
    <div class={styles.lens}>
      <InvestigationHeader detail={detail} reload={reload} />
      {error !== undefined && (
        <p class={styles.old} role="status">
          {isMissing(error)
            ? 'This investigation was deleted; this is how it was.'
            : 'The newest state of this investigation could not be loaded; this is the one before.'}
        </p>
      )}
      <div class={styles.body} data-chosen={isAnyChosen(model) ? '' : undefined}>
        <NodeList detail={detail} model={model} reload={reload} />
        <InvestigationViews detail={detail} model={model} reload={reload} />
        <Inspector model={model} />
      </div>
    </div>
  );
}
