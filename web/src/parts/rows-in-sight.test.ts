import { expect, test } from 'vitest';
import { rowsInSight, scrollToShow } from './rows-in-sight.ts';

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
