import type { LensTabName } from '../../../../core/contract/lens-life.ts';
import type { LensSort } from '../../../../core/contract/lens-sorts.ts';
import type { LensSummary } from '../../../../core/contract/lenses.ts';
import { lifeOf, tabOf } from '../triage/life-words.ts';

/** What the list is asked for; an empty text is no filter. */
export interface ListQuery {
  readonly tab: LensTabName;
  readonly q: string;
  readonly type: string;
  readonly assignee: string;
  readonly tag: string;
  readonly technique: string;
  readonly minScore: string;
  /** What it is sorted by; empty for risk. */
  readonly sort: '' | LensSort;
}

/** All lenses that are to be reviewed, riskiest first. */
export const EVERYTHING: ListQuery = {
  tab: 'open',
  q: '',
  type: '',
  assignee: '',
  tag: '',
  technique: '',
  minScore: '',
  sort: '',
};

/** The lists, in the order in which they are shown. */
export const TAB_TITLES: readonly { readonly name: LensTabName; readonly title: string }[] = [
  { name: 'open', title: 'To review' },
  { name: 'mine', title: 'Mine' },
  { name: 'snoozed', title: 'Snoozed' },
  { name: 'closed', title: 'Closed' },
];

/** The query as the API reads it; empty for the list that is shown first. */
export function queryText(query: ListQuery): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query) as [keyof ListQuery, string][]) {
    if (value !== '' && !(name === 'tab' && value === 'open')) parameters.set(name, value);
  }
  return parameters.toString();
}

/** Whether a lens belongs into the list, apart from the words that are looked for. */
export function belongs(lens: LensSummary, query: ListQuery, me: string, now: number): boolean {
  const life = lifeOf(lens);
  const tab = tabOf(life, now);
  const isInTab = query.tab === 'mine' ? tab === 'open' && life.assignee === me : tab === query.tab;
  const isAssigned =
    query.assignee === '' ||
    (query.assignee === 'none' ? life.assignee === undefined : life.assignee === query.assignee);
  return (
    isInTab &&
    isAssigned &&
    (query.type === '' || lens.type === query.type) &&
    (query.tag === '' || life.tags.includes(query.tag)) &&
    (query.technique === '' || lens.techniques.includes(query.technique)) &&
    lens.score >= Number(query.minScore)
  );
}
