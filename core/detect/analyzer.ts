import { readAnalyzer } from './language/read-analyzer.ts';
import type { Comparison, NodeProperty, Order, Part, PatternEdge, PatternNode } from './shape.ts';
import type { Checked, Fault } from '../yaml/fault.ts';
import type { Level } from './sigma/rule.ts';
import type { TitlePiece } from './title.ts';

/** An entity that a hit counts for: its host, a node, or a neighbour of a node. */
export type LensScope =
  | { readonly kind: 'asset' }
  | { readonly kind: 'node'; readonly node: string }
  | {
      readonly kind: 'neighbour';
      readonly node: string;
      /** The name by which the edge is followed. */
      readonly edge: string;
    };

/** A pattern that counts only while it is rare. */
export interface Rarity {
  /** Node and property, of which the values make the group that is counted. */
  readonly by: readonly NodeProperty[];
  /** The most matches that a group may have in the tenant. */
  readonly atMost: number;
}

/** Where a pattern goes over from one host to another. */
export interface Crossing {
  readonly node: string;
  /** What must hold between parts. */
  readonly orders: readonly Order[];
  readonly comparisons: readonly Comparison[];
}

/** A named detection, compiled. */
export interface Analyzer {
  readonly id: string;
  /** For lists of analyzers: the names of nodes stand for what a hit's title shows of them. */
  readonly title: string;
  readonly hitTitle: readonly TitlePiece[];
  readonly description: string;
  readonly kind: 'pattern' | 'indicator';
  readonly risk: number;
  readonly level: Level;
  readonly techniques: readonly string[];
  readonly falsePositives: readonly string[];
  readonly lens: readonly LensScope[];
  readonly nodes: readonly PatternNode[];
  readonly edges: readonly PatternEdge[];
  /** What is looked for on one host each: one part, or several that meet at the crossing. */
  readonly parts: readonly Part[];
  readonly crossing: Crossing | undefined;
  readonly rare: Rarity | undefined;
}

/** A fault of an analyzer's text, at a line and column from 1. */
export type AnalyzerFault = Fault;

export type AnalyzerResult =
  | { readonly ok: true; readonly analyzer: Analyzer }
  | { readonly ok: false; readonly faults: readonly AnalyzerFault[] };

/** Reads an analyzer from YAML. All its faults are reported, not only the first. */
export function parseAnalyzer(source: string): AnalyzerResult {
  const read: Checked<Analyzer> = readAnalyzer(source);
  return read.ok ? { ok: true, analyzer: read.value } : read;
}
