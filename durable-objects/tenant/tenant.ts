import { DurableObject } from 'cloudflare:workers';
import type { ChangedLenses } from '../../core/contract/lens-life.ts';
import { ERASED } from '../erased.ts';
import { MAX_GROUPS } from '../../core/contract/asset-groups.ts';
import type {
  AssetGroup,
  AssetGroupList,
  AssetGroupRequest,
} from '../../core/contract/asset-groups.ts';
import type {
  Exception,
  ExceptionList,
  ExceptionPreview,
  ExceptionRequest,
  FilterRequest,
} from '../../core/contract/exceptions.ts';
import type {
  ChannelRequest,
  ChannelTest,
  CreatedChannel,
  Notifications,
} from '../../core/contract/notifications.ts';
import type { StoppedAnalyzer } from '../../core/contract/budgets.ts';
import type { CorrelationStatus } from '../../core/contract/rules.ts';
import type { LensScore, LiveMessage } from '../../core/contract/lenses.ts';
import type { ShardSummary } from '../../core/contract/shards.ts';
import type { Hit } from '../../core/detect/hit.ts';
import { unpackMatches } from '../../core/detect/sigma/correlate/packed-matches.ts';
import type { AssetAlias } from '../../core/graph/group-by-shard.ts';
import type { NodeId, Ref } from '../../core/graph/id.ts';
import { exceptionsOfFilter } from '../../core/lens/filter-exceptions.ts';
import type { FilterExceptions } from '../../core/lens/filter-exceptions.ts';
import { stopNotice } from '../../core/notify/notice.ts';
import { mentionsIn } from '../../core/lens/mentions.ts';
import { compileException } from '../../core/lens/exceptions.ts';
import { analyzersOf } from '../analyzers.ts';
import { AnalyzerBook } from '../analyzer-book.ts';
import { CountedSql } from '../counted-sql.ts';
import type { RowMeters } from '../counted-sql.ts';
import { shardStub } from '../stubs.ts';
import type { TenantId } from '../stubs.ts';
import { canSendMail } from '../../platform/mailer.ts';
import { AnalyzerBudgets } from './analyzer-budgets.ts';
import type { Correlated, MarkOrders, Placed } from './answers.ts';
import { exportBooks } from './book-export.ts';
import type { ExportCursor, ExportPage } from './book-export.ts';
import { CorrelationBook } from './correlation-book.ts';
import { ChannelDesk } from './channel-desk.ts';
import { Directory } from './directory.ts';
import { LensBook } from './lens-book.ts';
import type { AnalyzerHits, FoundHit, OpenedLens, ShardHitChange } from './lens-book.ts';
import { LifeBook } from './life-book.ts';
import type { LensOrder } from './life-book.ts';
import { memberEmails } from './member-emails.ts';
import { investigatedNodes } from './investigated-nodes.ts';
import { LiveFeed } from './live-feed.ts';
import { NoticeBook } from './notice-book.ts';
import { hitsKeptOut, previewException } from './preview-exception.ts';
import { RuleBook } from './rule-book.ts';
import { checkScope } from './check-scope.ts';
import { ScopeChecker } from './scope-checker.ts';
import { writeLenses } from './write-lenses.ts';

/**
 * A shard of this size takes no new assets. An object holds 10 GB; merging needs up to twice what
 * it merges for a while, and the assets that are there go on growing.
 */
const FULL_AT_BYTES = 2_000_000_000;

/** Lenses that a change of groups looks at in one go, some tenths of a second. */
const LENSES_PER_STEP = 200;

/**
 * What a tenant has only one of: the directory of its assets, its hits and lenses, and its live
 * feed. Its name is the tenant's id.
 */
export class Tenant extends DurableObject<Env> {
  readonly #sql: CountedSql;
  readonly #directory: Directory;
  readonly #lenses: LensBook;
  readonly #correlations: CorrelationBook;
  readonly #notices: NoticeBook;
  readonly #feed: LiveFeed;
  readonly #budgets: AnalyzerBudgets;
  readonly #scopes: ScopeChecker;
  /** The last work on lenses' lives, after which the next begins. */
  #lives: Promise<unknown> = Promise.resolve();

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#sql = new CountedSql(ctx.storage);
    this.#directory = new Directory(this.#sql);
    this.#feed = new LiveFeed(ctx, env.DB);
    this.#notices = new NoticeBook(this.#sql);
    this.#correlations = new CorrelationBook(this.#sql);
    this.#budgets = new AnalyzerBudgets(env);
    this.#lenses = new LensBook(this.#sql, AnalyzerBook.builtIn(analyzersOf(env)));
    this.#scopes = new ScopeChecker(
      this.#lenses,
      (scope, hits) => checkScope(env, this.#tenantId, this.shards(), scope, hits),
      (work) => this.#change(work),
    );
  }

  /**
   * The shard of each asset. New assets go to the emptiest shard that is not full; when all are,
   * the tenant grows by a new one.
   *
   * @param aliases what else assets are called; a new one goes where its asset is
   * @param leastShards how many shards the tenant has at least
   */
  async placeAssets(
    assets: readonly Ref[],
    aliases: readonly AssetAlias[],
    leastShards: number,
  ): Promise<Placed> {
    const all = [...assets, ...aliases.map(({ asset }) => asset)];
    const isKnown = all.every((asset) => this.#directory.find(asset) !== undefined);
    // Others may place assets while the sizes are asked for; placing looks again by itself.
    const open = isKnown ? [] : await this.#openShards(leastShards);
    const shards = this.#directory.place(all, open);
    Object.assign(shards, this.#directory.placeAliases(aliases));
    return { shards, meters: this.#sql.takeMeters() };
  }

  /** The numbers of the tenant's shards. */
  shards(): number[] {
    return this.#directory.shards().map(({ shard }) => shard);
  }

  /** The tenant's shards, with their sizes. */
  async describeShards(): Promise<ShardSummary[]> {
    return await Promise.all(
      this.#directory.shards().map(async ({ shard, assets }) => {
        const stats = await shardStub(this.env, this.#tenantId, shard).stats();
        return { shard, assets, fullAtBytes: FULL_AT_BYTES, ...stats };
      }),
    );
  }

  /**
   * Takes changes of hits from a shard, and brings the lenses in D1 up to date. When it throws, the
   * changes may be kept already; calling it again with the same ones finishes the work.
   *
   * @param rulesVersion the version of the rules that records were matched against
   */
  async correlate(
    shard: number,
    changes: readonly ShardHitChange[],
    rulesVersion = 0,
  ): Promise<Correlated & { readonly overBudget: readonly string[] }> {
    await this.#useRules(rulesVersion);
    const checked = await this.#scopes.checkNew(changes);
    let made: ReadonlyMap<string, number> = new Map();
    this.#change(() => {
      made = this.#lenses.apply(shard, changes);
      for (const { exception, hits } of checked) this.#lenses.exceptions.hold(exception, hits);
    });
    const overBudget = this.#budgets.countHits(made);
    return { ...(await this.#showChanged()), overBudget };
  }

  /**
   * Scores by the tenant's rules as they are from a version on, and shows what that changes.
   *
   * @returns what the shards have to be told of correlations
   */
  async syncRules(version: number): Promise<MarkOrders> {
    await this.#useRules(version);
    await this.#showChanged();
    return { ...this.#correlations.orders(), meters: this.#sql.takeMeters() };
  }

  /**
   * Takes matches that correlations build on, and decides what holds now. When it throws, or what it
   * returns gets lost, calling it again finishes the work.
   *
   * @param packed the matches, as packMatches() makes a text of them
   * @param rulesVersion the version of the rules that records were matched against
   * @returns what the shards have to be told
   */
  async logMatches(packed: string, rulesVersion: number): Promise<MarkOrders> {
    await this.#useRules(rulesVersion);
    const { rules } = this.#lenses;
    const matches = unpackMatches(packed);
    if (rules !== undefined) this.#change(() => this.#correlations.take(matches, rules));
    return { ...this.#correlations.orders(), meters: this.#sql.takeMeters() };
  }

  /** Notes that the shards were told of episodes of correlations. */
  confirmMarks(episodes: readonly string[]): RowMeters {
    this.#change(() => this.#correlations.confirm(episodes));
    return this.#sql.takeMeters();
  }

  /**
   * Notes that analyzers did so much in a batch that they were stopped for the rest of it.
   *
   * @returns those that did so too often in this hour
   */
  noteOverwork(analyzers: readonly string[]): readonly string[] {
    return this.#budgets.countOverwork(analyzers);
  }

  /**
   * Tells the channels of analyzers that were stopped; of one that was told already, nothing.
   *
   * @param rulesVersion the version of the rules that has them stopped
   */
  async tellStopped(
    stopped: readonly (readonly [analyzer: string, stop: StoppedAnalyzer])[],
    rulesVersion: number,
  ): Promise<void> {
    await this.#useRules(rulesVersion);
    for (const [analyzer, { at, why }] of stopped) {
      const title = this.#lenses.titleOf(analyzer);
      this.#notices.tellStopped(stopNotice(analyzer, title, why, at), Date.now());
    }
    await this.#setAlarm();
  }

  /** How often each analyzer hits now. */
  async analyzerHits(): Promise<AnalyzerHits & { readonly correlations: CorrelationStatus }> {
    await this.#useRules(0);
    return { ...this.#lenses.analyzerHits(), correlations: this.#correlations.status };
  }

  /** Does with lenses what a member asks for, and tells everyone who is looking. */
  async changeLenses(order: LensOrder): Promise<ChangedLenses> {
    const { answer } = await this.#live((lives) => lives.change(order, Date.now()));
    const lives = Object.fromEntries(answer.changed.map(({ id, after }) => [id, after]));
    if (answer.changed.length > 0) this.#send({ type: 'lives', lives });
    return answer;
  }

  /** Adds a member's comment to a lens; false when there is no such lens. */
  async commentLens(id: NodeId, text: string, by: string): Promise<boolean> {
    const now = Date.now();
    return await this.#live(async (book) => {
      const isThere = await book.comment(id, text, by, now);
      if (isThere) this.#send({ type: 'lives', lives: await book.lives([id], now) });
      if (isThere) await this.#tellMentioned(id, text, by, now);
      return isThere;
    });
  }

  /** Tells of a comment whom it mentions. */
  async #tellMentioned(id: NodeId, text: string, by: string, now: number): Promise<void> {
    if (!text.includes('@')) return;
    await this.#useRules(0);
    const summary = this.#lenses.open(id, now)?.lens.summary;
    const mentioned = mentionsIn(text, await memberEmails(this.env.DB, this.#tenantId));
    if (summary === undefined || mentioned.length === 0) return;
    this.#notices.tellMention(summary, mentioned, by, now);
    await this.#setAlarm();
  }

  /** What an exception would do; a text says what is wrong with it. */
  async previewException(
    request: ExceptionRequest,
    by: string,
  ): Promise<ExceptionPreview | string> {
    await this.#useRules(0);
    const now = Date.now();
    const compiled = compileException({ ...request, id: crypto.randomUUID(), by, at: now });
    if ('message' in compiled) return compiled.message;
    const { held, isPartial } = await this.#scopes.heldBy(compiled);
    const draft = { ...compiled, held };
    const preview = await this.#live((lives) =>
      previewException(this.#lenses, draft, (ids) => lives.kept(ids), now),
    );
    return { ...preview, isPartial };
  }

  /** The exceptions that a Sigma filter means here; a text says what is wrong with it. */
  async exceptionsOfFilter(
    request: FilterRequest,
  ): Promise<(FilterExceptions & { readonly titles: readonly string[] }) | string> {
    await this.#useRules(0);
    const isThere = (rule: string): boolean => this.#lenses.rules?.find(rule) !== undefined;
    const read = exceptionsOfFilter(request, isThere);
    if ('message' in read) return read.message;
    const titles = read.requests.map(({ analyzer }) => this.#lenses.titleOf(analyzer));
    return { ...read, titles };
  }

  /** Makes an exception, and scores by it; a text says what is wrong with it. */
  async addException(request: ExceptionRequest, by: string): Promise<Exception | string> {
    await this.#useRules(0);
    const exception = { ...request, id: crypto.randomUUID(), by, at: Date.now() };
    const compiled = compileException(exception);
    if ('message' in compiled) return compiled.message;
    this.#change(() => {
      this.#lenses.exceptions.add(exception);
      this.#lenses.touchLensesOf(exception.analyzer);
    });
    if (compiled.scope !== undefined) await this.#scopes.checkSome();
    await this.#setAlarm();
    await this.#showChanged();
    return exception;
  }

  /** Ends an exception; false when there is none of this id. */
  async removeException(id: string): Promise<boolean> {
    await this.#useRules(0);
    let removed: Exception | undefined;
    this.#change(() => {
      removed = this.#lenses.exceptions.remove(id);
      if (removed !== undefined) this.#lenses.touchLensesOf(removed.analyzer);
    });
    await this.#showChanged();
    return removed !== undefined;
  }

  /** The exceptions, latest first. */
  async listExceptions(): Promise<ExceptionList['exceptions']> {
    await this.#useRules(0);
    const now = Date.now();
    return this.#lenses.exceptions.all.toReversed().map(({ exception }) => ({
      ...exception,
      title: this.#lenses.titleOf(exception.analyzer),
      hits: hitsKeptOut(this.#lenses, exception, now),
    }));
  }

  /** The groups of assets, by name. */
  listGroups(): AssetGroupList {
    const { groups } = this.#lenses.groups.compiled;
    return {
      groups: groups.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
      isSettling: this.#lenses.groups.settling() !== undefined,
    };
  }

  /**
   * Makes a group of assets, or changes the one of an id; lenses follow, a few at a time.
   *
   * @returns null when there is none of this id, `full` when there may be no more
   */
  async putGroup(
    id: string | undefined,
    request: AssetGroupRequest,
    by: string,
  ): Promise<AssetGroup | null | 'full'> {
    await this.#useRules(0);
    const { groups } = this.#lenses;
    if (id !== undefined && groups.find(id) === undefined) return null;
    if (id === undefined && groups.compiled.groups.length >= MAX_GROUPS) return 'full';
    const group = { ...request, id: id ?? crypto.randomUUID(), by, at: Date.now() };
    this.#change(() => groups.put(group));
    await this.#settleGroups();
    return group;
  }

  /** Removes a group of assets, unless an exception is for it. */
  async removeGroup(id: string): Promise<'removed' | 'none' | 'used'> {
    await this.#useRules(0);
    if (this.#lenses.exceptions.all.some(({ exception }) => exception.group === id)) return 'used';
    let isThere = false;
    this.#change(() => (isThere = this.#lenses.groups.remove(id)));
    await this.#settleGroups();
    return isThere ? 'removed' : 'none';
  }

  /** Brings a change of groups into some more lenses; the alarm goes on with the rest. */
  async #settleGroups(): Promise<void> {
    this.#change(() => this.#lenses.settleGroups(LENSES_PER_STEP));
    await this.#showChanged();
    await this.#setAlarm();
  }

  /** The channels, and what was told. */
  listNotifications(): Notifications {
    return { ...this.#notices.list(), canMail: canSendMail(this.env) };
  }

  /** @param origin where the service's pages are, for links */
  async addChannel(request: ChannelRequest, origin: string): Promise<CreatedChannel> {
    return await new ChannelDesk(this.#notices, this.env, this.#tenantId).add(request, origin);
  }

  /** Removes a channel; false when there is none of this id. */
  removeChannel(id: string): boolean {
    return this.#notices.removeChannel(id);
  }

  /** Tells a channel of a lens that does not exist, now; null when there is no such channel. */
  async testChannel(id: string): Promise<ChannelTest | null> {
    return await new ChannelDesk(this.#notices, this.env, this.#tenantId).test(id);
  }

  /** Counts again what exceptions kept out that have ended, and sends what is due. */
  override async alarm(): Promise<void> {
    await this.#useRules(0);
    await this.#scopes.checkDue();
    this.#change(() => {
      for (const { analyzer } of this.#lenses.exceptions.takeEnded(Date.now()))
        this.#lenses.touchLensesOf(analyzer);
      this.#lenses.settleGroups(LENSES_PER_STEP);
    });
    await this.#showChanged();
    await new ChannelDesk(this.#notices, this.env, this.#tenantId).sendDue();
    await this.#setAlarm();
  }

  /** Wakes up when the next exception ends, the next notice is due, or lenses are behind a change. */
  async #setAlarm(): Promise<void> {
    const now = Date.now();
    const ends = this.#lenses.exceptions.nextEnd(now);
    const settles = this.#lenses.groups.settling() === undefined ? undefined : now;
    const checks = this.#lenses.exceptions.nextCheck();
    const times = [ends, settles, checks, this.#notices.nextDue()].filter(
      (time) => time !== undefined,
    );
    if (times.length === 0) return;
    const at = Math.min(...times);
    if ((await this.ctx.storage.getAlarm()) === at) return;
    await this.ctx.storage.setAlarm(at);
    this.#sql.countWrite();
  }

  /** Brings the lenses in D1 up to date, and brings back those that are put away and grew. */
  async #showChanged(): Promise<Correlated> {
    return await this.#live(async (book) => {
      const changed = this.#lenses.changed();
      const now = Date.now();
      const d1RowsWritten = await writeLenses(this.env.DB, this.#tenantId, changed, now);
      const summaries = changed.flatMap(({ lens }) => lens?.summary ?? []);
      const lives = await book.follow(summaries, now);
      for (const summary of summaries) {
        this.#notices.tell({ ...summary, life: lives.answer.get(summary.id) }, now);
      }
      // Before it is confirmed: what is told is told, even if this object stops here.
      if (summaries.length > 0) await this.#setAlarm();
      this.#lenses.confirm(changed);
      for (const summary of summaries) {
        const life = lives.answer.get(summary.id);
        this.#send({ type: 'lens', lens: { ...summary, updatedAt: now, life } });
      }
      return {
        lenses: changed.map(({ id }) => id),
        meters: this.#sql.takeMeters(),
        d1RowsWritten: d1RowsWritten + lives.rowsWritten,
      };
    });
  }

  /** Works on lenses' lives, one after the other: no decision is written on a lens that moves. */
  async #live<T>(work: (book: LifeBook) => Promise<T>): Promise<T> {
    const book = new LifeBook(this.env.DB, this.#tenantId);
    const done = this.#lives.then(() => work(book));
    this.#lives = done.catch(() => undefined); // The caller is told; the next begins anyway.
    return await done;
  }

  /**
   * Lets go, in every shard, what was last seen before a time, and no hit and no investigation has.
   *
   * @returns the uploads that are evidence of older facts which stay
   */
  async retain(before: number): Promise<ReadonlySet<number>> {
    await this.#useRules(0);
    const { rules } = this.#lenses;
    if (rules !== undefined) this.#change(() => this.#correlations.retain(before, rules));
    const investigated = await investigatedNodes(this.env.DB, this.#tenantId);
    this.#notices.trim(Date.now());
    const held = new Set<number>();
    for (const shard of this.shards()) {
      const stub = shardStub(this.env, this.#tenantId, shard);
      await stub.retain(before, investigated);
      for (const upload of await stub.heldUploads()) held.add(upload);
    }
    return held;
  }

  /** Deletes everything, and ends this life of the object, with what it holds in memory. */
  async erase(): Promise<void> {
    this.#feed.closeAll(ERASED);
    await this.ctx.storage.deleteAll();
    await this.ctx.storage.sync();
    this.ctx.abort(ERASED);
  }

  /** The next rows for the export of what members have written that only this object has. */
  exportBooks(cursor: ExportCursor): ExportPage {
    return exportBooks(this.#sql, cursor);
  }

  /** A lens; null when the tenant has none of this id. */
  async openLens(id: NodeId): Promise<OpenedLens | null> {
    await this.#useRules(0);
    return this.#lenses.open(id) ?? null;
  }

  /**
   * The score of a lens at another time, or without what an analyzer or about a node was hit; null
   * when the tenant has no lens of this id.
   */
  async scoreLens(
    id: NodeId,
    asOf: number | undefined,
    without: { readonly analyzer?: string; readonly node?: string },
  ): Promise<LensScore | null> {
    await this.#useRules(0);
    const isWithout = ({ analyzer, nodes }: Hit): boolean =>
      analyzer === without.analyzer || nodes.some((node) => node.id === without.node);
    return this.#lenses.score(id, asOf, isWithout) ?? null;
  }

  /** The hits of an analyzer that count for a lens. */
  async lensHits(lens: NodeId, analyzer: string): Promise<readonly Hit[]> {
    await this.#useRules(0);
    return this.#lenses.hitsOf(lens, analyzer);
  }

  /** A hit that holds; null when the tenant has none of this id. */
  findHit(id: string): FoundHit | null {
    return this.#lenses.findHit(id) ?? null;
  }

  /** Tells everyone who is looking that an upload is done. */
  announceUpload(upload: number, state: 'done' | 'failed'): void {
    this.#send({ type: 'upload', upload, state });
  }

  /** Tells everyone who is looking that an investigation is another since a time, ms. */
  announceInvestigation(investigation: string, version: number): void {
    this.#send({ type: 'investigation', investigation, version });
  }

  /** The live feed: the request of a member for a WebSocket. */
  override async fetch(request: Request): Promise<Response> {
    return this.#feed.open(request);
  }

  /** Closes the live feeds of those who may not listen any more. */
  async recheckListeners(): Promise<void> {
    await this.#feed.check(Date.now());
  }

  override webSocketClose(socket: WebSocket, code: number): void {
    socket.close(code === 1005 || code === 1006 ? 1000 : code);
  }

  /** Members only listen. */
  override webSocketMessage(): void {}

  /** Has the rules ready that hits are scored by, of a version at least. */
  async #useRules(version: number): Promise<void> {
    const before = this.#lenses.rules;
    if (before !== undefined && before.version >= version) return;
    const rules = await RuleBook.read(this.env, this.#tenantId, before);
    // Another call may have read later ones meanwhile.
    if ((this.#lenses.rules?.version ?? -1) >= rules.version) return;
    this.#change(() => {
      this.#lenses.useRules(rules);
      this.#correlations.useRules(rules);
    });
  }

  /** Changes all that `work` changes, or, if it throws, nothing. */
  #change(work: () => void): void {
    try {
      this.#sql.transaction(work);
    } catch (error) {
      this.#lenses.recount();
      this.#correlations.reload();
      throw error;
    }
  }

  get #tenantId(): TenantId {
    return this.ctx.id.name as TenantId;
  }

  /** The shards that take new assets: those of the least number, others that are not full, or one more. */
  async #openShards(leastShards: number): Promise<number[]> {
    const known = await this.describeShards();
    const full = new Set(
      known.filter(({ bytes, fullAtBytes }) => bytes >= fullAtBytes).map(({ shard }) => shard),
    );
    const count = Math.max(leastShards, ...known.map(({ shard }) => shard + 1));
    const open = Array.from({ length: count }, (_, shard) => shard).filter((n) => !full.has(n));
    return open.length === 0 ? [count] : open;
  }

  #send(message: LiveMessage): void {
    this.#feed.send(message, Date.now());
  }
}
