/**
 * How many units two texts begin with in common. Parts are compared as wholes, which the platform
 * does many at a time, halving what is left with each.
 */
export function sharedPrefix(a: string, b: string): number {
  let same = 0;
  let left = Math.min(a.length, b.length);
  while (left > 0) {
    const half = (left + 1) >> 1;
    if (a.slice(same, same + half) === b.slice(same, same + half)) {
      same += half;
      left -= half;
    } else left = half - 1;
  }
  return same;
}
