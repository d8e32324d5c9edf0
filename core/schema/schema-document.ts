import type { EdgeType, Identity, NodeType } from './declare.ts';
import { EDGE_TYPES } from './edge-types.ts';
import { NODE_TYPES } from './node-types.ts';

const HEAD = `# The graph's schema

Generated from \`core/schema\` by \`npm run docs:schema\`; edit there.

A node is everything known under one id. *Static* identity is a hash of the properties named; a
*session* is divided by time, from its start to its end, because pids, paths and logon ids are used
again. A boundary node's identity contains no asset, so that it is the same wherever it is seen.
A property with several values is read by its rule: the one seen first, the smallest, the largest.
`;

/** The schema as a page for people, in Markdown. */
export function schemaDocument(): string {
  const contents = NODE_TYPES.map(({ name }) => `[${name}](#${name})`).join(' · ');
  return `${[HEAD, contents, '', ...NODE_TYPES.map(section)].join('\n')}`;
}

function section(type: NodeType): string {
  const rows = type.properties.map(
    ({ name, kind, read, indexed, unit }) =>
      `| \`${name}\` | ${unit ?? kind} | ${read} | ${indexed ? 'yes' : ''} |`,
  );
  const edges = EDGE_TYPES.flatMap((edge) => edgeRows(type, edge));
  return [
    `## ${type.name}`,
    '',
    `${type.about} ${identityText(type.identity)}${type.boundary ? ' A boundary node.' : ''}`,
    '',
    '| property | kind | read | look-up |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
    '| edge | to | how many | reads |',
    '| --- | --- | --- | --- |',
    ...edges,
    '',
  ].join('\n');
}

function identityText(identity: Identity): string {
  const over = identity.over.map((name) => `\`${name}\``).join(', ');
  if (identity.kind === 'static') return `Static identity over ${over}.`;
  const alias = identity.alias === undefined ? '' : `; \`${identity.alias}\` decides where present`;
  return `Session of the asset over ${over}, from \`${identity.start}\` to \`${identity.end}\`${alias}.`;
}

function edgeRows(type: NodeType, edge: EdgeType): string[] {
  const [few, many] = edge.cardinality.split('-to-');
  const rows: string[] = [];
  if (edge.from === type.name) {
    rows.push(`| \`${edge.name}\` | ${edge.to} | ${many} | ${edge.from} ${edge.verb} ${edge.to} |`);
  }
  if (edge.to === type.name) {
    rows.push(
      `| ← \`${edge.reverse}\` | ${edge.from} | ${few} | ${edge.from} ${edge.verb} ${edge.to} |`,
    );
  }
  return rows;
}
