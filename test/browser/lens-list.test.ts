import { expect, test } from 'vitest';
import { MEMBERS } from '../../web/dev/fake-api.ts';
import type { FakeApi } from '../../web/dev/fake-api.ts';
import { describeUi } from './open-ui.ts';
import type { OpenUi } from './open-ui.ts';
import { traced } from './page-trace.ts';

const MANY = 10_000;

/** Longer than that and a browser calls a task long: the page does not answer meanwhile. */
const LONG_TASK_MS = 50;

/** Runs in the page: counts its long tasks. */
const WATCH_TASKS = `
  globalThis.longTasks = 0;
  new PerformanceObserver((list) => (longTasks += list.getEntries().length))
    .observe({ type: 'longtask' });
`;

/** Fills the list with many lenses that are alike but for their names and scores. */
function fillWith(api: FakeApi, count: number): void {
  const { lenses } = api.tenantOf(MEMBERS.full);
  const like = lenses.get('lens-1');
  if (like === undefined) throw new Error('no sample');
  lenses.clear();
  for (let at = 0; at < count; at += 1) {
    const id = `many-${at}`;
    const score = (count - at) / 10;
    lenses.set(id, { ...like, lens: { ...like.lens, id, name: `HOST-${at}`, score } });
  }
}

/**
 * The long tasks of the page, in ms of its thread's own time. The observer in the page says whether
 * there were any at all.
 */
async function longTasksDuring(ui: OpenUi, work: () => Promise<void>): Promise<number[]> {
  await ui.page.evaluate(WATCH_TASKS);
  const { tasks } = await traced(ui, work);
  // A trace without tasks would find none that is long.
  expect(tasks.length).toBeGreaterThan(100);
  const seen = await ui.page.evaluate<number>('longTasks');
  return seen === 0 ? [] : tasks.map(({ ownMs }) => ownMs).filter((ms) => ms > LONG_TASK_MS);
}

describeUi('a list of ten thousand lenses', (ui) => {
  const rows = () => ui.page.getByRole('table', { name: 'Lenses' }).getByRole('row');
  const scrollBy = async (pixels: number) => {
    await ui.page.mouse.move(700, 500);
    await ui.page.mouse.wheel(0, pixels);
    await ui.page.waitForTimeout(40);
  };
  const scrollToEnd = async () => {
    const last = ui.page.getByRole('link', { name: `HOST-${MANY - 1}`, exact: true });
    for (let step = 0; step < 300 && (await last.count()) === 0; step += 1) await scrollBy(20_000);
    await last.waitFor();
  };

  test('is scrolled to its end with few rows drawn, and without a long task', async () => {
    fillWith(ui.api, MANY);
    await ui.enter(MEMBERS.full, '/lenses');
    await ui.page.getByRole('link', { name: 'HOST-0', exact: true }).waitFor();
    // The first steps compile what draws rows.
    for (let step = 0; step < 20; step += 1) await scrollBy(step % 2 === 0 ? 3_000 : -3_000);
    expect(await longTasksDuring(ui, scrollToEnd)).toEqual([]);
    expect(await rows().count()).toBeLessThan(80);
    expect(await ui.page.getByRole('table').getAttribute('aria-rowcount')).toBe(String(MANY + 1));

    const tasks = await longTasksDuring(ui, async () => {
      for (let step = 0; step < 60; step += 1) await scrollBy(step % 20 < 10 ? -400 : 400);
    });
    expect(tasks).toEqual([]);
  });

  test('is walked by keyboard past what is drawn, and triaged there', async () => {
    fillWith(ui.api, MANY);
    await ui.enter(MEMBERS.full, '/lenses');
    await ui.page.getByRole('link', { name: 'HOST-0', exact: true }).waitFor();
    for (let press = 0; press < 120; press += 1) await ui.page.keyboard.press('j');
    expect(await ui.focusedText()).toBe('HOST-119');
    await ui.page.keyboard.press('x');
    for (let press = 0; press < 60; press += 1) await ui.page.keyboard.press('k');
    await ui.page.keyboard.press('X');
    await ui.page.getByText('61 lenses selected').waitFor();
    await ui.page.keyboard.press('r');
    await ui.page.getByText('61 lenses taken up for review').waitFor();
    expect(await ui.focusedText()).toBe('HOST-59');
  });

  test('keeps its place, and what has the focus, while lenses change', async () => {
    fillWith(ui.api, 2000);
    await ui.enter(MEMBERS.full, '/lenses');
    await ui.page.getByRole('link', { name: 'HOST-0', exact: true }).waitFor();
    for (let press = 0; press < 50; press += 1) await ui.page.keyboard.press('j');
    const names = () => ui.page.getByRole('table').getByRole('link').allInnerTexts();
    // What is around the rows in sight is drawn when scrolling rests.
    await ui.page.waitForTimeout(300);
    const before = await names();
    for (const { lens } of ui.api.tenantOf(MEMBERS.full).lenses.values()) {
      const number = Number(lens.id.slice(5));
      if (number >= 300) continue;
      const score = lens.score + (number % 7) * 500;
      ui.api.live.send({ type: 'lens', lens: { ...lens, score, updatedAt: Date.now() } });
    }
    await ui.page.getByRole('button', { name: /lenses changed — show$/ }).waitFor();
    expect(await names()).toEqual(before);
    expect(await ui.focusedText()).toBe('HOST-49');
  });
});
