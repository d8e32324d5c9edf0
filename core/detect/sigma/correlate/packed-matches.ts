import type { Ref } from '../../../graph/id.ts';
import type { LoggedMatch } from './logged-match.ts';

/** One match by the numbers of its texts. */
type PackedMatch = readonly [
  id: string,
  rule: number,
  time: number,
  at: number,
  fields: readonly number[],
  nodes: readonly number[],
  shard: number,
  upload: number,
  record: number,
];

/** Matches as text, every text that they share once. `nodes` are the asset, the subject, the users. */
export function packMatches(matches: readonly LoggedMatch[]): string {
  const texts: string[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (text: string): number => {
    let number = numbers.get(text);
    if (number === undefined) {
      number = texts.push(text) - 1;
      numbers.set(text, number);
    }
    return number;
  };
  const packed = matches.map((match): PackedMatch => [
    match.id,
    numberOf(match.rule),
    match.time,
    match.at,
    Object.entries(match.fields).flat().map(numberOf),
    [match.asset, match.subject, ...match.users].map(numberOf),
    match.shard,
    match.upload,
    match.record,
  ]);
  return JSON.stringify({ texts, matches: packed });
}

/** The matches that {@link packMatches} made a text of. */
export function unpackMatches(text: string): LoggedMatch[] {
  const { texts, matches } = JSON.parse(text) as {
    readonly texts: readonly string[];
    readonly matches: readonly PackedMatch[];
  };
  const textAt = (number: number | undefined): string => texts[number ?? -1] ?? '';
  return matches.map(([id, rule, time, at, fields, nodes, shard, upload, record]) => {
    const values = Object.create(null) as Record<string, string>;
    for (let at = 0; at < fields.length; at += 2) {
      values[textAt(fields[at])] = textAt(fields[at + 1]);
    }
    const [asset, subject, ...users] = nodes.map((number) => textAt(number) as Ref);
    if (asset === undefined || subject === undefined) throw new Error('a match without its nodes');
    return {
      id,
      rule: textAt(rule),
      time,
      at,
      fields: values,
      asset,
      subject,
      users,
      shard,
      upload,
      record,
    };
  });
}
