import type { SearchMatch } from '../../../../core/contract/search.ts';

/**
 * A pattern that finds from now on what a hunt found: nodes of the type that was found most, by the
 * property that it was found by.
 *
 * @param text what was looked for; `*` stands for anything, and without one a part is enough
 */
export function huntAnalyzer(text: string, matches: readonly SearchMatch[]): string {
  const found = Map.groupBy(matches, ({ type, property }) => `${type} ${property}`);
  const [most] = [...found.entries()].toSorted((a, b) => b[1].length - a[1].length);
  const [type = 'process', property = 'name'] = most?.[0].split(' ') ?? [];
  const field = text.includes('*') ? property : `${property}|contains`;
  const plain = text.replaceAll(/\p{C}+/gu, ' ').trim();
  const slug = plain
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40);
  return `id: hunt-${slug || 'found'}
title: 'Seen again: {found.${property}}'
description: >
  Something that was hunted for was seen. Say here why it matters, and what to check first.
risk: 20
level: medium
techniques: []
false_positives: []
lens: [found]
nodes:
  found:
    type: ${type}
    where:
      ${field}: ${quoted(plain)}
`;
}

/** A text as a scalar of YAML that holds nothing but itself. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
