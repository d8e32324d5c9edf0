import type { CorrelationStatus } from '../../core/contract/rules.ts';
import { marksOf } from '../../core/detect/marks-of-episode.ts';
import type { ShardMark } from '../../core/detect/marks-of-episode.ts';
import type { Mark } from '../../core/detect/hit.ts';
import { CorrelationLog } from '../../core/detect/sigma/correlate/correlation-log.ts';
import type { GroupEpisodes } from '../../core/detect/sigma/correlate/correlation-log.ts';
import type { LoggedMatch } from '../../core/detect/sigma/correlate/logged-match.ts';
import type { LinkedCorrelation } from '../../core/detect/sigma/rule-set.ts';
import type { CountedSql } from '../counted-sql.ts';
import { MatchStore } from './match-store.ts';
import type { RuleBook } from './rule-book.ts';

/** Episodes of one correlation that are hits at a time; more are counted, and left out. */
const MAX_EPISODES = 1_000;

/** What a shard is to do for correlations: marks to place, and the ids of those to take back. */
export interface MarkOrder {
  readonly shard: number;
  readonly marks: readonly Mark[];
  readonly ended: readonly string[];
}

/** An episode that is a hit, or is about to be one, or to be none any more. */
interface KnownEpisode {
  readonly id: string;
  readonly correlation: string;
  readonly key: string;
  readonly firstMs: number;
  readonly marks: readonly ShardMark[];
  /** Marks of before that are to be taken back, because its first window is another now. */
  readonly outdated: readonly { readonly shard: number; readonly id: string }[];
  /** Whether the shards have still to be told, of it or of its end. */
  readonly state: 'new' | 'placed' | 'ended';
}

/**
 * The correlations of a tenant: the matches that they build on, what holds among them, and what the
 * shards have still to be told of that. Nothing is told but what is stored before.
 */
export class CorrelationBook {
  readonly #sql: CountedSql;
  readonly #store: MatchStore;
  readonly #episodes = new Map<string, KnownEpisode>();
  readonly #byGroup = new Map<string, Set<string>>();
  readonly #counts = new Map<string, number>();
  #log: CorrelationLog | undefined;
  #rules: RuleBook | undefined;
  #form = '';
  #leftOut = 0;

  constructor(sql: CountedSql) {
    this.#sql = sql;
    this.#store = new MatchStore(sql);
    sql.exec(`CREATE TABLE IF NOT EXISTS episodes (
      id TEXT PRIMARY KEY, body TEXT NOT NULL
    ) WITHOUT ROWID`);
    this.#readEpisodes();
  }

  get status(): CorrelationStatus {
    const { size = 0, dropped = 0 } = this.#log ?? {};
    return { matches: size, dropped, leftOut: this.#leftOut };
  }

  /** Takes matches, and decides what holds now by the rules. Repeating them changes nothing. */
  take(matches: readonly LoggedMatch[], rules: RuleBook): void {
    const log = this.#logFor(rules);
    if (log === undefined) return;
    const before = log.dropped + this.#leftOut;
    this.#store.append(log.add(matches));
    this.#compare(log, log.update());
    if (log.dropped + this.#leftOut !== before) this.#writeLetGone(log);
    if (this.#store.isCluttered(log.size)) this.#store.replace([...log.matches]);
  }

  /** Decides anew where the rules are others. */
  useRules(rules: RuleBook): void {
    this.#logFor(rules);
  }

  /** Lets matches of before a time go. */
  retain(before: number, rules: RuleBook): void {
    const log = this.#logFor(rules);
    if (log === undefined || log.retain(before) === 0) return;
    this.#store.replace([...log.matches]);
    this.#writeLetGone(log);
  }

  #writeLetGone(log: CorrelationLog): void {
    this.#store.writeLetGone({ ...log.letGone, leftOut: this.#leftOut });
  }

  /** What the shards have still to be told, and the ids of the episodes that it is about. */
  orders(): { readonly orders: readonly MarkOrder[]; readonly episodes: readonly string[] } {
    const open = [...this.#episodes.values()].filter(({ state }) => state !== 'placed');
    const byShard = new Map<number, { marks: Mark[]; ended: string[] }>();
    const orderOf = (shard: number): { marks: Mark[]; ended: string[] } => {
      const order = byShard.get(shard) ?? { marks: [], ended: [] };
      byShard.set(shard, order);
      return order;
    };
    for (const { marks, outdated, state } of open) {
      for (const { shard, id } of outdated) orderOf(shard).ended.push(id);
      for (const { shard, mark } of marks) {
        if (state === 'new') orderOf(shard).marks.push(mark);
        else orderOf(shard).ended.push(mark.id);
      }
    }
    const orders = [...byShard].map(([shard, order]) => ({ shard, ...order }));
    return { orders, episodes: open.map(({ id }) => id) };
  }

  /** Notes that the shards were told of these episodes. */
  confirm(ids: readonly string[]): void {
    for (const id of ids) {
      const episode = this.#episodes.get(id);
      if (episode?.state === 'new') this.#put({ ...episode, outdated: [], state: 'placed' });
      if (episode?.state === 'ended') this.#remove(episode);
    }
  }

  /** Forgets what memory knows, after a transaction that was undone. */
  reload(): void {
    this.#log = undefined;
    this.#rules = undefined;
    this.#form = '';
    this.#episodes.clear();
    this.#byGroup.clear();
    this.#counts.clear();
    this.#readEpisodes();
  }

  /** The log as the rules have it; made anew, from all matches, when they are others than before. */
  #logFor(rules: RuleBook): CorrelationLog | undefined {
    if (this.#rules === rules) return this.#log;
    this.#rules = rules;
    const correlations = rules.correlations();
    const form = JSON.stringify(correlations.map(formOf));
    if (this.#log !== undefined && form === this.#form) return this.#log;
    if (correlations.length === 0 && this.#log === undefined && this.#episodes.size === 0) {
      return undefined;
    }
    this.#form = form;
    const letGone = this.#store.readLetGone();
    this.#leftOut = letGone.leftOut;
    const log = new CorrelationLog(correlations, letGone);
    this.#log = log;
    log.restore(this.#store.read());
    const found = log.update();
    const groups = new Set(found.map(groupOf));
    // Groups of a correlation that is others now, in which nothing holds any more.
    const isOn = new Set(correlations.map(({ rule }) => rule.id));
    const empty = [...this.#episodes.values()].filter(
      (one) => isOn.has(one.correlation) && !groups.has(groupOf(one)),
    );
    this.#compare(log, [...found, ...empty.map((one) => ({ ...one, episodes: [] }))]);
    return log;
  }

  /** Notes which episodes are new and which are no more. */
  #compare(log: CorrelationLog, groups: readonly GroupEpisodes[]): void {
    for (const group of groups) {
      const { correlation, episodes } = group;
      if (this.#rules?.isSilent(correlation) === true) continue;
      const known = [...(this.#byGroup.get(groupOf(group)) ?? [])].flatMap(
        (id) => this.#episodes.get(id) ?? [],
      );
      const cut = log.cutOf(correlation);
      const now = new Set(episodes.map(({ id }) => id));
      for (const episode of known) {
        // What began when matches were let go of is not found again, and holds.
        const isOver = !now.has(episode.id) && episode.firstMs > cut;
        if (isOver && episode.state !== 'ended') this.#put({ ...episode, state: 'ended' });
      }
      for (const episode of episodes) {
        const before = this.#episodes.get(episode.id);
        const isKnown = before !== undefined && before.state !== 'ended';
        const marks = marksOf(episode);
        if (isKnown && (before.firstMs <= cut || isSame(before.marks, marks))) continue;
        const goesOn =
          cut > Number.NEGATIVE_INFINITY && known.some(({ firstMs }) => firstMs <= cut);
        if (!isKnown && goesOn && episode.firstMs <= cut + log.timespanOf(correlation)) continue;
        if (!isKnown && (this.#counts.get(correlation) ?? 0) >= MAX_EPISODES) {
          this.#leftOut += 1;
          continue;
        }
        const ids = new Set(marks.map(({ mark }) => mark.id));
        const outdated = [
          ...(before?.outdated ?? []),
          ...(before?.marks ?? []).map(({ shard, mark }) => ({ shard, id: mark.id })),
        ].filter(({ id }) => !ids.has(id));
        const { id, firstMs } = episode;
        this.#put({ id, correlation, key: group.key, firstMs, marks, outdated, state: 'new' });
      }
    }
  }

  #put(episode: KnownEpisode): void {
    this.#keep(episode);
    this.#sql.exec(
      `INSERT INTO episodes (id, body) VALUES (?, ?)
       ON CONFLICT DO UPDATE SET body = excluded.body`,
      episode.id,
      JSON.stringify(episode),
    );
  }

  #keep(episode: KnownEpisode): void {
    const { id, correlation } = episode;
    if (!this.#episodes.has(id)) {
      this.#counts.set(correlation, (this.#counts.get(correlation) ?? 0) + 1);
    }
    this.#episodes.set(id, episode);
    const group = groupOf(episode);
    const known = this.#byGroup.get(group);
    if (known === undefined) this.#byGroup.set(group, new Set([id]));
    else known.add(id);
  }

  #remove(episode: KnownEpisode): void {
    const { id, correlation } = episode;
    this.#episodes.delete(id);
    this.#byGroup.get(groupOf(episode))?.delete(id);
    this.#counts.set(correlation, (this.#counts.get(correlation) ?? 1) - 1);
    this.#sql.exec('DELETE FROM episodes WHERE id = ?', id);
  }

  #readEpisodes(): void {
    for (const [body] of this.#sql.rows<[body: string]>('SELECT body FROM episodes')) {
      this.#keep(JSON.parse(body) as KnownEpisode);
    }
  }
}

function isSame(a: readonly ShardMark[], b: readonly ShardMark[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function groupOf({ correlation, key }: { correlation: string; key: string }): string {
  return `${correlation} ${key}`;
}

/** What decides how a correlation correlates. */
function formOf({ rule, inputs, aliases }: LinkedCorrelation): unknown {
  const { id, type, groupBy, timespanMs, bounds, valueFields } = rule;
  const names = [...aliases].map(([alias, fields]) => [alias, [...fields]]);
  return [id, type, groupBy, timespanMs, bounds, valueFields, inputs, names];
}
