import type { Signal } from '@preact/signals';
import type { Assignee } from '../../../../core/contract/lens-life.ts';
import { Icon } from '../../parts/icon.tsx';
import { LogText } from '../../parts/log-text.tsx';
import styles from './filter-bar.module.css';
import { SORT_TITLES } from './lens-sorting.ts';

/** The filters of the list, kept in the URL. */
export interface LensFilters {
  readonly type: Signal<string>;
  readonly assignee: Signal<string>;
  readonly tag: Signal<string>;
  readonly technique: Signal<string>;
  readonly minScore: Signal<string>;
}

interface FilterBarProps {
  readonly filters: LensFilters;
  readonly assignees: readonly Assignee[];
  /** The types of the lenses that are known. */
  readonly types: readonly string[];
  /** What the list is sorted by, which is no filter. */
  readonly sort: Signal<string>;
}

/** What the list is narrowed to; tags and techniques are chosen in the rows. */
export function FilterBar({ filters, assignees, types, sort }: FilterBarProps) {
  const { type, assignee, tag, technique, minScore } = filters;
  const known = [...new Set([...types, type.value])].filter(Boolean).sort();
  return (
    <div class={styles.bar} role="group" aria-label="Filters">
      <Select
        label="Type"
        chosen={type}
        options={[['', 'Any type'], ...known.map((name) => [name, name] as const)]}
      />
      <Select
        label="Assignee"
        chosen={assignee}
        options={[
          ['', 'Any assignee'],
          ['none', 'Nobody'],
          ...assignees.map(({ id, email }) => [id, email] as const),
        ]}
      />
      <Select
        label="Least risk"
        chosen={minScore}
        options={[
          ['', 'Any risk'],
          ...risksOf(minScore.value).map((n) => [n, `Risk from ${n}`] as const),
        ]}
      />
      <Select
        label="Sort"
        chosen={sort}
        options={SORT_TITLES.map(([name, title]) => [name === 'score' ? '' : name, title])}
      />
      <Chip label="tag" chosen={tag} />
      <Chip label="technique" chosen={technique} />
    </div>
  );
}

/** The risks to choose from, with the one that is chosen, which may have been typed. */
function risksOf(chosen: string): readonly string[] {
  const known = ['20', '50', '100'];
  return chosen === '' || known.includes(chosen) ? known : [...known, chosen];
}

interface SelectProps {
  readonly label: string;
  readonly chosen: Signal<string>;
  readonly options: readonly (readonly [value: string, title: string])[];
}

function Select({ label, chosen, options }: SelectProps) {
  return (
    <select
      class={styles.select}
      aria-label={label}
      value={chosen.value}
      data-set={chosen.value === '' ? undefined : ''}
      onChange={(event) => (chosen.value = event.currentTarget.value)}
    >
      {options.map(([value, title]) => (
        <option key={value} value={value}>
          {title}
        </option>
      ))}
    </select>
  );
}

function Chip({ label, chosen }: { readonly label: string; readonly chosen: Signal<string> }) {
  if (chosen.value === '') return null;
  return (
    <button
      class={styles.chip}
      type="button"
      aria-label={`Remove the filter by ${label}`}
      onClick={() => (chosen.value = '')}
    >
      {label}: <LogText text={chosen.value} limit={40} />
      <Icon name="cross" size={10} />
    </button>
  );
}
