import type { LensChange, LensEvent, LensLife, Verdict } from '../contract/lens-life.ts';

/**
 * A closed or snoozed lens comes back when its score has risen by so much over that at which it was
 * put away: what one more finding of level medium adds.
 */
export const REOPEN_RISE = 25;

/** What of a lens a decision rests on. */
export interface LensBasis {
  readonly score: number;
  /** Ids of the analyzers that hit. */
  readonly analyzers: readonly string[];
}

/** A lens's life as it is kept: what is shown, and on what the last decision rests. */
export interface KeptLife extends LensLife {
  /** The lens as it was when it was closed or snoozed. */
  readonly basis?: LensBasis | undefined;
}

/** What a change makes of a lens, and how its history tells it. */
export interface ChangedLife {
  readonly life: KeptLife;
  readonly what: LensEvent['what'];
  readonly text: string;
}

/** The life of a lens that nobody has touched. */
export const NEW_LIFE: KeptLife = { status: 'new', tags: [], version: 0 };

/** The words for verdicts. */
export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  'true-positive': 'true positive',
  benign: 'benign',
  'false-positive': 'false positive',
  duplicate: 'duplicate',
};

/**
 * What a member's change makes of a lens; undefined where it changes nothing.
 *
 * @param basis the lens as it is now
 * @param nameOf the address of a user
 * @param original of a duplicate: the lens that has it
 */
export function changeLife(
  life: KeptLife,
  change: Exclude<LensChange, { do: 'undo' }>,
  basis: LensBasis,
  nameOf: (user: string) => string,
  original?: { readonly id: string; readonly name: string },
): ChangedLife | undefined {
  const { reopenings } = life;
  const open = {
    assignee: life.assignee,
    tags: life.tags,
    version: life.version + 1,
    ...(reopenings === undefined ? {} : { reopenings }),
  };
  switch (change.do) {
    case 'reopen':
      if (life.status === 'new') return undefined;
      return { life: { ...open, status: 'new' }, what: 'reopened', text: '' };
    case 'review':
      if (life.status === 'reviewing') return undefined;
      return { life: { ...open, status: 'reviewing' }, what: 'reviewing', text: '' };
    case 'close': {
      const isSame = life.verdict === change.verdict && life.duplicateOf === original?.id;
      if (life.status === 'closed' && isSame) return undefined;
      const words = VERDICT_WORDS[change.verdict];
      return {
        life: {
          ...open,
          status: 'closed',
          verdict: change.verdict,
          basis,
          ...(original === undefined ? {} : { duplicateOf: original.id }),
        },
        what: 'closed',
        text: original === undefined ? words : `${words} of ${original.name}`,
      };
    }
    case 'snooze': {
      const snooze = { until: change.until, rise: change.rise };
      return {
        life: { ...open, status: 'snoozed', snooze, basis },
        what: 'snoozed',
        text: snoozeText(change),
      };
    }
    case 'assign': {
      const assignee = change.assignee ?? undefined;
      if (assignee === life.assignee) return undefined;
      const text = assignee === undefined ? 'nobody' : nameOf(assignee);
      return { life: { ...life, version: open.version, assignee }, what: 'assigned', text };
    }
    case 'tag':
      return changeTags(life, change.add, change.remove);
  }
}

/**
 * What the service makes of a lens that is put away, now that its hits make it something else;
 * undefined where it stays away. It rests on what the lens is and on what it was when it was put
 * away, on nothing between: the same records once more, or in another order, bring nothing back.
 *
 * @param lens the lens as its hits now make it
 */
export function reopenLife(
  life: KeptLife,
  lens: LensBasis & { readonly titles: ReadonlyMap<string, string> },
): ChangedLife | undefined {
  const { basis, status } = life;
  if (basis === undefined || (status !== 'closed' && status !== 'snoozed')) return undefined;
  const known = new Set(basis.analyzers);
  const fresh = lens.analyzers.filter((id) => !known.has(id));
  const rise = Math.round((lens.score - basis.score) * 10) / 10;
  const [first] = fresh;
  let why: string;
  if (first !== undefined) {
    const more = fresh.length === 1 ? '' : ` and ${fresh.length - 1} more`;
    why = `a new analyzer hit: ${lens.titles.get(first) ?? first}${more}`;
  } else if (rise >= (life.snooze?.rise ?? REOPEN_RISE)) {
    why = `its score rose by ${rise}, from ${basis.score} to ${lens.score}`;
  } else {
    return undefined;
  }
  const was = status === 'closed' ? 'closed' : 'snoozed';
  const { assignee, tags, version } = life;
  return {
    life: {
      status: 'new',
      assignee,
      tags,
      version: version + 1,
      reopened: why,
      reopenings: (life.reopenings ?? 0) + 1,
    },
    what: 'reopened',
    text: `${why}, after it was ${was}`,
  };
}

/** A life as it is at a time: a snooze that is over is no more. */
export function lifeAt(life: KeptLife, now: number): KeptLife {
  const until = life.status === 'snoozed' ? life.snooze?.until : undefined;
  if (until === undefined || until > now) return life;
  const { assignee, tags, version, reopenings } = life;
  const reopened = 'its snooze is over';
  return { status: 'new', assignee, tags, version, reopened, reopenings };
}

/** A life as members see it. */
export function shownLife(life: KeptLife): LensLife {
  const { status, verdict, duplicateOf, snooze, assignee, tags, reopened } = life;
  const { reopenings, version } = life;
  return { status, verdict, duplicateOf, snooze, assignee, tags, reopened, reopenings, version };
}

function changeTags(
  life: KeptLife,
  add: readonly string[],
  remove: readonly string[],
): ChangedLife | undefined {
  const added = [...new Set(add)].filter((tag) => !life.tags.includes(tag));
  const removed = life.tags.filter((tag) => remove.includes(tag) && !add.includes(tag));
  if (added.length + removed.length === 0) return undefined;
  const tags = [...life.tags.filter((tag) => !removed.includes(tag)), ...added].sort();
  return {
    life: { ...life, tags, version: life.version + 1 },
    what: 'tagged',
    text: [...added.map((tag) => `+${tag}`), ...removed.map((tag) => `−${tag}`)].join(' '),
  };
}

function snoozeText({ until, rise }: { until?: number | undefined; rise?: number | undefined }) {
  const ends = [
    ...(until === undefined ? [] : [`until ${new Date(until).toISOString().slice(0, 16)}Z`]),
    ...(rise === undefined ? [] : [`until its score grows by ${rise}`]),
  ];
  return ends.length === 0 ? 'until a new analyzer hits' : ends.join(', or ');
}
