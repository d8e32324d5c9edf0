import type { RuleState } from '../core/contract/rules.ts';
import { reloadAnalyzer } from '../core/detect/analyzer-form.ts';
import type { OwnAnalyzers } from '../core/detect/analyzer-form.ts';
import type { Analyzer } from '../core/detect/analyzer.ts';
import { patternSetting } from '../core/detect/pattern-setting.ts';
import { analyzersOf } from './analyzers.ts';
import type { TenantId } from './stubs.ts';

/** What the database says of a tenant's patterns. */
interface PatternRow {
  readonly version: number;
  readonly analyzersKey: string;
  readonly settings: Readonly<Record<string, RuleState>>;
}

interface Own {
  readonly analyzer: Analyzer;
  readonly version: number;
}

/** The patterns of a tenant in one version of its rules: built-in ones and its own, with states. */
export class AnalyzerBook {
  /** The version of the tenant's rules; 0 before any was read. */
  readonly version: number;
  readonly #key: string;
  readonly #own: ReadonlyMap<string, Own>;
  readonly #builtIn: ReadonlyMap<string, Analyzer>;
  readonly #settings: ReadonlyMap<string, RuleState>;

  private constructor(
    builtIn: readonly Analyzer[],
    row: PatternRow,
    own: ReadonlyMap<string, Own>,
  ) {
    this.version = row.version;
    this.#key = row.analyzersKey;
    this.#own = own;
    // A tenant's own pattern stays what it is when the service gets one of the same id.
    this.#builtIn = new Map(
      builtIn.filter(({ id }) => !own.has(id)).map((analyzer) => [analyzer.id, analyzer]),
    );
    this.#settings = new Map(Object.entries(row.settings));
  }

  /** The built-in patterns, all on: what holds for a tenant that never changed anything. */
  static builtIn(analyzers: readonly Analyzer[]): AnalyzerBook {
    return new AnalyzerBook(analyzers, { version: 0, analyzersKey: '', settings: {} }, new Map());
  }

  /** The patterns of a row that was read; what is unchanged is taken from the book of before. */
  static async ofRow(
    env: Env,
    row: PatternRow,
    before: AnalyzerBook | undefined,
  ): Promise<AnalyzerBook> {
    const isKnown = before !== undefined && before.#key === row.analyzersKey;
    const own = isKnown ? before.#own : await readOwn(env, row.analyzersKey);
    return new AnalyzerBook(analyzersOf(env), row, own);
  }

  /** Reads the patterns as they are now. */
  static async read(env: Env, tenant: TenantId, before?: AnalyzerBook): Promise<AnalyzerBook> {
    const row = await env.DB.prepare(
      `SELECT version, analyzers_key AS analyzersKey, settings FROM rule_sets WHERE tenant_id = ?`,
    )
      .bind(tenant)
      .first<{ version: number; analyzersKey: string; settings: string }>();
    if (row === null) return AnalyzerBook.builtIn(analyzersOf(env));
    const settings = JSON.parse(row.settings) as Record<string, RuleState>;
    return await AnalyzerBook.ofRow(env, { ...row, settings }, before);
  }

  /** Those that are looked for: all that are not off. */
  matched(): readonly Analyzer[] {
    const all = [...this.#builtIn.values(), ...[...this.#own.values()].map((own) => own.analyzer)];
    return all.filter(({ id }) => this.stateOf(id) !== 'off');
  }

  /** A pattern, whatever its state; undefined when there is none of this id. */
  find(id: string): Analyzer | undefined {
    return this.#own.get(id)?.analyzer ?? this.#builtIn.get(id);
  }

  /** What holds for a pattern; one that there is not is off. */
  stateOf(id: string): RuleState {
    if (this.find(id) === undefined) return 'off';
    return this.#settings.get(patternSetting(id)) ?? 'on';
  }

  /** Whether a pattern's hits are worth the same in another version. */
  isSame(id: string, other: AnalyzerBook): boolean {
    return (
      this.#own.get(id)?.version === other.#own.get(id)?.version &&
      this.stateOf(id) === other.stateOf(id)
    );
  }

  /**
   * What of the patterns is not as it comes with the service: of a tenant's own the version, and
   * `off` of what is not looked for. Equal where hits are found alike.
   */
  differences(): Record<string, string> {
    const found: Record<string, string> = {};
    for (const [id, { version }] of this.#own) found[id] = String(version);
    for (const id of [...this.#own.keys(), ...this.#builtIn.keys()]) {
      if (this.stateOf(id) === 'off') found[id] = 'off';
    }
    return found;
  }
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
