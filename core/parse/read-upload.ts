import type { RecordCounts, Reject } from '../contract/sources.ts';
import type { Fact } from '../graph/fact.ts';
import { AssetFacts, addFactsOf, matchedNodes } from '../graph/facts-of.ts';
import type { FactOptions, MatchedNodes } from '../graph/facts-of.ts';
import type { Ref } from '../graph/id.ts';
import type { CorrelatedMatch } from '../graph/observation.ts';
import { withMatchedRules } from './match-rules.ts';
import type { MatchRules } from './match-rules.ts';
import { NO_CONTEXT } from './parse-context.ts';
import type { ParseContext } from './parse-context.ts';
import { recogniseRecord } from './parse.ts';
import { splitUpload } from './parts.ts';
import type { UploadForm } from './parts.ts';

/** So many rejects of an upload are kept with their reasons; all of them are counted. */
export const MAX_REJECTS_KEPT = 100;

/** So many ignoring rules of an upload are named; what other rules ignore is counted as one. */
const MAX_RULES_KEPT = 50;
const OTHER_RULES = 'other rules';

/** Everything that an upload says. */
export interface UploadReading {
  readonly records: RecordCounts;
  /** The first rejects, in order. */
  readonly rejects: readonly Reject[];
  /** How many records each rule ignored. */
  readonly ignoredBy: Readonly<Record<string, number>>;
  /** The facts by the asset that they belong to, at most one of a key. */
  readonly factsByAsset: ReadonlyMap<Ref, readonly Fact[]>;
  /** The matches that correlations build on. */
  readonly matches: readonly ReadMatch[];
}

/** A match that correlations build on, with the nodes and the record that it is about. */
export interface ReadMatch extends CorrelatedMatch, MatchedNodes {
  readonly record: number;
}

/** How an upload is read. */
export interface UploadOptions extends FactOptions {
  /** What the upload's source knows and its records may not say. */
  readonly context?: ParseContext | undefined;
  /** The tenant's rules; without them a record's own fields are not looked at. */
  readonly rules?: MatchRules | undefined;
  /** How the content is made up; a body as it was sent, unless said otherwise. */
  readonly form?: UploadForm | undefined;
  /** How many records the windows before this one had. */
  readonly after?: number | undefined;
}

/**
 * Reads an upload's content: records, observations, facts.
 *
 * @param bytes the content, uncompressed
 * @param upload the tenant's number of the upload
 */
export function readUpload(
  bytes: Uint8Array,
  upload: number,
  options: UploadOptions = {},
): UploadReading {
  const records = { received: 0, accepted: 0, rejected: 0, ignored: 0 };
  const rejects: Reject[] = [];
  const ignoredBy: Record<string, number> = Object.create(null) as Record<string, number>;
  const byAsset = new Map<Ref, AssetFacts>();
  const ofAsset = (asset: Ref): AssetFacts => {
    let facts = byAsset.get(asset);
    if (facts === undefined) {
      facts = new AssetFacts();
      byAsset.set(asset, facts);
    }
    return facts;
  };

  const matches: ReadMatch[] = [];
  const { context = NO_CONTEXT, rules } = options;
  for (const record of splitUpload(bytes, options.form ?? 'body', options.after)) {
    records.received += 1;
    const recognised = recogniseRecord(record, context);
    const said = recognised.observe();
    const parsed = rules === undefined ? said : withMatchedRules(said, recognised, rules, context);
    if (parsed.kind === 'reject') {
      records.rejected += 1;
      if (rejects.length < MAX_REJECTS_KEPT) {
        rejects.push({ record: record.number, reason: parsed.reason });
      }
    } else if (parsed.kind === 'ignored') {
      records.ignored += 1;
      countRule(ignoredBy, parsed.rule);
    } else {
      records.accepted += 1;
      const { observation } = parsed;
      addFactsOf(observation, upload, record.number, options, ofAsset);
      if (observation.correlated === undefined || observation.correlated.length === 0) continue;
      const nodes = matchedNodes(observation, options);
      for (const match of observation.correlated) {
        matches.push({ ...match, ...nodes, record: record.number });
      }
    }
  }
  const factsByAsset = new Map(
    [...byAsset].map(([asset, { merger }]) => [asset, merger.facts] as const),
  );
  return { records, rejects, ignoredBy, factsByAsset, matches };
}

/** Counts records that a rule ignored. */
export function countRule(ignoredBy: Record<string, number>, rule: string, count = 1): void {
  const isKnown = rule in ignoredBy || Object.keys(ignoredBy).length < MAX_RULES_KEPT;
  const name = isKnown ? rule : OTHER_RULES;
  ignoredBy[name] = (ignoredBy[name] ?? 0) + count;
}
