import type { Hit, HitChange } from '../../core/detect/hit.ts';
import { numberColumn, textColumn } from '../../core/graph/runs/run-storage.ts';
import type { RunStorage } from '../../core/graph/runs/run-storage.ts';
import type { HitLog } from './hit-log.ts';

/**
 * Takes over the hits of a shard of before, which had a row for each in `hits`, and rows of changes
 * that were not confirmed in `outgoing`; the tables go. Changes get later numbers than they had, so
 * that the tenant's object takes them for no older than what it has.
 */
export function adoptHitTables(storage: RunStorage, log: HitLog): void {
  const [table] = storage.exec(`SELECT name FROM sqlite_master WHERE name = 'outgoing'`);
  if (table === undefined) return;
  // Numbers are given by SQLite, which alone knows the last one when all rows are confirmed.
  storage.exec(`INSERT INTO outgoing (hit_ids) VALUES ('[]')`);
  const [last] = storage.exec('SELECT max(sequence) FROM outgoing');
  const open = new Set(
    storage
      .exec('SELECT hit_ids FROM outgoing')
      .flatMap(([ids]) => JSON.parse(textColumn(ids)) as string[]),
  );
  const hits = storage.exec('SELECT state, body FROM hits').map(([state, body]) => ({
    hit: JSON.parse(textColumn(body)) as Hit,
    state: textColumn(state) as HitChange['state'],
  }));
  log.adopt(
    numberColumn(last?.[0]),
    hits.flatMap(({ hit, state }) => {
      const isTold = open.has(hit.id);
      return state === 'withdrawn' && !isTold ? [] : [{ hit, state, isTold }];
    }),
  );
  storage.exec('DROP TABLE outgoing');
  storage.exec('DROP TABLE hits');
}
