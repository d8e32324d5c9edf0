import type { ExceptionRequest } from '../../../../core/contract/exceptions.ts';
import type { GraphNode } from '../../../../core/contract/lenses.ts';

/** Which lenses an exception is for. */
export type LensScope = 'this' | 'named' | 'group' | 'all';

/** How long an exception holds. */
export type ExceptionEnd = 'week' | 'month' | 'quarter' | 'never';

/** An exception as it is being written. */
export interface ExceptionDraft {
  readonly analyzer: string;
  readonly scope: LensScope;
  /** The name of the lens that it was begun from. */
  readonly lens: string;
  /** The name in the scope `named`. */
  readonly pattern: string;
  /** The group of assets in the scope `group`. */
  readonly group: string;
  /** Conditions, one a line: `parent|startswith: winword.exe`. */
  readonly where: string;
  /** Conditions on properties of nodes, one a line: `child.command_line|contains: backup`. */
  readonly nodes: string;
  /** Conditions on an ancestor, one a line: `name: agent.exe`. */
  readonly ancestor: string;
  readonly ends: ExceptionEnd;
  readonly reason: string;
}

/** The choices of an end, in days. */
export const ENDS: readonly {
  readonly name: ExceptionEnd;
  readonly title: string;
  readonly days?: number;
}[] = [
  { name: 'week', title: 'in a week', days: 7 },
  { name: 'month', title: 'in 30 days', days: 30 },
  { name: 'quarter', title: 'in 90 days', days: 90 },
  { name: 'never', title: 'never' },
];

const DAY_MS = 86_400_000;

/** The request that a draft means. */
export function requestOf(draft: ExceptionDraft, now: number): ExceptionRequest {
  const days = ENDS.find(({ name }) => name === draft.ends)?.days;
  const names = { this: escaped(draft.lens), named: draft.pattern.trim(), group: '', all: '' };
  const lens = names[draft.scope];
  const nodes = nodesOf(draft.nodes);
  const ancestor = conditionsOf(draft.ancestor);
  return {
    analyzer: draft.analyzer,
    where: conditionsOf(draft.where),
    reason: draft.reason.trim(),
    ...(lens === '' ? {} : { lens }),
    ...(draft.scope === 'group' ? { group: draft.group } : {}),
    ...(Object.keys(nodes).length === 0 ? {} : { nodes }),
    ...(Object.keys(ancestor).length === 0 ? {} : { ancestor }),
    ...(days === undefined ? {} : { until: now + days * DAY_MS }),
  };
}

/** Conditions from their lines; the values of one field in several lines are alternatives. */
export function conditionsOf(text: string): Record<string, string[]> {
  const fields = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const at = line.indexOf(':');
    if (at <= 0) continue;
    const field = line.slice(0, at).trim();
    fields.set(field, [...(fields.get(field) ?? []), line.slice(at + 1).trim()]);
  }
  return Object.fromEntries(fields);
}

/** Conditions on nodes from their lines, by what stands before the first point. */
export function nodesOf(text: string): Record<string, Record<string, string[]>> {
  const byNode = new Map<string, Record<string, string[]>>();
  for (const [field, values] of Object.entries(conditionsOf(text))) {
    const at = field.indexOf('.');
    if (at <= 0) continue;
    const node = field.slice(0, at);
    byNode.set(node, { ...byNode.get(node), [field.slice(at + 1)]: values });
  }
  return Object.fromEntries(byNode);
}

/** Lines that name no property of a node. */
export function brokenNodeLines(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\s*[^.:\s]+\.[^:]+:/.test(line));
}

/** Lines without a field, which would mean nothing. */
export function brokenLines(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '' && line.indexOf(':') <= 0);
}

/** A condition that means what a node is called, its process number aside. */
export function lineOf({ type, label }: Pick<GraphNode, 'type' | 'label'>): string {
  const name = label.replace(/ \(\d+\)$/, '');
  const value = escaped(name);
  return name === label ? `${type}: ${value}` : `${type}|startswith: ${value}`;
}

/** A text as Sigma reads it for itself: what would stand for other texts is marked. */
function escaped(text: string): string {
  return text.replaceAll(/\\(?=[\\*?])|[*?]/g, '\\$&');
}
