import type { RuleFile } from './rule-files.ts';

/** The name of the pack that has the rules which are written here. */
export const OWN_PACK = 'Written here';

/** A file of rules that a member wrote or edited. */
export interface EditedFile extends RuleFile {
  /** The version of the tenant's rules that it was saved with. */
  readonly version: number;
  readonly savedAt: number;
  readonly savedBy: string;
  /** What the rules that it stands in for were when it was saved: their hashes, by id. */
  readonly basis?: Readonly<Record<string, string>> | undefined;
}
