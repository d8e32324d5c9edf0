import { api } from '../../api-client.ts';
import { useResource } from '../../data/resource.ts';
import { IconButton } from '../../parts/button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { LogText } from '../../parts/log-text.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { paths } from '../../routes.ts';
import { itemsOf } from '../analyzers/analyzer-items.ts';
import styles from './coverage.module.css';
import { baseOf } from './matrix.ts';
import type { Cell } from './matrix.ts';
import { TECHNIQUE_NAMES } from './technique-names.ts';

/** More are found in the list of analyzers. */
const MAX_SHOWN = 60;

interface TechniquePanelProps {
  readonly cell: Cell;
  readonly onClose: () => void;
}

/** What sees a technique, or could: analyzers of every state that name it. */
export function TechniquePanel({ cell, onClose }: TechniquePanelProps) {
  const list = useResource('rules', api.rules);
  const { technique, parts } = cell;
  const items =
    list.data.value &&
    itemsOf(list.data.value).filter((item) =>
      item.techniques.some((named) => baseOf(named) === technique),
    );
  return (
    <aside class={styles.panel} aria-label="Technique">
      <header class={styles.panelHead}>
        <h2>
          {technique} {TECHNIQUE_NAMES[technique]}
        </h2>
        <IconButton icon="cross" label="Close (Esc)" onClick={onClose} />
      </header>
      {parts.length > 0 && <p class={styles.parts}>{parts.join(', ')}</p>}
      <p class={styles.parts}>
        <a class={styles.link} href={paths.lensesWith(technique)}>
          Lenses with it
        </a>
      </p>
      {list.error.value !== undefined && (
        <ErrorNote
          error={list.error.value}
          title="The analyzers could not be loaded"
          onRetry={() => void list.reload()}
        />
      )}
      {items === undefined && list.error.value === undefined && (
        <Skeleton rows={3} rowHeight={40} label="Loading the analyzers" />
      )}
      {items?.length === 0 && (
        <p class={styles.parts}>
          Nothing names it. Import rules, or write an analyzer of your own.
        </p>
      )}
      <ul aria-label="Analyzers that name it">
        {items?.slice(0, MAX_SHOWN).map((item) => (
          <li key={item.id} class={styles.item} data-state={item.state}>
            <a href={paths.analyzer(item.id)}>
              <LogText text={item.title} limit={160} />
            </a>
            <span class={styles.quiet}>
              {item.state} · {item.hits.toLocaleString('en')} hits
            </span>
          </li>
        ))}
      </ul>
      {items !== undefined && items.length > MAX_SHOWN && (
        <p class={styles.parts}>and {items.length - MAX_SHOWN} more</p>
      )}
    </aside>
  );
}
