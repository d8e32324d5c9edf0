import type { Delivery, Notifications } from '../../core/contract/notifications.ts';
import type { LensSummary } from '../../core/contract/lenses.ts';
import { noticeId } from '../../core/notify/message.ts';
import { isStop } from '../../core/notify/notice.ts';
import type { LensNotice, Notice, StopNotice } from '../../core/notify/notice.ts';
import { isWanted, retryAt, sendAt } from '../../core/notify/schedule.ts';
import type { CountedSql } from '../counted-sql.ts';
import { shownChannel } from './sealed-channel.ts';
import type { SealedChannel, StoredChannel } from './sealed-channel.ts';

/** A notice that is to be sent now. */
export interface DueNotice {
  readonly id: string;
  readonly channel: StoredChannel;
  readonly notice: Notice;
  readonly attempts: number;
  readonly first: number;
}

/** What a receiver answered. */
export interface SentAnswer {
  readonly ok: boolean;
  readonly answer: string;
}

/** Deliveries that the log shows. */
const MAX_DELIVERIES = 100;

const DAY_MS = 86_400_000;

/**
 * Deliveries that are over are kept for so long, and so many: for much longer than attempts go on.
 * One that is forgotten could be told anew, should its lens change then.
 */
const KEPT_MS = 90 * DAY_MS;
const MAX_KEPT = 10_000;

/** Rows that one trimming deletes: each is a row written. */
const MAX_TRIMMED = 1_000;

/** Notices that are sent at one time. */
const MAX_DUE = 20;

/** A tenant's channels, and the outbox of what they are told: each thing once. */
export class NoticeBook {
  readonly #sql: CountedSql;

  constructor(sql: CountedSql) {
    this.#sql = sql;
    sql.exec('CREATE TABLE IF NOT EXISTS channels (id TEXT PRIMARY KEY, body TEXT) WITHOUT ROWID');
    sql.exec(`CREATE TABLE IF NOT EXISTS notices (
      id TEXT PRIMARY KEY, channel TEXT NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL,
      at INTEGER NOT NULL, due INTEGER NOT NULL, first INTEGER NOT NULL, answer TEXT NOT NULL,
      body TEXT NOT NULL
    ) WITHOUT ROWID`);
    sql.exec(`CREATE INDEX IF NOT EXISTS notices_waiting ON notices (due) WHERE state = 'waiting'`);
  }

  keepChannel(channel: SealedChannel): void {
    this.#sql.exec(
      'INSERT INTO channels (id, body) VALUES (?, ?)',
      channel.id,
      JSON.stringify(channel),
    );
  }

  /** Keeps a channel in the place of the one of its id, if it is still there. */
  replaceChannel(channel: SealedChannel): void {
    this.#sql.exec(
      'UPDATE channels SET body = ? WHERE id = ?',
      JSON.stringify(channel),
      channel.id,
    );
  }

  /** Removes a channel, with what it was still to be told; false when there is none. */
  removeChannel(id: string): boolean {
    if (this.findChannel(id) === undefined) return false;
    this.#sql.exec('DELETE FROM channels WHERE id = ?', id);
    this.#sql.exec(`DELETE FROM notices WHERE channel = ? AND state = 'waiting'`, id);
    return true;
  }

  findChannel(id: string): StoredChannel | undefined {
    return this.#channels().find((channel) => channel.id === id);
  }

  list(): Omit<Notifications, 'canMail'> {
    const deliveries = this.#sql
      .rows<
        [
          id: string,
          channel: string,
          state: string,
          attempts: number,
          at: number,
          due: number,
          answer: string,
          body: string,
        ]
      >(
        `SELECT id, channel, state, attempts, at, due, answer, body FROM notices
         ORDER BY at DESC, id LIMIT ${MAX_DELIVERIES}`,
      )
      .map(([id, channel, state, attempts, at, due, answer, body]): Delivery => {
        const notice = JSON.parse(body) as Notice;
        const { reason } = notice;
        const known = state as Delivery['state'];
        const of = isStop(notice)
          ? { analyzer: notice.analyzer, analyzerTitle: notice.title }
          : { lens: notice.lens, lensName: notice.name };
        return { ...of, id, channel, reason, state: known, attempts, at, due, answer };
      });
    const kept = { days: KEPT_MS / DAY_MS, most: MAX_KEPT };
    return { channels: this.#channels().map(shownChannel), deliveries, kept };
  }

  /** Puts into the outbox what the channels are to be told of a lens, unless it is there already. */
  tell(lens: Omit<LensSummary, 'updatedAt'>, now: number): void {
    const status = lens.life?.status ?? 'new';
    if (status === 'closed' || status === 'snoozed') return;
    for (const channel of this.#channels()) {
      if (!isWanted(channel.rule, lens)) continue;
      this.#putLens(channel, lens, 'risk', `risk of ${channel.rule.minScore} reached`, now);
      const { reopened, reopenings = 0 } = lens.life ?? {};
      if (status !== 'new' || reopened === undefined || reopenings === 0) continue;
      this.#putLens(channel, lens, `reopened ${reopenings}`, `reopened: ${reopened}`, now);
    }
  }

  /** Tells members whom a comment mentions, by the channels that mail them. */
  tellMention(
    lens: Omit<LensSummary, 'updatedAt'>,
    emails: readonly string[],
    by: string,
    now: number,
  ): void {
    for (const channel of this.#channels()) {
      if (channel.kind !== 'email' || !emails.includes(channel.to?.toLowerCase() ?? '')) continue;
      this.#putLens(channel, lens, `mention ${crypto.randomUUID()}`, `${by} mentioned you`, now);
    }
  }

  /** Tells of an analyzer that was stopped, once for the time when it was. */
  tellStopped(stop: StopNotice, now: number): void {
    for (const channel of this.#channels()) {
      if (!channel.rule.stoppedAnalyzers) continue;
      this.#put(channel, noticeId(channel.id, stop.analyzer, `stopped ${stop.since}`), stop, now);
    }
  }

  /** What is to be sent by now. */
  due(now: number): DueNotice[] {
    const channels = new Map(this.#channels().map((channel) => [channel.id, channel]));
    return this.#sql
      .rows<[id: string, channel: string, attempts: number, first: number, body: string]>(
        `SELECT id, channel, attempts, first, body FROM notices
         WHERE state = 'waiting' AND due <= ? ORDER BY due LIMIT ${MAX_DUE}`,
        now,
      )
      .flatMap(([id, of, attempts, first, body]) => {
        const channel = channels.get(of);
        const notice = JSON.parse(body) as Notice;
        return channel === undefined ? [] : [{ id, channel, notice, attempts, first }];
      });
  }

  /** Notes what came of an attempt; what failed is tried again until it is given up. */
  note({ id, attempts, first }: DueNotice, { ok, answer }: SentAnswer, now: number): void {
    const began = attempts === 0 ? now : first;
    const next = ok ? undefined : retryAt(attempts + 1, began, now, Math.random());
    this.#sql.exec(
      `UPDATE notices SET state = ?, attempts = ?, due = ?, first = ?, answer = ? WHERE id = ?`,
      ok ? 'sent' : next === undefined ? 'failed' : 'waiting',
      attempts + 1,
      next ?? now,
      began,
      answer,
      id,
    );
  }

  /**
   * Forgets deliveries that are over and too old or too many, the oldest first, up to a number; what
   * waits stays.
   *
   * @returns how many were forgotten
   */
  trim(now: number): number {
    const over = `state <> 'waiting'`;
    const [count] = this.#sql.rows<[count: number]>(`SELECT count(*) FROM notices WHERE ${over}`);
    const tooMany = Math.max(0, (count?.[0] ?? 0) - MAX_KEPT);
    const ids = this.#sql
      .rows<[id: string, at: number]>(
        `SELECT id, at FROM notices WHERE ${over} ORDER BY at, id LIMIT ${MAX_TRIMMED}`,
      )
      .filter(([, at], rank) => rank < tooMany || at < now - KEPT_MS)
      .map(([id]) => id);
    if (ids.length === 0) return 0;
    this.#sql.exec(
      'DELETE FROM notices WHERE id IN (SELECT value FROM json_each(?))',
      JSON.stringify(ids),
    );
    return ids.length;
  }

  /** When the next notice is due, ms; undefined when none waits. */
  nextDue(): number | undefined {
    const [row] = this.#sql.rows<[due: number | null]>(
      `SELECT min(due) FROM notices WHERE state = 'waiting'`,
    );
    return row?.[0] ?? undefined;
  }

  #putLens(
    channel: StoredChannel,
    lens: Omit<LensSummary, 'updatedAt'>,
    key: string,
    reason: string,
    now: number,
  ): void {
    const { id, type, name, score, why, techniques } = lens;
    const analyzers = lens.analyzers.map(({ title }) => title);
    const notice: LensNotice = { lens: id, type, name, score, why, analyzers, techniques, reason };
    this.#put(channel, noticeId(channel.id, id, key), notice, now);
  }

  #put(channel: StoredChannel, id: string, notice: Notice, now: number): void {
    this.#sql.exec(
      `INSERT INTO notices (id, channel, state, attempts, at, due, first, answer, body)
       VALUES (?, ?, 'waiting', 0, ?, ?, 0, '', ?) ON CONFLICT DO NOTHING`,
      id,
      channel.id,
      now,
      sendAt(channel.rule, now),
      JSON.stringify(notice),
    );
  }

  #channels(): StoredChannel[] {
    return this.#sql.rows<[body: string]>('SELECT body FROM channels ORDER BY id').map(([body]) => {
      const channel = JSON.parse(body) as StoredChannel;
      // One from before there was the choice is told.
      return {
        ...channel,
        rule: { ...channel.rule, stoppedAnalyzers: channel.rule.stoppedAnalyzers ?? true },
      };
    });
  }
}
