import { expect, test } from 'vitest';
import { MEMBERS } from '../../web/dev/fake-api.ts';
import { paths } from '../../web/src/routes.ts';
import { DRAWN, EVERY_SCREEN } from './every-screen.ts';
import { describeUi } from './open-ui.ts';

/** Runs in the page: what no text may have become. */
const MADE_OF_TEXT =
  'img, iframe, object, embed, script:not([src]), [onload], [onerror], a[href^="javascript:"]';

/** Runs in the page: how wide it is, and the screen in it. */
const WIDTHS =
  "[document.documentElement.scrollWidth, document.querySelector('#screen')?.scrollWidth ?? 0]";

/** Screens that show what they can without asking the service. */
const NOTHING_TO_LOAD = new Set<string>([paths.hunt, paths.welcome]);

describeUi(
  'every screen, whatever the service answers',
  (ui) => {
    test('takes hostile texts as text, and keeps its layout', async () => {
      const found: string[] = [];
      let marks = 0;
      await ui.signIn(MEMBERS.hostile);
      for (const { visits, member } of EVERY_SCREEN) {
        if (member === undefined) continue;
        for (const at of visits) {
          await ui.page.goto(at);
          await ui.settle();
          marks += await ui.page.getByText('[U+202E]').count();
          const made = await ui.page.locator(MADE_OF_TEXT).count();
          if (made > 0) found.push(`${at}: ${made} elements were made of text`);
          for (const width of [360, 1440]) {
            await ui.page.setViewportSize({ width, height: 800 });
            await ui.page.evaluate(DRAWN);
            const widths = await ui.page.evaluate<number[]>(WIDTHS);
            if (Math.max(...widths) > width)
              found.push(`${at}: ${widths.join(', ')} px of ${width}`);
          }
        }
      }
      expect(found).toEqual([]);
      expect(await ui.page.evaluate("'hacked' in globalThis")).toBe(false);
      // The texts were there, and could be read.
      expect(marks).toBeGreaterThan(20);
    });

    test('says what failed, with its request, and is tried again in place', async () => {
      const found: string[] = [];
      await ui.signIn(MEMBERS.failing);
      for (const { route, visits, member } of EVERY_SCREEN) {
        const [at] = visits;
        if (member === undefined || at === undefined) continue;
        await ui.page.goto(at);
        await ui.settle();
        const alerts = await ui.page.getByRole('alert').allInnerTexts();
        const isTold = alerts.some((text) => /request\s+[0-9a-f-]{18}/.test(text));
        if (!isTold && !NOTHING_TO_LOAD.has(route)) found.push(`${at}: ${alerts.join(' | ')}`);
      }
      expect(found).toEqual([]);
    });
  },
  { timeoutMs: 400_000 },
);
