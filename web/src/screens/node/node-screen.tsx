import { useRoute } from 'preact-iso';
import { useEffect } from 'preact/hooks';
import type { LensDetail } from '../../../../core/contract/lenses.ts';
import { api, isMissing } from '../../api-client.ts';
import { useResource } from '../../data/resource.ts';
import { useKeys } from '../../keys/registry.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Icon } from '../../parts/icon.tsx';
import { LogText } from '../../parts/log-text.tsx';
import { NodeIcon } from '../../parts/node-icon.tsx';
import { typeLook } from '../../parts/node-type.ts';
import { Skeleton } from '../../parts/skeleton.tsx';
import { AbsoluteTimestamp } from '../../parts/timestamp.tsx';
import { paths } from '../../routes.ts';
import { useDocumentTitle } from '../../shell/screen-title.tsx';
import { Inspector, isAnyChosen } from '../lens/inspector.tsx';
import headerStyles from '../lens/lens-header.module.css';
import { useLensModel } from '../lens/lens-model.ts';
import styles from '../lens/lens-screen.module.css';
import { LensViews, useViewKeys } from '../lens/lens-views.tsx';
import { Missing } from '../lost.tsx';
import { asLens } from './as-lens.ts';

/** One node, wherever it was found, and what it has to do with. */
export function NodeScreen() {
  const id = useRoute().params.id ?? '';
  const graph = useResource(`nodes/${id}`, (signal) => api.neighbours(id, signal));
  const detail = graph.data.value && asLens(graph.data.value, id);
  if (detail !== undefined) return <Loaded key={id} detail={detail} />;
  if (isMissing(graph.error.value)) {
    return <Missing what="node" href={paths.hunt} place="hunting" />;
  }
  return (
    <div class={styles.waiting}>
      <a class={styles.back} href={paths.hunt}>
        ← Hunt
      </a>
      {graph.error.value === undefined ? (
        <Skeleton rows={9} rowHeight={48} label="Loading the node" />
      ) : (
        <ErrorNote
          error={graph.error.value}
          title="The node could not be loaded"
          onRetry={() => void graph.reload()}
        />
      )}
    </div>
  );
}

function Loaded({ detail }: { readonly detail: LensDetail }) {
  const model = useLensModel(detail);
  const { lens } = detail;
  useDocumentTitle(lens.name);
  useViewKeys(model);
  useKeys(
    [{ keys: 'u', what: 'Back to what was found', group: 'Node', run: () => history.back() }],
    [],
  );
  useEffect(() => {
    // What was looked for is what is looked at first, unless the address says otherwise.
    if (!isAnyChosen(model)) model.choose({ node: lens.id });
  }, []);
  return (
    <div class={styles.lens}>
      <header class={headerStyles.header}>
        <a class={headerStyles.back} href={paths.hunt} aria-label="Back to hunting" title="Hunt">
          <Icon name="left" />
        </a>
        <NodeIcon type={lens.type} size="large" />
        <div class={headerStyles.name}>
          <h1 class={headerStyles.title}>
            <LogText text={lens.name} limit={160} />
          </h1>
          <p class={headerStyles.why}>{typeLook(lens.type).word}</p>
        </div>
        <dl class={headerStyles.facts}>
          <div>
            <dt>First seen</dt>
            <dd>
              <AbsoluteTimestamp at={lens.first} />
            </dd>
          </div>
          <div>
            <dt>Last seen</dt>
            <dd>
              <AbsoluteTimestamp at={lens.last} />
            </dd>
          </div>
        </dl>
      </header>
      <div class={styles.body} data-rows="none" data-chosen={isAnyChosen(model) ? '' : undefined}>
        <LensViews model={model} />
        <Inspector model={model} />
      </div>
    </div>
  );
}
