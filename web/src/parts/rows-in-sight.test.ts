import { expect, test } from 'vitest';
import { nextSpan, rowsInSight, scrollToShow } from './rows-in-sight.ts';

const WINDOW = { height: 800, rowHeight: 50, count: 10_000, overscan: 10 };

test('only the rows in sight are drawn, with some around them', () => {
  expect(rowsInSight({ ...WINDOW, above: -100 })).toEqual({ from: 0, to: 24 });
  expect(rowsInSight({ ...WINDOW, above: 250_000 })).toEqual({ from: 4988, to: 5028 });
});

test('the end of the list is the end of what is drawn', () => {
  expect(rowsInSight({ ...WINDOW, above: 499_200 })).toEqual({ from: 9972, to: 10_000 });
  expect(rowsInSight({ ...WINDOW, count: 3, above: -100 })).toEqual({ from: 0, to: 3 });
  expect(rowsInSight({ ...WINDOW, count: 0, above: 0 })).toEqual({ from: 0, to: 0 });
});

test('a little scrolling draws the same rows', () => {
  expect(rowsInSight({ ...WINDOW, above: 10_010 })).toEqual(
    rowsInSight({ ...WINDOW, above: 10_040 }),
  );
});

test('a row out of sight is scrolled to, with room; one in sight is not', () => {
  const place = { rowHeight: 50, height: 800, room: 50 };
  expect(scrollToShow({ ...place, top: 300 })).toBe(0);
  expect(scrollToShow({ ...place, top: -150 })).toBe(-200);
  expect(scrollToShow({ ...place, top: 780 })).toBe(80);
});

test('a leap is drawn in steps, from the top of what is in sight, then what is around it', () => {
  const [inSight, wanted] = [
    { from: 400, to: 420 },
    { from: 392, to: 428 },
  ];
  const steps = [{ from: 0, to: 30 }];
  for (let step = 0; step < 6; step += 1) {
    steps.push(nextSpan(steps.at(-1) ?? { from: 0, to: 0 }, inSight, wanted, 8));
  }
  expect(steps.map(({ from, to }) => [from, to])).toEqual([
    [0, 30],
    [400, 408],
    [400, 416],
    [400, 424],
    [396, 428],
    [392, 428],
    [392, 428],
  ]);
});

test('what is drawn and wanted stays, and no step adds more than it may', () => {
  for (let at = 0; at < 2000; at += 1) {
    const drawn = { from: (at * 37) % 90, to: ((at * 37) % 90) + ((at * 11) % 40) };
    const inSight = { from: 20 + (at % 50), to: 40 + (at % 50) };
    const wanted = { from: inSight.from - 8, to: inSight.to + 8 };
    const next = nextSpan(drawn, inSight, wanted, 8);
    const kept = Math.max(0, Math.min(drawn.to, next.to) - Math.max(drawn.from, next.from));
    expect(next.to - next.from - kept).toBeLessThanOrEqual(8);
    expect(next.from).toBeGreaterThanOrEqual(wanted.from);
    expect(next.to).toBeLessThanOrEqual(wanted.to);
  }
});
