import { ALIAS, nodeTypeOfCode } from '../schema/schema.ts';
import type { Fact } from './fact.ts';
import { refType } from './id.ts';

/** Whether a fact moves the boundaries between the sessions of a pseudo-key. */
export function isBoundary({ subject, predicate }: Fact): boolean {
  if (predicate === ALIAS) return true;
  const { identity } = nodeTypeOfCode(refType(subject));
  if (identity.kind !== 'session') return false;
  return predicate === identity.start || predicate === identity.end;
}
