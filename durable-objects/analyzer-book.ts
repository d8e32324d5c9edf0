import type { RuleState } from '../core/contract/rules.ts';
import { reloadAnalyzer } from '../core/detect/analyzer-form.ts';
import type { OwnAnalyzers } from '../core/detect/analyzer-form.ts';
import type { Analyzer } from '../core/detect/analyzer.ts';
import type { HitChange } from '../core/detect/hit.ts';
import type { Indicator } from '../core/detect/indicators/indicator.ts';
import {
  IndicatorValues,
  indicatorAnalyzers,
  isExpired,
} from '../core/detect/indicators/indicator-analyzers.ts';
import type { IndicatorAnalyzer } from '../core/detect/indicators/indicator-analyzers.ts';
import type { ListedIndicators } from '../core/detect/indicators/look-up.ts';
import type { StoredIndicatorList } from '../core/detect/indicators/stored-list.ts';
import { patternSetting } from '../core/detect/pattern-setting.ts';
import type { GraphView } from '../core/graph/view.ts';
import { analyzersOf } from './analyzers.ts';
import type { TenantId } from './stubs.ts';

/** What the database says of a tenant's patterns. */
interface PatternRow {
  readonly version: number;
  readonly analyzersKey: string;
  readonly settings: Readonly<Record<string, RuleState>>;
  readonly indicators: readonly StoredIndicatorList[];
  /** Analyzers that are not looked for because they are over their budget. */
  readonly stopped: Readonly<Record<string, unknown>>;
}

interface Own {
  readonly analyzer: Analyzer;
  readonly version: number;
}

/** A list of indicators with what it looks for. */
interface LoadedList {
  readonly entriesKey: string;
  readonly indicators: readonly Indicator[];
  readonly hasSubdomains: boolean;
  readonly values: IndicatorValues;
}

/** The patterns of a tenant in one version of its rules: built-in ones and its own, with states. */
export class AnalyzerBook {
  /** The version of the tenant's rules; 0 before any was read. */
  readonly version: number;
  readonly #key: string;
  readonly #own: ReadonlyMap<string, Own>;
  readonly #builtIn: ReadonlyMap<string, Analyzer>;
  readonly #settings: ReadonlyMap<string, RuleState>;
  readonly #stopped: ReadonlySet<string>;
  readonly #lists: ReadonlyMap<string, LoadedList>;
  readonly #ofLists = new Map<string, IndicatorAnalyzer & { readonly version: number }>();

  private constructor(
    builtIn: readonly Analyzer[],
    row: PatternRow,
    own: ReadonlyMap<string, Own>,
    lists: ReadonlyMap<string, LoadedList>,
  ) {
    this.version = row.version;
    this.#key = row.analyzersKey;
    this.#own = own;
    // A tenant's own pattern stays what it is when the service gets one of the same id.
    this.#builtIn = new Map(
      builtIn.filter(({ id }) => !own.has(id)).map((analyzer) => [analyzer.id, analyzer]),
    );
    const settings = new Map(Object.entries(row.settings));
    this.#lists = lists;
    for (const list of row.indicators) {
      const values = lists.get(list.id)?.values;
      if (values === undefined) continue;
      for (const one of indicatorAnalyzers(list, values)) {
        this.#ofLists.set(one.analyzer.id, { ...one, version: list.version });
        settings.set(patternSetting(one.analyzer.id), list.state);
      }
    }
    this.#settings = settings;
    this.#stopped = new Set(Object.keys(row.stopped));
  }

  /** The built-in patterns, all on: what holds for a tenant that never changed anything. */
  static builtIn(analyzers: readonly Analyzer[]): AnalyzerBook {
    return new AnalyzerBook(analyzers, NO_ROW, new Map(), new Map());
  }

  /** The patterns of a row that was read; what is unchanged is taken from the book of before. */
  static async ofRow(
    env: Env,
    row: PatternRow,
    before: AnalyzerBook | undefined,
  ): Promise<AnalyzerBook> {
    const isKnown = before !== undefined && before.#key === row.analyzersKey;
    const own = isKnown ? before.#own : await readOwn(env, row.analyzersKey);
    const lists = await readLists(
      env,
      row.indicators,
      before === undefined ? new Map() : before.#lists,
    );
    return new AnalyzerBook(analyzersOf(env), row, own, lists);
  }

  /** Reads the patterns as they are now. */
  static async read(env: Env, tenant: TenantId, before?: AnalyzerBook): Promise<AnalyzerBook> {
    const row = await env.DB.prepare(
      `SELECT version, analyzers_key AS analyzersKey, settings, indicators, stopped
       FROM rule_sets WHERE tenant_id = ?`,
    )
      .bind(tenant)
      .first<{
        version: number;
        analyzersKey: string;
        settings: string;
        indicators: string;
        stopped: string;
      }>();
    if (row === null) return AnalyzerBook.builtIn(analyzersOf(env));
    const indicators = JSON.parse(row.indicators) as StoredIndicatorList[];
    const settings = JSON.parse(row.settings) as Record<string, RuleState>;
    const stopped = JSON.parse(row.stopped) as Record<string, unknown>;
    return await AnalyzerBook.ofRow(env, { ...row, settings, indicators, stopped }, before);
  }

  /** Those that are looked for: all that are neither off nor stopped. */
  matched(): readonly Analyzer[] {
    const others = [...this.#own.values(), ...this.#ofLists.values()];
    const all = [...this.#builtIn.values(), ...others.map(({ analyzer }) => analyzer)];
    return all.filter(({ id }) => this.#isLookedFor(id));
  }

  /** A pattern, whatever its state; undefined when there is none of this id. */
  find(id: string): Analyzer | undefined {
    const own = this.#own.get(id) ?? this.#ofLists.get(id);
    return own?.analyzer ?? this.#builtIn.get(id);
  }

  /** What holds for a pattern; one that there is not is off. */
  stateOf(id: string): RuleState {
    if (this.find(id) === undefined) return 'off';
    return this.#settings.get(patternSetting(id)) ?? 'on';
  }

  /** Whether a pattern's hits are worth the same in another version. */
  isSame(id: string, other: AnalyzerBook): boolean {
    return (
      this.find(id)?.risk === other.find(id)?.risk &&
      this.find(id)?.title === other.find(id)?.title &&
      this.#own.get(id)?.version === other.#own.get(id)?.version &&
      this.stateOf(id) === other.stateOf(id)
    );
  }

  /** What is on a list of indicators; nothing when there is none of this id. */
  indicatorsOf(list: string): ListedIndicators {
    return this.#lists.get(list) ?? { indicators: [] };
  }

  /** A hit's change, withdrawn where its indicator counts no more at its time. */
  whileListed(view: GraphView, change: HitChange): HitChange {
    const list = this.#ofLists.get(change.hit.analyzer);
    const isOver = list !== undefined && isExpired(view, list, change.hit);
    return isOver ? { ...change, state: 'withdrawn' } : change;
  }

  /**
   * What of the patterns is not as it comes with the service: of a tenant's own the version, and
   * `off` of what is not looked for. Equal where hits are found alike.
   */
  differences(): Record<string, string> {
    const found: Record<string, string> = {};
    for (const [id, { version }] of this.#own) found[id] = String(version);
    for (const [id, { version }] of this.#ofLists) found[id] = String(version);
    for (const id of [...this.#own.keys(), ...this.#ofLists.keys(), ...this.#builtIn.keys()]) {
      if (!this.#isLookedFor(id)) found[id] = 'off';
    }
    return found;
  }

  /** What is stopped is as if off, save that its hits of before count. */
  #isLookedFor(id: string): boolean {
    return this.stateOf(id) !== 'off' && !this.#stopped.has(id);
  }
}

const NO_ROW: PatternRow = {
  version: 0,
  analyzersKey: '',
  settings: {},
  indicators: [],
  stopped: {},
};

async function readLists(
  env: Env,
  lists: readonly StoredIndicatorList[],
  before: ReadonlyMap<string, LoadedList>,
): Promise<ReadonlyMap<string, LoadedList>> {
  const loaded = new Map<string, LoadedList>();
  for (const { id, entriesKey, hasSubdomains = false } of lists) {
    const known = before.get(id);
    if (known?.entriesKey === entriesKey && known.hasSubdomains === hasSubdomains) {
      loaded.set(id, known);
      continue;
    }
    const object = await env.UPLOADS.get(entriesKey);
    if (object === null) throw new Error('a list of indicators is gone: it was replaced');
    const indicators = await object.json<Indicator[]>();
    const values = new IndicatorValues(indicators, hasSubdomains);
    loaded.set(id, { entriesKey, indicators, hasSubdomains, values });
  }
  return loaded;
}

/** Whether two differences are the same. */
export function isSameDifference(
  a: Readonly<Record<string, string>>,
  b: Readonly<Record<string, string>>,
): boolean {
  return JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());
}

async function readOwn(env: Env, key: string): Promise<ReadonlyMap<string, Own>> {
  if (key === '') return new Map();
  const object = await env.UPLOADS.get(key);
  if (object === null) throw new Error('the tenant’s patterns are gone: they were replaced');
  const { form, analyzers } = await object.json<OwnAnalyzers>();
  return new Map(
    analyzers.flatMap((kept): [string, Own][] => {
      const analyzer = reloadAnalyzer(kept, form);
      return analyzer === undefined ? [] : [[kept.id, { analyzer, version: kept.version }]];
    }),
  );
}
