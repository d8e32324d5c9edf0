import { hitId } from './hit.ts';
import type { Mark, NodeMoment } from './hit.ts';
import { ruleAnalyzerId } from './rule-hits.ts';
import type { Episode } from './sigma/correlate/episode.ts';
import type { NodeId, Ref } from '../graph/id.ts';

/** Different nodes that the hit of an episode is about, and records that it carries: the first. */
const MAX_SUBJECTS = 8;
const MAX_USERS = 4;
const MAX_EVIDENCE = 30;

/** Characters of one value of the group in the hit's title. */
const MAX_TITLE_VALUE = 80;

/** A mark, and the shard that it is for. */
export interface ShardMark {
  readonly shard: number;
  readonly mark: Mark;
}

/** What an episode of a correlation leaves in the shards that have the nodes of its matches. */
export function marksOf(episode: Episode): readonly ShardMark[] {
  const { id, correlation, completeMs, matches } = episode;
  const subjects = firstOfEach(matches.map(({ subject, at, shard }) => [subject, at, shard]));
  const users = firstOfEach(
    matches.flatMap((match) => match.users.map((user) => [user, match.at, match.shard] as const)),
  );
  const shared = users.filter(({ ref }) => matches.every((match) => match.users.includes(ref)));
  const evidence = matches.slice(0, MAX_EVIDENCE);
  const about = subjects.slice(0, MAX_SUBJECTS);
  const shards = [...new Set(about.map(({ shard }) => shard))].sort((a, b) => a - b);
  const [firstShard] = shards;
  return shards.map((shard) => ({
    shard,
    mark: {
      id: hitId(id, [{ name: 'shard', id: String(shard) as NodeId }]),
      episode: id,
      analyzer: ruleAnalyzerId(correlation),
      title: titleOf(episode),
      time: completeMs,
      subjects: about.filter((one) => one.shard === shard).map(momentOf),
      // What all matches name, every shard is told of; the others are of the shard that knows them.
      users: users
        .filter((one) => one.shard === shard || shared.includes(one))
        .slice(0, MAX_USERS)
        .map(momentOf),
      shared: shared.map(({ ref }) => ref),
      // Records of a shard of which no node is named go with the first.
      evidence: evidence
        .filter((match) => (shards.includes(match.shard) ? match.shard : firstShard) === shard)
        .map(({ upload, record, rule, time }) => ({ upload, record, rule, time })),
    },
  }));
}

interface Place extends NodeMoment {
  readonly shard: number;
}

/** Each node once, at its first match. */
function firstOfEach(places: readonly (readonly [Ref, number, number])[]): readonly Place[] {
  const first = new Map<Ref, Place>();
  for (const [ref, time, shard] of places) {
    if (!first.has(ref)) first.set(ref, { ref, time, shard });
  }
  return [...first.values()];
}

function momentOf({ ref, time }: Place): NodeMoment {
  return { ref, time };
}

/** What the matches agree in; empty for a correlation without `group-by`. */
function titleOf({ group }: Episode): string {
  return Object.entries(group)
    .map(([name, text]) => `${name} ${text.slice(0, MAX_TITLE_VALUE)}`)
    .join(' · ');
}
