import * as z from 'zod';
import type { Graph } from './lenses.ts';
import type { RecordCounts, Reject } from './sources.ts';
import type { TextFault } from './text-fault.ts';

/** Characters of a sample that a mapping is tried on. */
const MAX_SAMPLE_LENGTH = 262_144;

const MAX_SOURCE_LENGTH = 65_536;

/** A log format that a tenant declared. */
export interface MappingSummary {
  readonly name: string;
  /** As it was written, in YAML. */
  readonly source: string;
  readonly updatedAt: number;
}

/** Answer of `GET /api/mappings`. */
export interface MappingList {
  readonly mappings: readonly MappingSummary[];
}

/** `POST /api/mappings`: the mapping replaces the one of its name. */
export const saveMappingRequest = z.object({ source: z.string().max(MAX_SOURCE_LENGTH) });

/** `POST /api/mappings/try`. */
export const tryMappingRequest = z.object({
  source: z.string().max(MAX_SOURCE_LENGTH),
  /** Records as a shipper would send them. */
  sample: z.string().max(MAX_SAMPLE_LENGTH),
});

/** Answer of `POST /api/mappings/try`: what a sample gives, and nothing is kept of it. */
export type TriedMapping =
  | {
      readonly ok: true;
      readonly records: RecordCounts;
      /** How many of the records the mapping was for; the others went to the service's formats. */
      readonly taken: number;
      readonly rejects: readonly Reject[];
      readonly ignoredBy: Readonly<Record<string, number>>;
      readonly graph: Graph;
    }
  | { readonly ok: false; readonly faults: readonly TextFault[] };
