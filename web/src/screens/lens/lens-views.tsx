import { useKeys } from '../../keys/registry.ts';
import { Tabs } from '../../parts/tabs.tsx';
import type { Tab } from '../../parts/tabs.tsx';
import { EvidenceView } from './evidence-view.tsx';
import { GraphView } from './graph-view.tsx';
import { HistoryView } from './history-view.tsx';
import type { LensModel, LensTab } from './lens-model.ts';
import styles from './lens-screen.module.css';
import { RecordDock } from './record-dock.tsx';
import { TimeBrush } from './time-brush.tsx';
import { TimelineView } from './timeline-view.tsx';
import { TreeView } from './tree-view.tsx';
import { ViewTools } from './view-tools.tsx';

const TABS: readonly Tab<LensTab>[] = [
  { name: 'graph', title: 'Graph' },
  { name: 'tree', title: 'Process tree' },
  { name: 'timeline', title: 'Timeline' },
  { name: 'evidence', title: 'Evidence' },
  { name: 'history', title: 'History' },
];

/** The ways to look at one graph, and the raw record that is open below them. */
export function LensViews({ model }: { readonly model: LensModel }) {
  const tab = TABS.some(({ name }) => name === model.tab.value)
    ? (model.tab.value as LensTab)
    : 'graph';
  return (
    <section class={styles.centre} aria-label="Views">
      <div class={styles.tabs}>
        <Tabs
          label="Views of the graph"
          tabs={TABS}
          selected={tab}
          panel="lens-view"
          onSelect={(name) => (model.tab.value = name)}
        />
        <ViewTools model={model} />
      </div>
      {tab !== 'history' && <TimeBrush model={model} />}
      <div
        class={styles.view}
        id="lens-view"
        role="tabpanel"
        aria-labelledby={`tab-${tab}`}
        data-tab={tab}
      >
        <View tab={tab} model={model} />
      </div>
      <RecordDock model={model} />
    </section>
  );
}

function View({ tab, model }: { readonly tab: LensTab; readonly model: LensModel }) {
  switch (tab) {
    case 'graph':
      return <GraphView model={model} />;
    case 'tree':
      return <TreeView model={model} />;
    case 'timeline':
      return <TimelineView model={model} />;
    case 'evidence':
      return <EvidenceView model={model} />;
    case 'history':
      return <HistoryView lens={model.detail.lens.id} />;
  }
}

/** The keys that work in every view. */
export function useViewKeys(model: LensModel): void {
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
        what: 'Expand the chosen node by one step',
        group: 'Views',
        run: () => {
          if (model.node.peek() !== '') void model.expand(model.node.peek());
        },
      },
      {
        keys: 'H',
        what: 'Hide the chosen node',
        group: 'Views',
        run: () => {
          if (model.node.peek() !== '') model.hide(model.node.peek());
        },
      },
      { keys: '', what: 'Show hidden nodes', group: 'Views', run: model.showHidden },
      {
        keys: '',
        what: 'Show the whole time',
        group: 'Views',
        run: () => model.setRange(undefined),
      },
      {
        keys: 'y',
        what: 'Copy the link to what is shown',
        group: 'Views',
        run: () => void navigator.clipboard.writeText(location.href),
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
