import { useEffect, useRef } from 'preact/hooks';
import styles from './tabs.module.css';

/** One tab of a set. */
export interface Tab<Name extends string> {
  readonly name: Name;
  readonly title: string;
  readonly count?: number | undefined;
}

interface TabsProps<Name extends string> {
  readonly label: string;
  readonly tabs: readonly Tab<Name>[];
  readonly selected: Name;
  /** The id of the element that the tabs switch. */
  readonly panel: string;
  readonly onSelect: (name: Name) => void;
}

/** A row of tabs; the arrow keys move among them, as WAI-ARIA has it. */
export function Tabs<Name extends string>(props: TabsProps<Name>) {
  const { label, tabs, selected, panel, onSelect } = props;
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const row = list.current;
    const tab = row?.querySelector<HTMLElement>('[aria-selected="true"]');
    if (!row || !tab) return;
    // Not scrollIntoView, which would move the page, too.
    const middle = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
    row.scrollLeft = middle;
  }, [selected]);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const at = tabs.findIndex((tab) => tab.name === selected);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (next === undefined) return;
    onSelect(next.name);
    list.current?.querySelector<HTMLElement>(`[data-tab="${next.name}"]`)?.focus();
  };
  return (
    <div class={styles.tabs} role="tablist" aria-label={label} ref={list}>
      {tabs.map((tab) => (
        <button
          key={tab.name}
          class={styles.tab}
          type="button"
          role="tab"
          data-tab={tab.name}
          id={`tab-${tab.name}`}
          aria-selected={tab.name === selected}
          aria-controls={panel}
          tabIndex={tab.name === selected ? 0 : -1}
          onClick={() => onSelect(tab.name)}
          onKeyDown={onKeyDown}
        >
          {tab.title}
          {tab.count !== undefined && <span class={styles.count}>{tab.count}</span>}
        </button>
      ))}
    </div>
  );
}
