import { isNoisy } from '../../core/detect/noise.ts';
import type { RuleHitCount } from '../../core/detect/noise.ts';
import { ruleOfAnalyzer } from '../../core/detect/rule-hits.ts';
import type { Hit } from '../../core/detect/hit.ts';
import type { CountedSql } from '../counted-sql.ts';

const NONE: RuleHitCount = { hits: 0, hosts: 0 };

/** How often each rule hits now, and on which hosts: counted once, and kept as hits change. */
export class RuleHitCounts {
  readonly #hitsByHost = new Map<string, Map<string, number>>();
  readonly #hits = new Map<string, number>();
  readonly #patterns = new Map<string, number>();

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
    const hits = this.#hits.get(rule);
    return hits === undefined ? NONE : { hits, hosts: this.#hitsByHost.get(rule)?.size ?? 0 };
  }

  /** All rules that hit anything. */
  all(): Map<string, RuleHitCount> {
    return new Map([...this.#hits.keys()].map((rule) => [rule, this.of(rule)]));
  }

  /** How often every other analyzer hits. */
  patterns(): Map<string, number> {
    return new Map([...this.#patterns].filter(([, count]) => count > 0));
  }

  /** The rules that hit more than their share. */
  noisy(): Set<string> {
    return new Set([...this.#hits.keys()].filter((rule) => isNoisy(this.of(rule))));
  }

  #count(analyzer: string, host: string, by: number): void {
    const rule = ruleOfAnalyzer(analyzer);
    if (rule === undefined) {
      this.#patterns.set(analyzer, (this.#patterns.get(analyzer) ?? 0) + by);
      return;
    }
    const hits = (this.#hits.get(rule) ?? 0) + by;
    if (hits > 0) this.#hits.set(rule, hits);
    else this.#hits.delete(rule);
    const ofRule = this.#hitsByHost.get(rule) ?? new Map<string, number>();
    const onHost = (ofRule.get(host) ?? 0) + by;
    if (onHost > 0) ofRule.set(host, onHost);
    else ofRule.delete(host);
    this.#hitsByHost.set(rule, ofRule);
  }
}
