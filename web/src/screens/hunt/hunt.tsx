import { useComputed, useSignal } from '@preact/signals';
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
import { ScreenTitle } from '../../shell/screen-title.tsx';
import styles from './hunt.module.css';
import { MatchRows } from './match-rows.tsx';
import { createSearch } from './search.ts';

/** A search begins when the reader has not typed for so long. */
const PAUSE_MS = 250;

/** Looks for nodes in the whole graph by what they are called. */
export function Hunt() {
  const text = useQuerySignal('q');
  const type = useQuerySignal('type');
  const asked = useSignal({ text: '', type: '' });
  const search = useMemo(() => createSearch(api.search), []);
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const wanted = text.value.trim();

  useEffect(() => {
    const begin = () => {
      asked.value = { text: wanted, type: type.value };
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
            <div class={styles.table} role="table" aria-label="Nodes" ref={list}>
              <div class={styles.head} role="row">
                <span role="columnheader">Node</span>
                <span role="columnheader">Found by</span>
                <span role="columnheader">Host</span>
                <span role="columnheader">Last seen</span>
              </div>
              {state.matches.map((match, at) => (
                <MatchRows key={at} match={match} />
              ))}
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
