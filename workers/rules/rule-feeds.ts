import type { RuleFeed } from '../../core/contract/rules.ts';
import { canFeed, kindWords } from '../../core/detect/sigma/record-kind.ts';
import type { IndexedRule } from '../../core/detect/sigma/rule-index.ts';
import type { LogSource } from '../../core/detect/sigma/rule.ts';
import type { SourceKinds } from '../d1/source-kinds.ts';

/** Kinds of records of one source that are told. */
const MAX_KINDS = 20;

/** Which of a tenant's sources can feed its rules: by what they sent, and what rules are about. */
export class RuleFeeds {
  readonly #sources: readonly SourceKinds[];
  readonly #rules: ReadonlyMap<string, IndexedRule>;
  readonly #known = new Map<string, readonly RuleFeed[]>();

  constructor(sources: readonly SourceKinds[], rules: readonly IndexedRule[]) {
    this.#sources = sources;
    this.#rules = new Map(rules.map((rule) => [rule.id, rule]));
  }

  /** Whether a rule can be fed; a correlation when all of its rules can. Undefined when nothing came. */
  isFed(rule: IndexedRule): boolean | undefined {
    if (this.#sources.length === 0) return undefined;
    const inputs = rule.correlates?.inputs.flatMap((id) => this.#rules.get(id) ?? []);
    if (inputs !== undefined) return inputs.every((input) => this.isFed(input) !== false);
    return rule.logSource === undefined ? undefined : this.of(rule).length > 0;
  }

  /** The sources that can feed a rule; of a correlation, any of its rules. */
  of(rule: IndexedRule): readonly RuleFeed[] {
    const { logSource, correlates } = rule;
    if (logSource !== undefined) return this.#ofLogSource(logSource);
    const inputs = (correlates?.inputs ?? []).flatMap((id) => this.#rules.get(id) ?? []);
    const byName = new Map(
      inputs.flatMap((input) => this.of(input)).map((feed) => [feed.source, feed]),
    );
    return [...byName.values()];
  }

  /** Thousands of rules are about some dozen log sources. */
  #ofLogSource(logSource: LogSource): readonly RuleFeed[] {
    const { product, category, service } = logSource;
    const key = JSON.stringify([product, category, service]);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const feeds = this.#sources.flatMap(({ id, name, kinds }): RuleFeed[] => {
      const feeding = kinds.filter((kind) => canFeed(kind, logSource));
      if (feeding.length === 0) return [];
      return [{ source: id, name, kinds: feeding.slice(0, MAX_KINDS).map(kindWords) }];
    });
    this.#known.set(key, feeds);
    return feeds;
  }
}
