import { isNoisy } from '../../core/detect/noise.ts';
import type { RuleHitCount } from '../../core/detect/noise.ts';
import { ruleAnalyzerId, ruleOfAnalyzer } from '../../core/detect/rule-hits.ts';
import type { Hit } from '../../core/detect/hit.ts';
import type { CountedSql } from '../counted-sql.ts';

const NONE: RuleHitCount = { hits: 0, hosts: 0 };

/** How often each rule and pattern hits now, and on which hosts: counted once, and kept as hits change. */
export class RuleHitCounts {
  readonly #hitsByHost = new Map<string, Map<string, number>>();
  readonly #hits = new Map<string, number>();

  /** Counts the active hits of the table `hits`. */
  constructor(sql: CountedSql) {
    const rows = sql.rows<[analyzer: string, host: string | null, count: number]>(
      `SELECT json_extract(body, '$.analyzer') AS analyzer,
         json_extract(body, '$.lenses[0].id') AS host, count(*)
       FROM hits WHERE state = 'active' GROUP BY analyzer, host`,
    );
    for (const [analyzer, host, count] of rows) this.#count(analyzer, host ?? '', count);
  }

  /** Counts one hit more, or one less. */
  change(hit: Hit, by: 1 | -1): void {
    this.#count(hit.analyzer, hit.lenses[0]?.id ?? '', by);
  }

  of(rule: string): RuleHitCount {
    return this.#of(ruleAnalyzerId(rule));
  }

  /** On how many hosts an analyzer of any kind hits. */
  hostsOf(analyzer: string): number {
    return this.#hitsByHost.get(analyzer)?.size ?? 0;
  }

  /** All rules that hit anything. */
  all(): Map<string, RuleHitCount> {
    const rules = [...this.#hits.keys()].flatMap((id) => ruleOfAnalyzer(id) ?? []);
    return new Map(rules.map((rule) => [rule, this.of(rule)]));
  }

  /** How often every other analyzer hits. */
  patterns(): Map<string, number> {
    return new Map([...this.#hits].filter(([id]) => ruleOfAnalyzer(id) === undefined));
  }

  /** The rules that hit more than their share. */
  noisy(): Set<string> {
    return new Set([...this.all()].filter(([, count]) => isNoisy(count)).map(([rule]) => rule));
  }

  #of(analyzer: string): RuleHitCount {
    const hits = this.#hits.get(analyzer);
    return hits === undefined ? NONE : { hits, hosts: this.hostsOf(analyzer) };
  }

  #count(analyzer: string, host: string, by: number): void {
    const hits = (this.#hits.get(analyzer) ?? 0) + by;
    if (hits > 0) this.#hits.set(analyzer, hits);
    else this.#hits.delete(analyzer);
    const ofAnalyzer = this.#hitsByHost.get(analyzer) ?? new Map<string, number>();
    const onHost = (ofAnalyzer.get(host) ?? 0) + by;
    if (onHost > 0) ofAnalyzer.set(host, onHost);
    else ofAnalyzer.delete(host);
    this.#hitsByHost.set(analyzer, ofAnalyzer);
  }
}
