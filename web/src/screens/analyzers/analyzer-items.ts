import type { StoppedAnalyzer } from '../../../../core/contract/budgets.ts';
import type {
  RuleLevel,
  RuleList,
  RuleState,
  RuleSummary,
} from '../../../../core/contract/rules.ts';

/** An analyzer as the list shows it, whatever kind it is. */
export interface AnalyzerItem {
  readonly id: string;
  readonly title: string;
  readonly kind: 'rule' | 'built in' | 'own';
  readonly level: RuleLevel;
  readonly state: RuleState;
  /** What a member set of a rule; null leaves it to the service. */
  readonly setting: RuleState | null;
  readonly isNoisy: boolean;
  readonly techniques: readonly string[];
  /** The pack that a rule came with. */
  readonly pack: string;
  /** What it is about, in a line. */
  readonly about: string;
  readonly author: string;
  readonly hits: number;
  /** Present while it is stopped for being over its budget. */
  readonly stopped?: StoppedAnalyzer | undefined;
}

/** What the list can be narrowed to. */
export const VIEWS = ['all', 'hitting', 'on', 'shadow', 'off', 'built in', 'own'] as const;
export type AnalyzerView = (typeof VIEWS)[number];

const LEVELS: readonly RuleLevel[] = ['critical', 'high', 'medium', 'low', 'informational'];

/** Rules and built-in analyzers in one list: what hits most first, then by level and title. */
export function itemsOf({ rules, builtIn, own }: RuleList): readonly AnalyzerItem[] {
  const items = [
    ...[...own, ...builtIn].map((analyzer): AnalyzerItem => {
      const { id, title, level, techniques, hits, description, state, isOwn, saved } = analyzer;
      const { stopped } = analyzer;
      return {
        id,
        title,
        kind: isOwn ? 'own' : 'built in',
        level,
        state,
        setting: state,
        isNoisy: false,
        techniques,
        pack: isOwn ? 'your own' : 'built in',
        about: description.trim(),
        author: saved?.by ?? '',
        hits,
        stopped,
      };
    }),
    ...rules.map((rule): AnalyzerItem => {
      const { id, title, level, state, setting, isNoisy, techniques, pack, hits } = rule;
      const kind = 'rule' as const;
      const shown = { id, title, kind, level, state, setting, isNoisy, techniques, pack, hits };
      const { author = '', stopped } = rule;
      return { ...shown, about: aboutOf(rule), author, stopped };
    }),
  ];
  return items.sort(
    (a, b) =>
      b.hits - a.hits ||
      LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level) ||
      (a.title < b.title ? -1 : 1),
  );
}

/** The logs that a rule is about; of other documents, what they are. */
function aboutOf({ kind, logs, isSilent, isFed, missingLists }: RuleSummary): string {
  if (missingLists.length > 0) return `${logs} · needs the value list ${missingLists.join(', ')}`;
  const unfed = isFed === false ? ' · no source sends this' : '';
  const feeds = `${isSilent ? ' · only feeds correlations' : ''}${unfed}`;
  if (kind === 'correlation') return `correlation of other rules${feeds}`;
  return kind === 'filter' ? `filter of ${logs}` : `${logs}${feeds}`;
}

/** Whether a text is one of the views. */
export function isView(text: string): text is AnalyzerView {
  return (VIEWS as readonly string[]).includes(text);
}

/** The items of a view in which every word of a filter is found. */
export function narrow(
  items: readonly AnalyzerItem[],
  view: AnalyzerView,
  filter: string,
): readonly AnalyzerItem[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return items.filter((item) => isInView(item, view) && words.every((word) => has(item, word)));
}

/** How many items each view has. */
export function countViews(items: readonly AnalyzerItem[]): Readonly<Record<AnalyzerView, number>> {
  const count = (view: AnalyzerView) => items.filter((item) => isInView(item, view)).length;
  return {
    all: items.length,
    hitting: count('hitting'),
    on: count('on'),
    shadow: count('shadow'),
    off: count('off'),
    'built in': count('built in'),
    own: count('own'),
  };
}

function isInView(item: AnalyzerItem, view: AnalyzerView): boolean {
  if (view === 'all') return true;
  if (view === 'hitting') return item.hits > 0;
  if (view === 'built in' || view === 'own') return item.kind === view;
  return item.state === view;
}

function has(item: AnalyzerItem, word: string): boolean {
  const { title, about, author, pack, level, techniques, id } = item;
  return [title, about, author, pack, level, id, ...techniques].some((text) =>
    text.toLowerCase().includes(word),
  );
}
