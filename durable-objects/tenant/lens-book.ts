import type { Analyzer } from '../../core/detect/analyzer.ts';
import { joinParts } from '../../core/detect/crossing.ts';
import type { Hit } from '../../core/detect/hit.ts';
import { joinMarks } from '../../core/detect/marked-hit.ts';
import type { RuleHitCount } from '../../core/detect/noise.ts';
import { ruleAnalyzerId, ruleOfAnalyzer } from '../../core/detect/rule-hits.ts';
import type { NodeId } from '../../core/graph/id.ts';
import { assetsOfLens } from '../../core/lens/asset-groups.ts';
import { splitHits } from '../../core/lens/exceptions.ts';
import type { CompiledException, SplitHits } from '../../core/lens/exceptions.ts';
import { makeLens, scoreHits } from '../../core/lens/lens.ts';
import type { Lens, LensContext } from '../../core/lens/lens.ts';
import type { LensScore } from '../../core/contract/lenses.ts';
import type { ScoredAnalyzer } from '../../core/lens/score.ts';
import { commonShare } from '../../core/lens/terms.ts';
import type { CountedSql } from '../counted-sql.ts';
import { GroupBook } from './group-book.ts';
import { ExceptionBook } from './exception-book.ts';
import type { AnalyzerBook } from '../analyzer-book.ts';
import { PartBook } from './part-book.ts';
import type { RuleBook } from './rule-book.ts';
import { RuleHitCounts } from './rule-hit-counts.ts';

/** A change of a hit as a shard sent it. */
export interface ShardHitChange {
  readonly hit: Hit;
  readonly state: 'active' | 'withdrawn';
  readonly sequence: number;
}

/** The shard of hits that are joined from several. */
const SEVERAL = -1;

/** A lens whose row in D1 is behind. */
export interface ChangedLens {
  readonly id: NodeId;
  /** Rises with each change; a row never goes back to a lower one. */
  readonly version: number;
  /** Undefined when no hit counts for the lens any more. */
  readonly lens: Lens | undefined;
}

/** How often analyzers hit, by the id of each that does. */
export interface AnalyzerHits {
  readonly rules: ReadonlyMap<string, RuleHitCount>;
  readonly patterns: ReadonlyMap<string, number>;
}

/** A lens with the shards that know its hits' nodes. */
export interface OpenedLens {
  readonly lens: Lens;
  readonly shards: readonly number[];
}

/** A hit with the shards that know its nodes. */
export interface FoundHit {
  readonly hit: Hit;
  readonly shards: readonly number[];
}

/**
 * All hits of a tenant and the lenses that they make. Lenses are made from hits whenever they are
 * read, so they cannot disagree with them; what is kept is which of them D1 does not show yet.
 */
export class LensBook {
  readonly #sql: CountedSql;
  readonly #builtIn: AnalyzerBook;
  readonly #parts: PartBook;
  readonly exceptions: ExceptionBook;
  readonly groups: GroupBook;
  #counts: RuleHitCounts;
  #rules: RuleBook | undefined;
  /** Hits that there were not before, of the call of {@link apply} that is, by analyzer. */
  #newHits = new Map<string, number>();

  /** @param builtIn the patterns that hold until {@link useRules} */
  constructor(sql: CountedSql, builtIn: AnalyzerBook) {
    this.#sql = sql;
    this.#builtIn = builtIn;
    this.#parts = new PartBook(sql);
    this.exceptions = new ExceptionBook(sql);
    this.groups = new GroupBook(sql);
    sql.exec(`CREATE TABLE IF NOT EXISTS hits (
      id TEXT PRIMARY KEY, shard INTEGER NOT NULL, sequence INTEGER NOT NULL,
      state TEXT NOT NULL, rarity TEXT, body TEXT NOT NULL
    ) WITHOUT ROWID`);
    sql.exec('CREATE INDEX IF NOT EXISTS hits_by_rarity ON hits (rarity) WHERE rarity IS NOT NULL');
    sql.exec(`CREATE TABLE IF NOT EXISTS lens_hits (
      lens TEXT, hit TEXT, PRIMARY KEY (lens, hit)
    ) WITHOUT ROWID`);
    sql.exec(`CREATE TABLE IF NOT EXISTS lenses (
      id TEXT PRIMARY KEY, version INTEGER NOT NULL, shown_version INTEGER NOT NULL
    ) WITHOUT ROWID`);
    sql.exec(`CREATE TABLE IF NOT EXISTS rules (
      only INTEGER PRIMARY KEY CHECK (only = 1), version INTEGER NOT NULL
    )`);
    this.#counts = new RuleHitCounts(sql);
  }

  /** The rules by which hits are scored; undefined until {@link useRules}. */
  get rules(): RuleBook | undefined {
    return this.#rules;
  }

  /** How often each analyzer hits now. */
  analyzerHits(): AnalyzerHits {
    return { rules: this.#counts.all(), patterns: this.#counts.patterns() };
  }

  /** Scores by rules that may be others than before; lenses that they change are to be shown anew. */
  useRules(rules: RuleBook): void {
    const before = this.#rules;
    this.#rules = rules;
    const [row] = this.#sql.rows<[version: number]>('SELECT version FROM rules');
    if ((row?.[0] ?? 0) >= rules.version) return;
    const hitting = [...this.#counts.all().keys()];
    const changed = hitting.filter((rule) => !(before?.isSame(rule, rules) ?? false));
    const known = before?.patterns ?? this.#builtIn;
    const patterns = [...this.#counts.patterns().keys()].filter(
      (id) => !known.isSame(id, rules.patterns),
    );
    this.#touch(this.#lensesOf([...changed.map(ruleAnalyzerId), ...patterns]));
    this.#sql.exec(
      `INSERT INTO rules (only, version) VALUES (1, ?)
       ON CONFLICT DO UPDATE SET version = excluded.version`,
      rules.version,
    );
  }

  /**
   * Takes changes of hits from a shard. Repeating them, or bringing them late, changes nothing.
   *
   * @returns how many hits each analyzer made that there were not before
   */
  apply(shard: number, changes: readonly ShardHitChange[]): ReadonlyMap<string, number> {
    this.#newHits = new Map();
    const touched = new Set<string>();
    const meetings = new Map<string, string>();
    const noisyBefore = this.#counts.noisy();
    const analyzers = new Set(changes.map(({ hit }) => hit.analyzer));
    const sharesBefore = this.#sharesOf(analyzers);
    for (const change of changes) {
      if (change.hit.part === undefined && change.hit.mark === undefined) {
        const before = this.#find(change.hit.id);
        if (before !== undefined && before.sequence >= change.sequence) continue;
        this.#put(shard, change, before, touched);
        continue;
      }
      const meeting = this.#parts.take(shard, change);
      if (meeting !== undefined) meetings.set(meeting, change.hit.analyzer);
    }
    for (const [meeting, analyzer] of meetings) this.#join(meeting, analyzer, touched);
    const noisyNow = this.#counts.noisy();
    const turned = [
      ...[...noisyBefore].filter((rule) => !noisyNow.has(rule)),
      ...[...noisyNow].filter((rule) => !noisyBefore.has(rule)),
    ];
    const sharesNow = this.#sharesOf(analyzers);
    const spread = [...analyzers].filter((id) => sharesBefore.get(id) !== sharesNow.get(id));
    const turnedIds = [...turned.map(ruleAnalyzerId), ...spread];
    for (const lens of this.#lensesOf(turnedIds)) touched.add(lens);
    this.#touch(touched);
    return this.#newHits;
  }

  /** Counts hits anew after a transaction that was undone. */
  recount(): void {
    this.#counts = new RuleHitCounts(this.#sql);
    this.exceptions.reload();
    this.groups.reload();
  }

  #touch(lenses: Iterable<string>): void {
    for (const lens of lenses) {
      this.#sql.exec(
        `INSERT INTO lenses (id, version, shown_version) VALUES (?, 1, 0)
         ON CONFLICT DO UPDATE SET version = version + 1`,
        lens,
      );
    }
  }

  /** By how much each analyzer counts less for being common. */
  #sharesOf(analyzers: Iterable<string>): ReadonlyMap<string, number> {
    return new Map([...analyzers].map((id) => [id, commonShare(this.#counts.hostsOf(id))]));
  }

  /** The lenses that hits of analyzers count for. */
  #lensesOf(analyzers: readonly string[]): readonly string[] {
    if (analyzers.length === 0) return [];
    return this.#sql
      .rows<[lens: string]>(
        `SELECT DISTINCT lens_hits.lens FROM hits JOIN lens_hits ON lens_hits.hit = hits.id
         WHERE json_extract(hits.body, '$.analyzer') IN (SELECT value FROM json_each(?))`,
        JSON.stringify(analyzers),
      )
      .map(([lens]) => lens);
  }

  /** The lenses that D1 does not show as they are. */
  changed(): ChangedLens[] {
    return this.#sql
      .rows<[id: NodeId, version: number]>(
        'SELECT id, version FROM lenses WHERE shown_version < version ORDER BY id',
      )
      .map(([id, version]) => ({ id, version, lens: this.open(id)?.lens }));
  }

  /** Notes that D1 shows these versions. */
  confirm(lenses: readonly ChangedLens[]): void {
    for (const { id, version } of lenses) {
      this.#sql.exec(
        'UPDATE lenses SET shown_version = max(shown_version, ?) WHERE id = ?',
        version,
        id,
      );
    }
  }

  /** The lenses that hits of an analyzer count for, or would, were there no exceptions. */
  lensesOf(analyzer: string): readonly NodeId[] {
    return this.#sql
      .rows<[lens: NodeId]>(
        `SELECT DISTINCT lens_hits.lens FROM hits JOIN lens_hits ON lens_hits.hit = hits.id
         WHERE json_extract(hits.body, '$.analyzer') = ?`,
        analyzer,
      )
      .map(([lens]) => lens);
  }

  /** Has the lenses of an analyzer shown anew. */
  touchLensesOf(analyzer: string): void {
    this.#touch(this.lensesOf(analyzer));
  }

  /**
   * Has some more lenses shown anew that a change of groups reaches, in the order of their ids.
   *
   * @param most so many lenses are looked at
   * @returns whether there are more
   */
  settleGroups(most: number): boolean {
    const settling = this.groups.settling();
    if (settling === undefined) return false;
    const lenses = this.#sql
      .rows<[id: NodeId]>(
        'SELECT id FROM lenses WHERE id > ? ORDER BY id LIMIT ?',
        settling.after,
        most,
      )
      .map(([id]) => id);
    this.#touch(
      lenses.filter((id) => {
        const hits = this.#countingFor(id).map(({ hit }) => hit);
        return assetsOfLens(id, hits).some(settling.isReached);
      }),
    );
    const isMore = lenses.length === most;
    this.groups.settledUpTo(isMore ? lenses.at(-1) : undefined);
    return isMore;
  }

  /**
   * A lens as its hits make it; undefined when none counts for it.
   *
   * @param now the time by which exceptions end
   * @param exceptions the exceptions that are to hold, instead of those that do
   */
  open(
    id: NodeId,
    now: number = Date.now(),
    exceptions: readonly CompiledException[] = this.exceptions.all,
  ): OpenedLens | undefined {
    const counting = this.#countingFor(id);
    const { counting: hits, excepted } = splitHits(
      counting.map(({ hit }) => hit),
      id,
      exceptions,
      now,
      this.groups.compiled.isIn,
    );
    const entity = hits.flatMap(({ lenses }) => lenses).find((lens) => lens.id === id);
    if (entity === undefined) return undefined;
    const shards = counting.flatMap((one) => this.#shardsOf(one));
    return {
      lens: makeLens(entity, hits, this.#context, excepted),
      shards: [...new Set(shards)].sort((a, b) => a - b),
    };
  }

  /** The hits of a lens that an exception keeps out. */
  keptOut(
    id: NodeId,
    now: number,
    exceptions: readonly CompiledException[],
    by: string,
  ): readonly Hit[] {
    const hits = this.#countingFor(id).map(({ hit }) => hit);
    const { excepted } = splitHits(hits, id, exceptions, now, this.groups.compiled.isIn);
    return [...excepted].flatMap(([exception, out]) => (exception.id === by ? out : []));
  }

  /** What an analyzer is called; its id when it is gone. */
  titleOf(analyzer: string): string {
    const rule = ruleOfAnalyzer(analyzer);
    const found = rule === undefined ? this.#pattern(analyzer) : this.#rules?.find(rule);
    return found?.title ?? analyzer;
  }

  /** The hits of an analyzer that count for a lens. */
  hitsOf(lens: NodeId, analyzer: string): readonly Hit[] {
    const hits = this.#countingFor(lens).map(({ hit }) => hit);
    const { counting } = this.#split(hits, lens);
    return counting.filter((hit) => hit.analyzer === analyzer);
  }

  /** A hit that holds, with the shards that know its nodes. */
  findHit(id: string): FoundHit | undefined {
    const [row] = this.#sql.rows<[shard: number, body: string]>(
      `SELECT shard, body FROM hits WHERE id = ? AND state = 'active'`,
      id,
    );
    if (row === undefined) return undefined;
    const found = { shard: row[0], hit: JSON.parse(row[1]) as Hit };
    return { hit: found.hit, shards: this.#shardsOf(found) };
  }

  /** The hits that count for a lens, were there no exceptions, with their shards. */
  #countingFor(lens: NodeId): { readonly shard: number; readonly hit: Hit }[] {
    const rows = this.#sql.rows<[shard: number, body: string]>(
      `SELECT hits.shard, hits.body FROM lens_hits JOIN hits ON hits.id = lens_hits.hit
       WHERE lens_hits.lens = ? AND hits.state = 'active' ORDER BY hits.id`,
      lens,
    );
    return rows
      .map(([shard, body]) => ({ shard, hit: JSON.parse(body) as Hit }))
      .filter(({ hit }) => this.#doesCount(hit) && hit.lenses.some(({ id }) => id === lens));
  }

  #shardsOf({ shard, hit }: { readonly shard: number; readonly hit: Hit }): readonly number[] {
    return shard === SEVERAL ? this.#parts.shardsOf(hit.id) : [shard];
  }

  /**
   * The score of a lens at another time, or without something; undefined when no hit counts for it.
   *
   * @param asOf event time, ms; by default that of the newest hit, left out or not
   * @param without which hits are left out
   */
  score(
    id: NodeId,
    asOf: number | undefined,
    without: (hit: Hit) => boolean,
  ): LensScore | undefined {
    const all = this.#countingFor(id).map(({ hit }) => hit);
    const { counting: hits } = this.#split(all, id);
    if (hits.length === 0) return undefined;
    const whole = scoreHits(id, hits, this.#context, asOf);
    const kept = hits.filter((hit) => !without(hit));
    return { ...scoreHits(id, kept, this.#context, whole.asOf), whole: whole.score };
  }

  #split(hits: readonly Hit[], lens: string): SplitHits {
    return splitHits(hits, lens, this.exceptions.all, Date.now(), this.groups.compiled.isIn);
  }

  /** Active hits of an analyzer, with ids after one, in order. */
  activeHits(analyzer: string, after: string, most: number): readonly Hit[] {
    return this.#sql
      .rows<[body: string]>(
        `SELECT body FROM hits WHERE id > ? AND state = 'active'
           AND json_extract(body, '$.analyzer') = ? ORDER BY id LIMIT ?`,
        after,
        analyzer,
        most,
      )
      .map(([body]) => JSON.parse(body) as Hit);
  }

  get #context(): LensContext {
    return {
      analyzerOf: (analyzer) => this.#analyzer(analyzer),
      hostsOf: (analyzer) => this.#counts.hostsOf(analyzer),
      weightOf: this.groups.compiled.weightOf,
    };
  }

  /** Brings the hits up to date that parts make which meet at one node. */
  #join(meeting: string, analyzer: string, touched: Set<string>): void {
    const isRule = ruleOfAnalyzer(analyzer) !== undefined;
    const pattern = this.#pattern(analyzer);
    // Of an analyzer that is gone, the shards are about to withdraw all.
    if (pattern === undefined && !isRule) return;
    const { hits, ended } = this.#parts.join(meeting, (parts) =>
      pattern === undefined ? joinMarks(parts) : joinParts(pattern, parts),
    );
    for (const hit of hits) {
      const before = this.#find(hit.id);
      const isSame =
        before?.state === 'active' && JSON.stringify(before.hit) === JSON.stringify(hit);
      if (!isSame) this.#put(SEVERAL, { hit, state: 'active', sequence: 0 }, before, touched);
    }
    for (const id of ended) {
      const before = this.#find(id);
      if (before?.state !== 'active') continue;
      const change = { hit: before.hit, state: 'withdrawn' as const, sequence: 0 };
      this.#put(SEVERAL, change, before, touched);
    }
  }

  /** Writes a hit as it now is, and notes the lenses that it changes. */
  #put(
    shard: number,
    { hit, state, sequence }: ShardHitChange,
    before: { readonly hit: Hit; readonly state: string } | undefined,
    touched: Set<string>,
  ): void {
    if (before?.state === 'active') this.#counts.change(before.hit, -1);
    if (state === 'active') this.#counts.change(hit, 1);
    if (state === 'active' && before === undefined) {
      this.#newHits.set(hit.analyzer, (this.#newHits.get(hit.analyzer) ?? 0) + 1);
    }
    this.#sql.exec(
      `INSERT INTO hits (id, shard, sequence, state, rarity, body) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET shard = excluded.shard, sequence = excluded.sequence,
         state = excluded.state, rarity = excluded.rarity, body = excluded.body`,
      hit.id,
      shard,
      sequence,
      state,
      rarityKey(hit),
      JSON.stringify(hit),
    );
    for (const { id } of hit.lenses) {
      this.#sql.exec(
        'INSERT INTO lens_hits (lens, hit) VALUES (?, ?) ON CONFLICT DO NOTHING',
        id,
        hit.id,
      );
    }
    for (const lens of this.#lensesTouchedBy(hit)) touched.add(lens);
    if (before !== undefined)
      for (const lens of this.#lensesTouchedBy(before.hit)) touched.add(lens);
  }

  #find(id: string): { sequence: number; state: string; hit: Hit } | undefined {
    const [row] = this.#sql.rows<[sequence: number, state: string, body: string]>(
      'SELECT sequence, state, body FROM hits WHERE id = ?',
      id,
    );
    return row && { sequence: row[0], state: row[1], hit: JSON.parse(row[2]) as Hit };
  }

  /** The hit's own lenses, and those of its whole rarity group, which it may make too common. */
  #lensesTouchedBy(hit: Hit): readonly string[] {
    const own = hit.lenses.map(({ id }) => id);
    const rarity = rarityKey(hit);
    if (rarity === null) return own;
    const ofGroup = this.#sql.rows<[lens: string]>(
      `SELECT DISTINCT lens_hits.lens FROM hits JOIN lens_hits ON lens_hits.hit = hits.id
       WHERE hits.rarity = ?`,
      rarity,
    );
    return [...own, ...ofGroup.map(([lens]) => lens)];
  }

  /** Of an analyzer that is on, and where it must be rare, rare enough. */
  #doesCount(hit: Hit): boolean {
    const rule = ruleOfAnalyzer(hit.analyzer);
    if (rule === undefined) {
      return this.#patterns.stateOf(hit.analyzer) === 'on' && this.#isRareEnough(hit);
    }
    return this.#rules?.stateOf(rule, this.#counts.of(rule)) === 'on';
  }

  #isRareEnough(hit: Hit): boolean {
    const atMost = this.#pattern(hit.analyzer)?.rare?.atMost;
    const rarity = rarityKey(hit);
    if (atMost === undefined || rarity === null) return true;
    const [row] = this.#sql.rows<[count: number]>(
      `SELECT count(*) FROM hits WHERE rarity = ? AND state = 'active'`,
      rarity,
    );
    return (row?.[0] ?? 0) <= atMost;
  }

  #analyzer(id: string): ScoredAnalyzer {
    const rule = ruleOfAnalyzer(id);
    const found = rule === undefined ? this.#pattern(id) : this.#rules?.find(rule);
    if (found === undefined) throw new Error(`a hit of an unknown analyzer counts: ${id}`);
    return found;
  }

  #pattern(id: string): Analyzer | undefined {
    return this.#patterns.find(id);
  }

  get #patterns(): AnalyzerBook {
    return this.#rules?.patterns ?? this.#builtIn;
  }
}

function rarityKey(hit: Hit): string | null {
  return hit.group === undefined ? null : `${hit.analyzer} ${hit.group}`;
}
