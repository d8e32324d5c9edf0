import type { FaultList } from '../../yaml/fault.ts';
import type { ReadContext } from '../sigma/language/field-item.ts';

/** What the reading of an analyzer needs besides its text. */
export interface LanguageContext extends ReadContext {
  readonly faults: FaultList;
}

/** Names of nodes and edges. */
const NAME = /^[a-z][a-z0-9_]{0,62}$/;

/** Whether a name is well formed; a fault where it is not. */
export function checkName(name: string, at: number, { faults }: LanguageContext): boolean {
  if (NAME.test(name)) return true;
  faults.add(at, `\`${name}\` is no name`, 'use lower-case letters, digits and _');
  return false;
}
