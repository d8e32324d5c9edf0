import type {
  Assignee,
  LensEvent,
  LensLife,
  LensTabName,
  Verdict,
} from '../../../../core/contract/lens-life.ts';
import type { LensSummary } from '../../../../core/contract/lenses.ts';

/** The verdicts in the order in which they are offered. */
export const VERDICT_CHOICES: readonly {
  readonly name: Verdict;
  readonly title: string;
  readonly hint: string;
}[] = [
  { name: 'true-positive', title: 'True positive', hint: 'It was an attack, or a test of one.' },
  { name: 'benign', title: 'Benign', hint: 'It is as it looks, and it is allowed.' },
  { name: 'false-positive', title: 'False positive', hint: 'It is not what the analyzers say.' },
  { name: 'duplicate', title: 'Duplicate', hint: 'Another lens has it.' },
];

/** What is meant where nobody has touched a lens. */
const UNTOUCHED: LensLife = { status: 'new', tags: [], version: 0 };

/** What analysts made of a lens. */
export function lifeOf({ life }: Pick<LensSummary, 'life'>): LensLife {
  return life ?? UNTOUCHED;
}

/** The status in a word or two: `Closed: benign`. */
export function statusWords({ status, verdict, reopened }: LensLife): string {
  switch (status) {
    case 'new':
      return reopened === undefined ? 'New' : 'Reopened';
    case 'reviewing':
      return 'Reviewing';
    case 'snoozed':
      return 'Snoozed';
    case 'closed': {
      const words = VERDICT_CHOICES.find(({ name }) => name === verdict)?.title.toLowerCase();
      return words === undefined ? 'Closed' : `Closed: ${words}`;
    }
  }
}

/** The list that a lens is in, besides that of the member who has it. */
export function tabOf({ status, snooze }: LensLife, now: number): Exclude<LensTabName, 'mine'> {
  if (status === 'closed') return 'closed';
  const isOver = snooze?.until !== undefined && snooze.until <= now;
  return status === 'snoozed' && !isOver ? 'snoozed' : 'open';
}

/** Who has a lens in hand, short enough for a row: `ada`. */
export function assigneeWords(id: string, assignees: readonly Assignee[]): string {
  const email = assignees.find((assignee) => assignee.id === id)?.email;
  return email?.split('@', 1)[0] ?? 'someone who left';
}

/** An entry of a history as a sentence goes on after the name. */
export function eventWords({ what, text, by }: LensEvent): string {
  switch (what) {
    case 'closed':
      return `closed it as ${text}`;
    case 'snoozed':
      return `snoozed it ${text}`;
    case 'reviewing':
      return 'took it up for review';
    case 'reopened':
      return by === null ? `opened it again: ${text}` : 'opened it again';
    case 'assigned':
      return `assigned it to ${text}`;
    case 'tagged':
      return `changed its tags: ${text}`;
    case 'undone':
      return 'took the change before back';
    case 'duplicate':
      return `closed as duplicates of this: ${text}`;
    case 'comment':
      return 'wrote';
  }
}
