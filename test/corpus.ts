import { existsSync } from 'node:fs';
import path from 'node:path';

/** The folder of real logs that the tests use where it is; it is no part of the project. */
export const CORPUS =
  process.env.GRAPNEL_CORPUS ?? path.resolve(import.meta.dirname, '../../shared/corpus');

/** Whether the corpus is here. Tests that need it skip where it is not, and say so by their name. */
export const HAS_CORPUS = existsSync(CORPUS);
