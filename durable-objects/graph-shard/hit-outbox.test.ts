import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Hit, HitChange } from '../../core/detect/hit.ts';
import { NodeStorage } from '../../core/graph/runs/testing/node-storage.ts';
import { HitOutbox } from './hit-outbox.ts';

/** What a tenant's object keeps of what it is sent. */
class Receiver {
  readonly #latest = new Map<string, { sequence: number; text: string | undefined }>();

  take(outbox: HitOutbox): number {
    const pending = outbox.pending();
    for (const { hit, state, sequence } of pending) {
      if ((this.#latest.get(hit.id)?.sequence ?? 0) >= sequence) continue;
      this.#latest.set(hit.id, { sequence, text: state === 'active' ? hit.title : undefined });
    }
    return pending.at(-1)?.sequence ?? 0;
  }

  active(): Record<string, string> {
    return Object.fromEntries(
      [...this.#latest].flatMap(([id, { text }]) => (text === undefined ? [] : [[id, text]])),
    );
  }
}

const change = fc.record({
  id: fc.integer({ min: 0, max: 12 }).map((id) => `hit-${id}`),
  state: fc.constantFrom('active', 'active', 'withdrawn', 'waiting'),
  title: fc.constantFrom('a', 'b', 'x'.repeat(50_000)),
}) satisfies fc.Arbitrary<{ state: HitChange['state']; id: string; title: string }>;

const step = fc.oneof(
  { weight: 4, arbitrary: fc.uniqueArray(change, { selector: ({ id }) => id, maxLength: 6 }) },
  { weight: 1, arbitrary: fc.constantFrom('restart', 'send', 'send and lose the answer') },
);

describe('the outbox of a shard', () => {
  test('tells of everything, through restarts and lost answers, and keeps what holds', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const storage = new NodeStorage();
        let outbox = new HitOutbox(storage);
        const receiver = new Receiver();
        const held = new Map<string, { title: string; state: HitChange['state'] }>();
        for (const one of steps) {
          if (one === 'restart') outbox = new HitOutbox(storage);
          else if (one === 'send') outbox.confirm(receiver.take(outbox));
          else if (one === 'send and lose the answer') receiver.take(outbox);
          else {
            // What does not hold is not withdrawn: a detector withdraws what it has.
            const changes = one.filter(({ id, state }) => state !== 'withdrawn' || held.has(id));
            outbox.add(changes.map(({ id, state, title }) => ({ hit: hitOf(id, title), state })));
            for (const { id, state, title } of changes) {
              if (state === 'withdrawn') held.delete(id);
              else held.set(id, { title, state });
            }
          }
        }
        for (let sent = 1; sent > 0;) outbox.confirm((sent = receiver.take(outbox)));
        const active = [...held].filter(([, { state }]) => state === 'active');
        expect(receiver.active()).toEqual(
          Object.fromEntries(active.map(([id, { title }]) => [id, title])),
        );
        for (const now of [outbox, new HitOutbox(storage)]) {
          const hits = now.heldHits().map(({ id, title }) => [id, title]);
          expect(Object.fromEntries(hits)).toEqual(
            Object.fromEntries([...held].map(([id, { title }]) => [id, title])),
          );
        }
        const [total] = storage.exec('SELECT sum(length(hits)) FROM hit_log');
        const live = [...held.values()].reduce((sum, { title }) => sum + title.length + 500, 0);
        // Two rows are cleared with each write, of which none takes more than half a megabyte.
        expect(Number(total?.[0])).toBeLessThan(2 * live + 1_000_000);
      }),
      { numRuns: 300 },
    );
  });

  test('writes one row for what changes at once, and none for what is confirmed', () => {
    const storage = new NodeStorage();
    const outbox = new HitOutbox(storage);
    const before = storage.rowsWritten;
    outbox.add(Array.from({ length: 100 }, (_, at) => active(`hit-${at}`)));
    outbox.confirm(outbox.pending().at(-1)?.sequence ?? 0);
    expect(storage.rowsWritten - before).toBe(1);
  });

  test('never tells of a hit that only waits', () => {
    const outbox = new HitOutbox(new NodeStorage());
    outbox.add([{ hit: hitOf('a', ''), state: 'waiting' }]);
    outbox.add([{ hit: hitOf('a', ''), state: 'withdrawn' }]);
    expect(outbox.pending()).toEqual([]);
    expect(outbox.heldHits()).toEqual([]);
  });

  test('takes over a shard that had a row for each hit', () => {
    const storage = new NodeStorage();
    storage.exec(`CREATE TABLE hits (
      id TEXT PRIMARY KEY, state TEXT NOT NULL, body TEXT NOT NULL) WITHOUT ROWID`);
    storage.exec(`CREATE TABLE outgoing (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT, hit_ids TEXT NOT NULL)`);
    for (const [id, state] of [
      ['told', 'active'],
      ['open', 'active'],
      ['gone', 'withdrawn'],
      ['going', 'withdrawn'],
      ['waits', 'waiting'],
    ] as const) {
      storage.exec('INSERT INTO hits VALUES (?, ?, ?)', id, state, JSON.stringify(hitOf(id, '')));
    }
    storage.exec(`INSERT INTO outgoing VALUES (40, '["told"]')`);
    storage.exec('DELETE FROM outgoing');
    storage.exec(`INSERT INTO outgoing (hit_ids) VALUES ('["open","going"]')`);
    for (const outbox of [new HitOutbox(storage), new HitOutbox(storage)]) {
      const pending = outbox.pending();
      expect(pending.map(({ hit, state }) => [hit.id, state]).sort()).toEqual([
        ['going', 'withdrawn'],
        ['open', 'active'],
      ]);
      expect(Math.min(...pending.map(({ sequence }) => sequence))).toBeGreaterThan(41);
      const held = outbox.heldHits().map(({ id }) => id);
      expect(held.sort()).toEqual(['open', 'told', 'waits']);
    }
  });
});

function active(id: string): HitChange {
  return { hit: hitOf(id, ''), state: 'active' };
}

function hitOf(id: string, title: string): Hit {
  return { id, analyzer: 'one', title, nodes: [], lenses: [], time: 0, evidence: [] };
}
