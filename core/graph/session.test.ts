import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nodeRef, pseudoKeyRef } from './id.ts';
import { SKEW_MS, Timeline } from './session.ts';
import type { Boundaries } from './session.ts';

const key = pseudoKeyRef(2, ['host', 4164]);
const guidA = nodeRef(2, ['host', 'a']);
const guidB = nodeRef(2, ['host', 'b']);
const guidC = nodeRef(2, ['host', 'c']);
const MINUTE = 60_000;

function timeline(boundaries: Partial<Boundaries>): Timeline {
  return new Timeline(key, { starts: [], ends: [], aliases: [], ...boundaries });
}

describe('without a sensor’s id', () => {
  test('a time belongs to the session with the latest start at or before it', () => {
    const sessions = timeline({ starts: [10 * MINUTE, 20 * MINUTE] });
    expect(sessions.at(10 * MINUTE)).toBe(`${key}@${10 * MINUTE}`);
    expect(sessions.at(19 * MINUTE)).toBe(`${key}@${10 * MINUTE}`);
    expect(sessions.at(25 * MINUTE)).toBe(`${key}@${20 * MINUTE}`);
  });

  test('starts within the skew are one start, the earliest of them', () => {
    const sessions = timeline({ starts: [10_900, 10_000, 10_400] });
    expect(sessions.sessions.map(({ from }) => from)).toEqual([10_000]);
  });

  test('up to the skew before a start belongs to it', () => {
    const sessions = timeline({ starts: [10 * MINUTE] });
    expect(sessions.at(10 * MINUTE - SKEW_MS)).toBe(`${key}@${10 * MINUTE}`);
    expect(sessions.at(10 * MINUTE - SKEW_MS - 1)).toBe(`${key}@u`);
  });

  test('after an end comes the session of unknown start, named by the end', () => {
    const sessions = timeline({ starts: [MINUTE], ends: [5 * MINUTE] });
    expect(sessions.at(5 * MINUTE + SKEW_MS)).toBe(`${key}@${MINUTE}`);
    expect(sessions.at(6 * MINUTE)).toBe(`${key}@u${5 * MINUTE}`);
  });

  test('an end of a session of unknown start divides the gap', () => {
    const sessions = timeline({ ends: [5 * MINUTE] });
    expect(sessions.at(4 * MINUTE)).toBe(`${key}@u`);
    expect(sessions.at(6 * MINUTE)).toBe(`${key}@u${5 * MINUTE}`);
  });
});

describe('with a sensor’s id', () => {
  test('a start without an id that is within the skew of the sensor’s is the same session', () => {
    const sessions = timeline({
      starts: [MINUTE + 800],
      aliases: [{ ref: guidA, first: MINUTE, start: MINUTE }],
    });
    expect(sessions.sessions).toHaveLength(1);
    expect(sessions.at(2 * MINUTE)).toBe(guidA);
  });

  test('an id without a start joins the session that it is first seen in', () => {
    const sessions = timeline({
      starts: [MINUTE],
      aliases: [{ ref: guidA, first: 3 * MINUTE }],
    });
    expect(sessions.at(MINUTE)).toBe(guidA);
    expect(sessions.at(4 * MINUTE)).toBe(guidA);
  });

  test('but not a session that had ended', () => {
    const sessions = timeline({
      starts: [MINUTE],
      ends: [2 * MINUTE],
      aliases: [{ ref: guidA, first: 4 * MINUTE }],
    });
    expect(sessions.at(MINUTE)).toBe(`${key}@${MINUTE}`);
    expect(sessions.at(3 * MINUTE)).toBe(guidA);
  });

  test('an end without an id closes the session of the id that was seen last', () => {
    const sessions = timeline({
      ends: [8 * MINUTE],
      aliases: [
        { ref: guidA, first: MINUTE, start: MINUTE },
        { ref: guidB, first: 6 * MINUTE },
      ],
    });
    expect(sessions.at(7 * MINUTE)).toBe(guidB);
    expect(sessions.at(9 * MINUTE)).toBe(`${key}@u${8 * MINUTE}`);
  });

  test('a second id in the same session is a session of its own from its first sighting', () => {
    const sessions = timeline({
      starts: [MINUTE],
      aliases: [
        { ref: guidB, first: 6 * MINUTE },
        { ref: guidA, first: 3 * MINUTE },
      ],
    });
    expect(sessions.at(5 * MINUTE)).toBe(guidA);
    expect(sessions.at(7 * MINUTE)).toBe(guidB);
  });

  test('an id without a start reaches back to the end before it', () => {
    const sessions = timeline({
      aliases: [
        { ref: guidA, first: MINUTE, start: MINUTE, end: 2 * MINUTE },
        { ref: guidB, first: 9 * MINUTE },
      ],
    });
    expect(sessions.at(5 * MINUTE)).toBe(guidB);
  });
});

const time = fc.integer({ min: 0, max: 24 }).map((n) => (n * SKEW_MS) / 2);
const maybe = fc.option(time, { nil: undefined });
const alias = (ref: typeof guidA) =>
  fc.record({ ref: fc.constant(ref), first: time, start: maybe, end: maybe });
const boundaries = fc.record({
  starts: fc.array(time, { maxLength: 3 }),
  ends: fc.array(time, { maxLength: 3 }),
  aliases: fc.subarray([guidA, guidB, guidC]).chain((refs) => fc.tuple(...refs.map(alias))),
});

/** Times that decide for {@link boundaries}, with what is before and after all of them. */
const TIMES = Array.from({ length: 70 }, (_, n) => (n / 4 - 2) * SKEW_MS);

test('two timelines of one key differ only in their span of difference', () => {
  fc.assert(
    fc.property(boundaries, boundaries, (some, others) => {
      const [a, b] = [timeline(some), timeline(others)];
      const span = a.spanOfDifference(b);
      for (const at of TIMES) {
        if (span !== undefined && at >= span.from && at <= span.until) continue;
        expect(a.at(at)).toBe(b.at(at));
      }
    }),
    { numRuns: 2_000 },
  );
});

/** What is known first, and with more that becomes known. */
const growing = boundaries.chain((more) =>
  fc
    .record({
      starts: fc.subarray([...more.starts]),
      ends: fc.subarray([...more.ends]),
      aliases: fc.subarray([...more.aliases]),
    })
    .map((some) => [some, more] as const),
);

test.each([true, false])(
  'of sessions that more boundaries give or take a time, all are told (in this order: %s)',
  (isInOrder) => {
    fc.assert(
      fc.property(growing, ([some, more]) => {
        const [before, after] = isInOrder
          ? [timeline(some), timeline(more)]
          : [timeline(more), timeline(some)];
        const [moved, all] = [after.sessionsMoved(before), after.sessionsMoved(undefined)];
        for (const at of TIMES) {
          expect(all.has(after.at(at))).toBe(true);
          const isMoved = before.at(at) !== after.at(at);
          if (isMoved) expect(moved.has(before.at(at)) && moved.has(after.at(at))).toBe(true);
        }
      }),
      { numRuns: 5_000 },
    );
  },
);

test('a start more in the middle of many moves the sessions next to it alone', () => {
  const starts = Array.from({ length: 100 }, (_, n) => n * MINUTE);
  const moved = timeline({ starts })
    .withMore([50.5 * MINUTE], [])
    .sessionsMoved(timeline({ starts }));
  expect([...moved]).toEqual(
    expect.arrayContaining([`${key}@${50.5 * MINUTE}`, `${key}@${50 * MINUTE}`]),
  );
  expect(moved.size).toBeLessThanOrEqual(4);
});

test('a timeline with more starts and ends is the one that has had them all along', () => {
  fc.assert(
    fc.property(boundaries, fc.array(time), fc.array(time), (known, starts, ends) => {
      const grown = timeline(known).withMore(starts, ends);
      const whole = timeline({
        starts: [...known.starts, ...starts],
        ends: [...known.ends, ...ends],
        aliases: known.aliases,
      });
      for (const at of TIMES) expect(grown.at(at)).toBe(whole.at(at));
    }),
  );
});

test('a timeline without what was sighted last is the one of before', () => {
  fc.assert(
    fc.property(boundaries, fc.array(time), fc.array(time), (known, starts, ends) => {
      const whole = timeline({
        starts: [...known.starts, ...starts],
        ends: [...known.ends, ...ends],
        aliases: known.aliases,
      });
      const before = whole.without(starts, ends);
      for (const at of TIMES) expect(before.at(at)).toBe(timeline(known).at(at));
    }),
  );
});
