import type { AssetGroup } from '../../core/contract/asset-groups.ts';
import { assetPattern, compileGroups } from '../../core/lens/asset-groups.ts';
import type { CompiledGroups } from '../../core/lens/asset-groups.ts';
import type { CountedSql } from '../counted-sql.ts';

/** Names that a change reaches beside: above this, it goes through all lenses. */
const MAX_PATTERNS = 2_000;

/** How far a change of groups has come through the lenses. */
interface Settling {
  /** The last lens that was looked at. */
  readonly after: string;
  /** The assets that the change is about. */
  readonly assets: readonly string[];
}

/** A tenant's groups of assets, and how far their last change has come through its lenses. */
export class GroupBook {
  readonly #sql: CountedSql;
  #compiled: CompiledGroups;

  constructor(sql: CountedSql) {
    this.#sql = sql;
    sql.exec(
      'CREATE TABLE IF NOT EXISTS asset_groups (id TEXT PRIMARY KEY, body TEXT) WITHOUT ROWID',
    );
    sql.exec(`CREATE TABLE IF NOT EXISTS group_settling (
      only INTEGER PRIMARY KEY CHECK (only = 1), after TEXT NOT NULL, assets TEXT NOT NULL
    )`);
    this.#compiled = this.#read();
  }

  /** The groups as they are. */
  get compiled(): CompiledGroups {
    return this.#compiled;
  }

  /** Reads all anew, after a transaction that was undone. */
  reload(): void {
    this.#compiled = this.#read();
  }

  find(id: string): AssetGroup | undefined {
    return this.#compiled.groups.find((group) => group.id === id);
  }

  /** Writes a group, in the place of the one of its id. */
  put(group: AssetGroup): void {
    const before = this.find(group.id);
    this.#sql.exec(
      `INSERT INTO asset_groups (id, body) VALUES (?, ?)
       ON CONFLICT DO UPDATE SET body = excluded.body`,
      group.id,
      JSON.stringify(group),
    );
    this.#compiled = this.#read();
    this.#beginSettling([...(before?.assets ?? []), ...group.assets]);
  }

  /** Removes a group; false when there is none of this id. */
  remove(id: string): boolean {
    const group = this.find(id);
    if (group === undefined) return false;
    this.#sql.exec('DELETE FROM asset_groups WHERE id = ?', id);
    this.#compiled = this.#read();
    this.#beginSettling(group.assets);
    return true;
  }

  /** Where the change of groups has come to; undefined when it is through. */
  settling():
    | { readonly after: string; readonly isReached: (asset: string) => boolean }
    | undefined {
    const found = this.#settling();
    return found && { after: found.after, isReached: assetPattern(found.assets) };
  }

  /** Notes the last lens that was looked at; undefined when there are no more. */
  settledUpTo(lens: string | undefined): void {
    if (lens === undefined) this.#sql.exec('DELETE FROM group_settling');
    else this.#sql.exec('UPDATE group_settling SET after = ?', lens);
  }

  /** Lenses are gone through from the first; a change that was under way goes along. */
  #beginSettling(assets: readonly string[]): void {
    const all = [...new Set([...(this.#settling()?.assets ?? []), ...assets])];
    this.#sql.exec(
      `INSERT INTO group_settling (only, after, assets) VALUES (1, '', ?)
       ON CONFLICT DO UPDATE SET after = '', assets = excluded.assets`,
      JSON.stringify(all.length > MAX_PATTERNS ? ['*'] : all),
    );
  }

  #settling(): Settling | undefined {
    const [row] = this.#sql.rows<[after: string, assets: string]>(
      'SELECT after, assets FROM group_settling',
    );
    return row && { after: row[0], assets: JSON.parse(row[1]) as string[] };
  }

  #read(): CompiledGroups {
    const rows = this.#sql.rows<[body: string]>('SELECT body FROM asset_groups ORDER BY id');
    return compileGroups(rows.map(([body]) => JSON.parse(body) as AssetGroup));
  }
}
