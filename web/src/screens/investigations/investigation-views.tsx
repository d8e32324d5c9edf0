import { useLocation } from 'preact-iso';
import type { InvestigationDetail } from '../../../../core/contract/investigations.ts';
import { useKeys } from '../../keys/registry.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import type { Tab } from '../../parts/tabs.tsx';
import { paths } from '../../routes.ts';
import { EvidenceView } from '../lens/evidence-view.tsx';
import { GraphView } from '../lens/graph-view.tsx';
import type { LensModel } from '../lens/lens-model.ts';
import styles from '../lens/lens-screen.module.css';
import { RecordDock } from '../lens/record-dock.tsx';
import { TimeBrush } from '../lens/time-brush.tsx';
import { TimelineView } from '../lens/timeline-view.tsx';
import { TreeView } from '../lens/tree-view.tsx';
import { ViewTools } from '../lens/view-tools.tsx';
import { InvestigationEvents } from './investigation-events.tsx';
import { WriteUp } from './write-up.tsx';

type ViewName = 'graph' | 'tree' | 'timeline' | 'evidence' | 'write-up' | 'history';

const TABS: readonly Tab<ViewName>[] = [
  { name: 'graph', title: 'Graph' },
  { name: 'tree', title: 'Process tree' },
  { name: 'timeline', title: 'Timeline' },
  { name: 'evidence', title: 'Evidence' },
  { name: 'write-up', title: 'Write-up' },
  { name: 'history', title: 'History' },
];

interface ViewsProps {
  readonly detail: InvestigationDetail;
  readonly model: LensModel;
  readonly reload: () => Promise<void>;
}

/** The ways to look at an investigation: those of a lens, and what was written. */
export function InvestigationViews(props: ViewsProps) {
  const { model } = props;
  const tab = TABS.find(({ name }) => name === model.tab.value)?.name ?? 'graph';
  return (
    <section class={styles.centre} aria-label="Views">
      <div class={styles.tabs}>
        <Tabs
          label="Views of the investigation"
          tabs={TABS}
          selected={tab}
          panel="investigation-view"
          onSelect={(name) => (model.tab.value = name)}
        />
        <ViewTools model={model} />
      </div>
      {tab !== 'write-up' && tab !== 'history' && <TimeBrush model={model} />}
      <div
        class={styles.view}
        id="investigation-view"
        role="tabpanel"
        aria-labelledby={`tab-${tab}`}
        data-tab={tab}
      >
        <View tab={tab} {...props} />
      </div>
      <RecordDock model={model} />
    </section>
  );
}

function View({ tab, detail, model, reload }: ViewsProps & { readonly tab: ViewName }) {
  if (tab === 'write-up') return <WriteUp detail={detail} reload={reload} />;
  if (tab === 'history') return <InvestigationEvents id={detail.investigation.id} />;
  if (detail.nodes.length === 0) {
    return (
      <EmptyState title="Nothing is pinned yet">
        <p>
          Choose a node in a <a href={paths.lenses}>lens</a>, or <a href={paths.hunt}>hunt</a> for
          one, and press Pin.
        </p>
      </EmptyState>
    );
  }
  switch (tab) {
    case 'graph':
      return <GraphView model={model} />;
    case 'tree':
      return <TreeView model={model} />;
    case 'timeline':
      return <TimelineView model={model} />;
    case 'evidence':
      return <EvidenceView model={model} />;
  }
}

/** The keys of the screen. */
export function useInvestigationKeys(model: LensModel): void {
  const { route } = useLocation();
  useKeys(
    [
      ...TABS.map((tab, at) => ({
        keys: String(at + 1),
        what: tab.title,
        group: 'Views',
        run: () => {
          model.tab.value = tab.name;
        },
      })),
      {
        keys: 'e',
        what: 'Expand the chosen node by one step, and keep what comes',
        group: 'Views',
        run: () => {
          if (model.node.peek() !== '') void model.expand(model.node.peek());
        },
      },
      {
        keys: 'u',
        what: 'Back to the investigations',
        group: 'Investigation',
        run: () => route(paths.investigations),
      },
      {
        keys: 'Escape',
        what: 'Close the record, then let go of the selection',
        group: 'Views',
        run: () => {
          if (model.record.peek() === '') model.choose({ nothing: true });
          else model.record.value = '';
        },
      },
    ],
    [model.detail],
  );
}
