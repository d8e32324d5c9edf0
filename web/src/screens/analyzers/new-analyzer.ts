/** What a new analyzer begins with: one that can be saved as it is. */
export const NEW_ANALYZER = `id: my-analyzer
title: '{child.name} started by {parent.name}'
description: >
  What was seen, why it matters, and what to check first.
risk: 20
level: medium
techniques: []
false_positives: []
lens: [asset]
nodes:
  parent:
    type: process
    where:
      name: [winword.exe, excel.exe]
  child:
    type: process
    where:
      name: my-tool.exe
edges:
  - [parent, children, child]
`;

/** A text under an id that no analyzer of the service has. */
export function copyOf(source: string): string {
  return source.replace(/^id: *(\S+)/m, 'id: $1-own');
}

/** The id that a text says; undefined when it says none. */
export function idOf(source: string): string | undefined {
  return /^id: *['"]?([a-z0-9-]+)['"]? *(?:#.*)?$/m.exec(source)?.[1];
}
