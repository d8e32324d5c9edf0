import { randomUUID } from 'node:crypto';
import type {
  ChangedLenses,
  ChangeLensesRequest,
  LensChange,
  LensEvent,
  LensTabName,
} from '../../core/contract/lens-life.ts';
import type { LensDetail, LensList } from '../../core/contract/lenses.ts';
import { compareBy, sortingOf, sortOf } from '../src/screens/lenses/lens-sorting.ts';
import { changeLife, lifeAt, NEW_LIFE, shownLife } from '../../core/lens/life.ts';
import type { KeptLife } from '../../core/lens/life.ts';

/** Lenses of one answer unless it is asked for fewer, as many as the service gives. */
const PAGE = 500;

/** What analysts made of invented lenses, by the service's own rules. */
export class SampleLives {
  readonly #lenses: Map<string, LensDetail>;
  readonly #email: string;
  readonly #events = new Map<string, (LensEvent & { change: string; before: KeptLife })[]>();
  readonly #kept = new Map<string, KeptLife>();

  constructor(lenses: Map<string, LensDetail>, email: string) {
    this.#lenses = lenses;
    this.#email = email;
  }

  /** Some lenses were worked on before. */
  fill(now: number): void {
    const ids = [...this.#lenses.keys()];
    const [, second = '', third = ''] = ids;
    const [fourth = '', fifth = ''] = ids.slice(-2);
    const steps: readonly [string, LensChange][] = [
      [second, { do: 'assign', assignee: this.#me }],
      [second, { do: 'review' }],
      [second, { do: 'tag', add: ['print team', 'vip'], remove: [] }],
      [third, { do: 'assign', assignee: 'user grace' }],
      [fourth, { do: 'close', verdict: 'benign' }],
      [fifth, { do: 'snooze', until: now + 86_400_000, rise: 25 }],
    ];
    steps.forEach(([id, change], index) => {
      this.change({ ids: [id], change }, now - (steps.length - index) * 1_700_000);
    });
    this.comment(second, 'Asked the print team. They know nothing of it.', now - 1_000_000);
  }

  list(query: URLSearchParams): LensList {
    const now = Date.now();
    const all = [...this.#lenses.values()].map(({ lens }) => lens);
    const tab = (query.get('tab') ?? 'open') as LensTabName;
    const isIn = (id: string, name: LensTabName): boolean => {
      const { status, assignee } = lifeAt(this.#kept.get(id) ?? NEW_LIFE, now);
      if (name === 'closed' || name === 'snoozed') return status === name;
      const isOpen = status !== 'closed' && status !== 'snoozed';
      return isOpen && (name === 'open' || assignee === this.#me);
    };
    const holds = (lens: (typeof all)[number]): boolean => {
      const tag = query.get('tag');
      const technique = query.get('technique');
      const q = query.get('q')?.toLowerCase() ?? '';
      return (
        isIn(lens.id, tab) &&
        `${lens.name} ${lens.why} ${lens.analyzers.map(({ title }) => title).join(' ')}`
          .toLowerCase()
          .includes(q) &&
        (tag === null || (lens.life?.tags.includes(tag) ?? false)) &&
        (technique === null || lens.techniques.includes(technique)) &&
        lens.score >= Number(query.get('minScore'))
      );
    };
    const count = (name: LensTabName) => all.filter(({ id }) => isIn(id, name)).length;
    const until = Number(query.get('until') ?? Math.max(0, ...all.map(({ last }) => last)));
    const found = all
      .filter(holds)
      .sort(compareBy(sortingOf(sortOf(query.get('sort') ?? ''), until)));
    const from = Number(query.get('after') ?? 0);
    const to = from + Number(query.get('limit') ?? PAGE);
    const lenses = found.slice(from, to);
    return {
      lenses,
      until,
      ...(found.length > to ? { next: String(to) } : {}),
      counts: {
        open: count('open'),
        mine: count('mine'),
        snoozed: count('snoozed'),
        closed: count('closed'),
      },
      assignees: [
        { id: this.#me, email: this.#email },
        { id: 'user grace', email: 'grace@example.com' },
      ],
    };
  }

  change({ ids, change, comment }: ChangeLensesRequest, now: number): ChangedLenses {
    const id = randomUUID();
    const changed = ids.flatMap((lens) => {
      const detail = this.#lenses.get(lens);
      const before = this.#kept.get(lens) ?? NEW_LIFE;
      if (detail === undefined) return [];
      const basis = {
        score: detail.lens.score,
        analyzers: detail.lens.analyzers.map((analyzer) => analyzer.id),
      };
      const was = this.#events
        .get(lens)
        ?.find((event) => change.do === 'undo' && event.change === change.change);
      const made =
        change.do === 'undo'
          ? was && {
              life: { ...was.before, version: before.version + 1 },
              what: 'undone' as const,
              text: '',
            }
          : changeLife(before, change, basis, (user) => user.replace('user ', ''));
      if (made === undefined) return [];
      const life = shownLife(made.life);
      this.#kept.set(lens, made.life);
      this.#lenses.set(lens, { ...detail, lens: { ...detail.lens, life } });
      this.#tell(lens, made.what, made.text, now, id, before);
      if (comment !== undefined) this.comment(lens, comment, now);
      return [{ id: lens, before: shownLife(before), after: life }];
    });
    return { change: id, changed, skipped: ids.filter((lens) => !this.#lenses.has(lens)) };
  }

  comment(lens: string, text: string, now: number): void {
    this.#tell(lens, 'comment', text, now, randomUUID(), NEW_LIFE);
  }

  events(lens: string): readonly LensEvent[] {
    return this.#events.get(lens) ?? [];
  }

  #tell(
    lens: string,
    what: LensEvent['what'],
    text: string,
    at: number,
    change: string,
    before: KeptLife,
  ): void {
    const event = { id: randomUUID(), at, by: this.#email, what, text, change, before };
    this.#events.set(lens, [event, ...(this.#events.get(lens) ?? [])]);
  }

  get #me(): string {
    return `user ${this.#email}`;
  }
}
