import { useSignal } from '@preact/signals';
import { useLocation } from 'preact-iso';
import { useEffect } from 'preact/hooks';
import type { Upload } from '../../../../core/contract/sources.ts';
import { api } from '../../api-client.ts';
import { onLive } from '../../data/live.ts';
import { useQuerySignal } from '../../data/query-signal.ts';
import { useResource } from '../../data/resource.ts';
import { Button } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { paths } from '../../routes.ts';
import { ScreenTitle } from '../../shell/screen-title.tsx';
import { Rejects } from './rejects.tsx';
import { SourceCard } from './source-card.tsx';
import styles from './sources.module.css';
import { SourceHealth } from './source-health.tsx';
import { UploadTable } from './upload-table.tsx';

/** What comes in, by source: every record is accepted, rejected or ignored, and all are counted. */
export function Sources() {
  const { route } = useLocation();
  const sources = useResource('sources', api.sources);
  const uploads = useResource('uploads', api.uploads);
  const chosen = useQuerySignal('source');
  const older = useSignal<readonly Upload[]>([]);
  const olderError = useSignal<unknown>(undefined);
  useEffect(
    () =>
      onLive((event) => {
        if (event.type === 'lens' || event.type === 'investigation') return;
        void sources.reload();
        void uploads.reload();
      }),
    [sources, uploads],
  );
  const list = sources.data.value;
  const newest = uploads.data.value ?? [];
  const last = older.value.at(-1) ?? newest.at(-1);
  const hasMore = last !== undefined && last.number > 1;
  const more = async () => {
    if (last === undefined) return;
    try {
      older.value = [...older.peek(), ...(await api.uploads(undefined, last.number))];
      olderError.value = undefined;
    } catch (failure) {
      olderError.value = failure;
    }
  };
  // The newest page moves on while older ones stay as they were read.
  const known = new Map([...older.value, ...newest].map((upload) => [upload.number, upload]));
  const all = [...known.values()].sort((a, b) => b.number - a.number);
  const shown = all.filter((upload) => chosen.value === '' || upload.sourceId === chosen.value);
  const error = sources.error.value ?? uploads.error.value ?? olderError.value;
  return (
    <>
      <ScreenTitle title="Sources" count={list?.length}>
        <Button onClick={() => route(paths.tail)}>Live tail</Button>
        <Button onClick={() => route(paths.formats)}>Declared formats</Button>
        <Button icon="plus" kind="primary" onClick={() => route(paths.welcome)}>
          New source
        </Button>
      </ScreenTitle>
      <div class={styles.page}>
        {error !== undefined && (
          <ErrorNote
            error={error}
            title="The sources could not be loaded"
            onRetry={() => {
              void sources.reload();
              void uploads.reload();
            }}
          />
        )}
        {list === undefined && error === undefined && (
          <Skeleton rows={5} rowHeight={72} label="Loading the sources" />
        )}
        {list?.length === 0 && (
          <EmptyState title="No sources yet">
            <p>A source is one stream of logs, with a token of its own.</p>
          </EmptyState>
        )}
        {list !== undefined && list.length > 0 && (
          <>
            <ul class={styles.cards}>
              {list.map((source) => (
                <li key={source.id}>
                  <SourceCard
                    source={source}
                    isChosen={chosen.value === source.id}
                    onChanged={() => void sources.reload()}
                    onChoose={() => (chosen.value = chosen.value === source.id ? '' : source.id)}
                  />
                </li>
              ))}
            </ul>
            {list.some(({ id }) => id === chosen.value) && (
              <SourceHealth key={chosen.value} source={chosen.value} />
            )}
            <Rejects uploads={shown} />
            <UploadTable
              uploads={shown}
              sources={list}
              onMore={hasMore ? () => void more() : undefined}
            />
          </>
        )}
      </div>
    </>
  );
}
