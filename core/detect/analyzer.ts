import { LineCounter, isNode, parseDocument, visit } from 'yaml';
import type { Document } from 'yaml';
import * as z from 'zod';
import { findEdge, isNodeType } from '../schema/schema.ts';
import { MODIFIERS, compileConditions } from './condition.ts';
import type { NodeCondition } from './condition.ts';

/** More than any pattern that a person can read; keeps matching bounded. */
const MAX_NODES = 12;
const MAX_EDGES = 24;

/** Larger texts are no analyzer. */
const MAX_SOURCE_LENGTH = 65_536;

const name = z.string().regex(/^[a-z][a-z0-9_]*$/, 'a name of lower-case letters, digits and _');
const scalar = z.union([z.string().max(4_096), z.number(), z.boolean()]);
const conditions = z.record(z.string(), z.union([scalar, z.array(scalar).min(1).max(1_000)]));

const analyzerFile = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{1,63}$/, 'lower-case letters, digits and hyphens'),
  title: z.string().min(1).max(120),
  description: z.string().min(1).max(4_000),
  risk: z.number().min(0).max(100),
  level: z.enum(['informational', 'low', 'medium', 'high', 'critical']),
  techniques: z.array(z.string().regex(/^T\d{4}(\.\d{3})?$/, 'an ATT&CK technique id')).max(20),
  false_positives: z.array(z.string().max(500)).max(20).default([]),
  lens: z.array(name).min(1).max(5),
  nodes: z.record(
    name,
    z.strictObject({
      type: z.string(),
      where: conditions.default({}),
      not: conditions.optional(),
    }),
  ),
  edges: z
    .array(z.tuple([name, z.string(), name]))
    .max(MAX_EDGES)
    .default([]),
  rare: z
    .strictObject({
      by: z.array(z.string()).min(1).max(4),
      at_most: z.number().int().min(1).max(100),
    })
    .optional(),
});

type AnalyzerFile = z.infer<typeof analyzerFile>;

/** A node of a pattern. */
export interface PatternNode {
  readonly name: string;
  readonly type: string;
  readonly condition: NodeCondition;
}

/** An edge of a pattern, always forwards. */
export interface PatternEdge {
  readonly from: string;
  readonly edge: string;
  readonly to: string;
}

/** A pattern that counts only while it is rare. */
export interface Rarity {
  /** Node and property, of which the values make the group that is counted. */
  readonly by: readonly { readonly node: string; readonly property: string }[];
  /** The most matches that a group may have in the tenant. */
  readonly atMost: number;
}

/** A named detection, compiled. */
export interface Analyzer {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly kind: 'pattern';
  readonly risk: number;
  readonly level: AnalyzerFile['level'];
  readonly techniques: readonly string[];
  readonly falsePositives: readonly string[];
  /** The entities that a hit counts for: `asset`, or the names of nodes. */
  readonly lens: readonly string[];
  readonly nodes: readonly PatternNode[];
  readonly edges: readonly PatternEdge[];
  readonly rare: Rarity | undefined;
}

/** A fault of an analyzer's text, at a line and column from 1. */
export interface AnalyzerFault {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export type AnalyzerResult =
  | { readonly ok: true; readonly analyzer: Analyzer }
  | { readonly ok: false; readonly faults: readonly AnalyzerFault[] };

/** Reads an analyzer from YAML. All its faults are reported, not only the first. */
export function parseAnalyzer(source: string): AnalyzerResult {
  if (source.length > MAX_SOURCE_LENGTH) {
    const message = `an analyzer has at most ${MAX_SOURCE_LENGTH} characters`;
    return { ok: false, faults: [{ line: 1, column: 1, message }] };
  }
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    const faults = document.errors.map(({ pos, message }) => ({ ...at(lines, pos[0]), message }));
    return { ok: false, faults };
  }
  const aliases = aliasFaults(document, lines);
  if (aliases.length > 0) return { ok: false, faults: aliases };
  const read = analyzerFile.safeParse(document.toJS());
  const problems = read.success
    ? faultsOf(read.data)
    : read.error.issues.map(({ path, message }) => ({ path: path.map(String), message }));
  if (read.success && problems.length === 0) return { ok: true, analyzer: compile(read.data) };
  return { ok: false, faults: problems.map((problem) => locate(document, lines, problem)) };
}

/** Aliases can make a small text unfold into any size, and an analyzer needs none. */
function aliasFaults(document: Document, lines: LineCounter): AnalyzerFault[] {
  const faults: AnalyzerFault[] = [];
  visit(document, {
    Alias(_, { range }) {
      faults.push({ ...at(lines, range?.[0] ?? 0), message: 'write the value out: no aliases' });
    },
  });
  return faults;
}

interface Problem {
  readonly path: readonly string[];
  readonly message: string;
}

/** What the shape alone cannot say: names that must exist, and that everything is joined. */
function faultsOf(file: AnalyzerFile): Problem[] {
  const problems: Problem[] = [];
  const names = Object.keys(file.nodes);
  if (names.length === 0 || names.length > MAX_NODES) {
    problems.push({ path: ['nodes'], message: `a pattern has 1 to ${MAX_NODES} nodes` });
  }
  for (const [node, { type, where, not }] of Object.entries(file.nodes)) {
    if (!isNodeType(type)) {
      problems.push({ path: ['nodes', node, 'type'], message: `there is no node type ${type}` });
      continue;
    }
    for (const [part, conditions] of [['where', where] as const, ['not', not ?? {}] as const]) {
      for (const message of compileConditions(type, conditions).faults) {
        problems.push({ path: ['nodes', node, part], message });
      }
    }
  }
  file.edges.forEach(([from, edge, to], index) => {
    const path = ['edges', String(index)];
    const found = findEdge(edge);
    if (found === undefined) problems.push({ path, message: `there is no edge ${edge}` });
    for (const end of [from, to]) {
      if (!names.includes(end)) problems.push({ path, message: `there is no node ${end}` });
    }
    if (found === undefined) return;
    const [a, b] = found.backwards ? [to, from] : [from, to];
    const types = [file.nodes[a]?.type, file.nodes[b]?.type];
    if (!types.every((type) => type !== undefined && isNodeType(type))) return;
    if (types[0] !== found.edge.from || types[1] !== found.edge.to) {
      const message = `${edge} leads from ${found.edge.from} to ${found.edge.to}`;
      problems.push({ path, message });
    }
  });
  for (const scope of file.lens) {
    if (scope !== 'asset' && !names.includes(scope)) {
      problems.push({ path: ['lens'], message: `${scope} is neither asset nor a node` });
    }
  }
  for (const by of file.rare?.by ?? []) {
    const [node = '', property = ''] = by.split('.');
    const type = file.nodes[node]?.type;
    const isKnown =
      type !== undefined && compileConditions(type, { [property]: '' }).faults.length === 0;
    if (!isKnown)
      problems.push({ path: ['rare', 'by'], message: `${by} is no property of a node` });
  }
  if (problems.length === 0 && !isConnected(names, file.edges)) {
    problems.push({ path: ['edges'], message: 'the edges must join all nodes' });
  }
  return problems;
}

function compile(file: AnalyzerFile): Analyzer {
  return {
    id: file.id,
    title: file.title,
    description: file.description,
    kind: 'pattern',
    risk: file.risk,
    level: file.level,
    techniques: file.techniques,
    falsePositives: file.false_positives,
    lens: file.lens,
    nodes: Object.entries(file.nodes).map(([node, { type, where, not }]) => ({
      name: node,
      type,
      condition: {
        where: compileConditions(type, where).conditions,
        not: not === undefined ? [] : compileConditions(type, not).conditions,
      },
    })),
    edges: file.edges.map(([from, edge, to]) => {
      const found = findEdge(edge);
      return found?.backwards ? { from: to, edge: found.edge.name, to: from } : { from, edge, to };
    }),
    rare: file.rare && {
      atMost: file.rare.at_most,
      by: file.rare.by.map((by) => {
        const [node = '', property = ''] = by.split('.');
        return { node, property };
      }),
    },
  };
}

function isConnected(names: readonly string[], edges: AnalyzerFile['edges']): boolean {
  const reached = new Set(names.slice(0, 1));
  for (let grown = true; grown;) {
    grown = false;
    for (const [from, , to] of edges) {
      if (reached.has(from) === reached.has(to)) continue;
      reached.add(from).add(to);
      grown = true;
    }
  }
  return reached.size === names.length;
}

function locate(document: Document, lines: LineCounter, { path, message }: Problem): AnalyzerFault {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const node = document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) {
      return { ...at(lines, node.range[0]), message: `${path.join('.')}: ${message}` };
    }
  }
  return {
    line: 1,
    column: 1,
    message: path.length === 0 ? message : `${path.join('.')}: ${message}`,
  };
}

function at(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

/** The names of the modifiers, for messages and docs. */
export const MODIFIER_NAMES: readonly string[] = Object.keys(MODIFIERS);
