import { existsSync } from 'node:fs';
import path from 'node:path';

/** The folder of real logs that the tests use where it is; it is no part of the project. */
export const CORPUS =
  process.env.GRAPNEL_CORPUS ?? path.resolve(import.meta.dirname, '../../shared/corpus');

/** Whether the corpus is here. Tests that need it skip where it is not, and say so by their name. */
export const HAS_CORPUS = existsSync(CORPUS);

/** Every so many files of the corpus are read, unless all are asked for. */
const SAMPLE_EVERY = 12;

/** A part of the corpus's files that is read in a minute; all of them with GRAPNEL_CORPUS_FULL=1. */
export function sampled(files: readonly string[]): string[] {
  const sorted = [...files].sort();
  if (process.env.GRAPNEL_CORPUS_FULL === '1') return sorted;
  return sorted.filter((_, index) => index % SAMPLE_EVERY === 0);
}
