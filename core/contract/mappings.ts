import * as z from 'zod';
import type { Graph } from './lenses.ts';
import type { RecordCounts, Reject } from './sources.ts';

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

/** What is wrong with a text, and where; lines and columns from 1. */
export interface TextFault {
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly fix?: string | undefined;
}

/** Answer of `POST /api/mappings`. */
export type SavedMapping =
  | { readonly ok: true; readonly mapping: MappingSummary }
  | { readonly ok: false; readonly faults: readonly TextFault[] };

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
