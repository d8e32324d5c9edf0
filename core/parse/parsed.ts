import type { Observation } from '../graph/observation.ts';

/** What became of one record. Parsers return this; they never throw. */
export type Parsed =
  | { readonly kind: 'observation'; readonly observation: Observation }
  /** Understood, and of no use to the graph, by a named rule. */
  | { readonly kind: 'ignored'; readonly rule: string }
  /** Not understood; the reason says what would be. */
  | { readonly kind: 'reject'; readonly reason: string };

export function reject(reason: string): Parsed {
  return { kind: 'reject', reason };
}

export function ignored(rule: string): Parsed {
  return { kind: 'ignored', rule };
}
