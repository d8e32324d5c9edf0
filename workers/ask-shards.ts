/** So many shards are asked at once; a Worker has six connections. */
const PARALLEL_SHARDS = 6;

/** Asks every shard, a few at a time, and returns the answers in the order of the shards. */
export async function askShards<T>(
  shards: readonly number[],
  ask: (shard: number) => Promise<T>,
): Promise<T[]> {
  const answers: T[] = [];
  for (let from = 0; from < shards.length; from += PARALLEL_SHARDS) {
    answers.push(...(await Promise.all(shards.slice(from, from + PARALLEL_SHARDS).map(ask))));
  }
  return answers;
}
