import { useComputed, useSignal } from '@preact/signals';
import { useLocation } from 'preact-iso';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { api } from '../../api-client.ts';
import { useQuerySignal } from '../../data/query-signal.ts';
import { moveFocus } from '../../keys/move-focus.ts';
import { useKeys } from '../../keys/registry.ts';
import { Button } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { FilterBox } from '../../parts/filter-box.tsx';
import { SEARCHED_TYPES, typeLook } from '../../parts/node-type.ts';
import { counted } from '../../parts/plural.ts';
import { Skeleton } from '../../parts/skeleton.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import type { Tab } from '../../parts/tabs.tsx';
import { paths } from '../../routes.ts';
import { keepDraft } from '../analyzers/draft.ts';
import { ScreenTitle } from '../../shell/screen-title.tsx';
import { huntAnalyzer } from './hunt-analyzer.ts';
import { HuntGraph } from './hunt-graph.tsx';
import { BINS, HuntHistogram } from './hunt-histogram.tsx';
import viewStyles from './hunt-views.module.css';
import styles from './hunt.module.css';
import { MatchRows } from './match-rows.tsx';
import { KeepButton, KeptHunts } from './kept.tsx';
import { createSearch } from './search.ts';
import { inBin } from './seen-bins.ts';

/** A search begins when the reader has not typed for so long. */
const PAUSE_MS = 250;

type HuntView = 'table' | 'graph' | 'histogram';

const VIEWS: readonly Tab<HuntView>[] = [
  { name: 'table', title: 'Table' },
  { name: 'graph', title: 'Graph' },
  { name: 'histogram', title: 'Histogram' },
];

/** Looks for nodes in the whole graph by what they are called. */
export function Hunt() {
  const text = useQuerySignal('q');
  const type = useQuerySignal('type');
  const viewName = useQuerySignal('view', 'table');
  const { route } = useLocation();
  const bin = useSignal(-1);
  const asked = useSignal({ text: '', type: '' });
  const search = useMemo(() => createSearch(api.search), []);
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const wanted = text.value.trim();

  useEffect(() => {
    const begin = () => {
      asked.value = { text: wanted, type: type.value };
      bin.value = -1;
      void search.start(asked.value);
    };
    // Only typing is waited for: what the address says, and another type, are looked for at once.
    const isTyping = asked.peek().text !== '' && asked.peek().text !== wanted;
    const timer = setTimeout(begin, isTyping ? PAUSE_MS : 0);
    return () => clearTimeout(timer);
  }, [wanted, type.value]);
  useEffect(() => search.stop, []);
  useEffect(() => input.current?.focus(), []);
  const moveBy = (step: number) => moveFocus(list.current, step);
  useKeys(
    [
      { keys: 'j', what: 'Next node', group: 'Hunt', run: () => moveBy(1) },
      { keys: 'k', what: 'Previous node', group: 'Hunt', run: () => moveBy(-1) },
      {
        keys: '/',
        what: 'Look for something else',
        group: 'Hunt',
        run: () => input.current?.select(),
      },
    ],
    [],
  );

  const state = search.state.value;
  const found = useComputed(() =>
    search.state.value.matches.reduce((sum, { nodes }) => sum + nodes.length, 0),
  );
  const view = VIEWS.find(({ name }) => name === viewName.value)?.name ?? 'table';
  const makeAnalyzer = () => {
    keepDraft(huntAnalyzer(wanted, search.state.peek().matches));
    route(`${paths.analyzers}?edit=new`);
  };
  const isNothing = asked.value.text !== '' && !state.busy && state.matches.length === 0;
  return (
    <>
      <ScreenTitle title="Hunt">
        <select
          class={styles.type}
          aria-label="Type of node"
          value={type.value}
          onChange={(event) => (type.value = event.currentTarget.value)}
        >
          <option value="">Anything</option>
          {SEARCHED_TYPES.map((name) => (
            <option key={name} value={name}>
              {typeLook(name).word}
            </option>
          ))}
        </select>
        <FilterBox
          input={input}
          label="Address, hash, name, path…"
          value={text.value}
          onInput={(value) => (text.value = value)}
          onLeave={() => moveBy(1)}
        />
      </ScreenTitle>
      <div class={styles.page}>
        {state.error !== undefined && (
          <ErrorNote
            error={state.error}
            title={state.matches.length === 0 ? 'The search failed' : 'The search stopped early'}
            onRetry={() => void search.goOn()}
          />
        )}
        {wanted === '' && (
          <KeptHunts
            onChoose={(hunt) => {
              text.value = hunt.q;
              type.value = hunt.type;
            }}
          />
        )}
        {wanted === '' && <Hints onChoose={(example) => (text.value = example)} />}
        {state.busy && state.matches.length === 0 && (
          <Skeleton rows={6} rowHeight={44} label="Searching" />
        )}
        {isNothing && state.error === undefined && (
          <EmptyState title="Nothing is called that">
            <p>
              Names, paths, addresses, hashes and ids are searched, in any case. Command lines and
              scripts are not.
            </p>
          </EmptyState>
        )}
        {state.matches.length > 0 && (
          <>
            <div class={viewStyles.tools}>
              <Tabs<HuntView>
                label="How it is shown"
                panel="hunt-view"
                selected={view}
                tabs={VIEWS}
                onSelect={(name) => (viewName.value = name)}
              />
              <span class={viewStyles.actions}>
                <KeepButton hunt={{ q: wanted, type: type.value }} />
                <Button icon="plus" onClick={makeAnalyzer}>
                  Make an analyzer of it
                </Button>
              </span>
            </div>
            <div id="hunt-view" role="tabpanel" aria-labelledby={`tab-${view}`}>
              {view === 'graph' && (
                <HuntGraph
                  nodes={state.matches.flatMap(({ nodes }) => nodes.map(({ id }) => id))}
                />
              )}
              {view === 'histogram' && (
                <HuntHistogram
                  matches={state.matches}
                  chosen={bin.value}
                  onChoose={(at) => (bin.value = at)}
                />
              )}
              {view !== 'graph' && (
                <div class={styles.table} role="table" aria-label="Nodes" ref={list}>
                  <div class={styles.head} role="row">
                    <span role="columnheader">Node</span>
                    <span role="columnheader">Found by</span>
                    <span role="columnheader">Host</span>
                    <span role="columnheader">Last seen</span>
                  </div>
                  {(view === 'histogram' && bin.value !== -1
                    ? inBin(state.matches, bin.value, BINS)
                    : state.matches
                  ).map((match, at) => (
                    <MatchRows key={at} match={match} />
                  ))}
                </div>
              )}
            </div>
            <p class={styles.foot} role="status">
              {counted(found.value, 'node')}
              {state.busy && ', searching on…'}
              {!state.busy && state.next === undefined && '. Everything was searched.'}
              {state.busy && <Button onClick={search.stop}>Stop</Button>}
              {!state.busy && state.next !== undefined && (
                <Button onClick={() => void search.goOn()}>Search on</Button>
              )}
            </p>
          </>
        )}
      </div>
    </>
  );
}

const EXAMPLES = ['powershell.exe', '10.0.*', '*\\temp\\*.exe', 'administrator'];

function Hints({ onChoose }: { readonly onChoose: (example: string) => void }) {
  return (
    <EmptyState title="Look for anything that was seen">
      <p>
        A value, a part of one, or a pattern in which <code>*</code> stands for anything. What is
        found opens as a graph that you can walk.
      </p>
      <div class={styles.examples}>
        {EXAMPLES.map((example) => (
          <Button key={example} onClick={() => onChoose(example)}>
            {example}
          </Button>
        ))}
      </div>
    </EmptyState>
  );
}
