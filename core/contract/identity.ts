import type { EvidencePointer } from './lenses.ts';

/** One reason why sightings are of one node. */
export interface IdentityReason {
  /** The rule that joined them, as a sentence. */
  readonly rule: string;
  /** What was sighted: a property and its value. */
  readonly property: string;
  readonly value: string | number;
  /** Event times of the first and last such sighting, ms. */
  readonly first: number;
  readonly last: number;
  readonly evidence: EvidencePointer;
}

/** Answer of `GET /api/nodes/:id/identity`: why this is one node. */
export interface IdentityExplanation {
  readonly kind: 'static' | 'session';
  readonly reasons: readonly IdentityReason[];
}
