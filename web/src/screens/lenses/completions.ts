import type { Assignee } from '../../../../core/contract/lens-life.ts';
import type { LensSummary } from '../../../../core/contract/lenses.ts';
import { lifeOf } from '../triage/life-words.ts';

/** The filters that a word can complete to, by the names of their parameters. */
export type FilterName = 'type' | 'assignee' | 'tag' | 'technique' | 'minScore';

/** A filter that what is typed could mean. */
export interface Completion {
  readonly id: string;
  readonly name: FilterName;
  readonly value: string;
  /** As it is typed and shown: `tag:vip`. */
  readonly words: string;
}

/** More would have to be read, and not seen. */
const MAX_SHOWN = 8;

const RISKS = ['20', '50', '100'];

/** Every value that the lenses which are known could be filtered by. */
export function completionsOf(
  lenses: readonly LensSummary[],
  assignees: readonly Assignee[],
): readonly Completion[] {
  const tags = new Set<string>();
  const techniques = new Set<string>();
  const types = new Set<string>();
  for (const lens of lenses) {
    types.add(lens.type);
    for (const tag of lifeOf(lens).tags) tags.add(tag);
    for (const technique of lens.techniques) techniques.add(technique);
  }
  return [
    ...[...types].sort().map((type) => completion('type', type, `type:${type}`)),
    ...[...tags].sort().map((tag) => completion('tag', tag, `tag:${tag}`)),
    ...[...techniques]
      .sort()
      .map((technique) => completion('technique', technique, `technique:${technique}`)),
    completion('assignee', 'none', 'assignee:nobody'),
    ...assignees.map(({ id, email }) => completion('assignee', id, `assignee:${email}`)),
    ...RISKS.map((risk) => completion('minScore', risk, `risk:${risk}`)),
  ];
}

/** The filters that the word at the end of a text could mean, the likeliest first. */
export function completionsFor(text: string, all: readonly Completion[]): readonly Completion[] {
  const word = lastWord(text).toLowerCase();
  if (word === '') return [];
  const number = /^risk:>?=?(\d{1,6})$/.exec(word)?.[1];
  if (number !== undefined) return [completion('minScore', number, `risk:${number}`)];
  const starts = all.filter(({ words }) => words.toLowerCase().startsWith(word));
  const values = all.filter(
    (one) => !starts.includes(one) && valueOf(one).toLowerCase().startsWith(word),
  );
  return [...starts, ...values].slice(0, MAX_SHOWN);
}

/** The text without the word that became a filter. */
export function withoutLastWord(text: string): string {
  return text.slice(0, text.length - lastWord(text).length).trimEnd();
}

function completion(name: FilterName, value: string, words: string): Completion {
  return { id: `${name}-${value}`.replaceAll(/\s+/g, '_'), name, value, words };
}

function lastWord(text: string): string {
  return /\S*$/.exec(text)?.[0] ?? '';
}

function valueOf({ words }: Completion): string {
  return words.slice(words.indexOf(':') + 1);
}
