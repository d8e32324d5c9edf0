import { readFileSync } from 'node:fs';
import path from 'node:path';
import axe from 'axe-core';
import { expect, test } from 'vitest';
import { MEMBERS } from '../../web/dev/fake-api.ts';
import { paths, patterns } from '../../web/src/routes.ts';
import { EVERY_SCREEN } from './every-screen.ts';
import { describeUi } from './open-ui.ts';

const WEB = path.resolve(import.meta.dirname, '../../web/src');

/** Addresses that only lead elsewhere. */
const NO_SCREENS = new Set<string>([paths.home, patterns.settings]);

/** What opens over screens, and the keys that open it. */
const OVERLAYS: readonly { readonly at: string; readonly keys: string[]; readonly name: string }[] =
  [
    { at: '/lenses', keys: ['?'], name: 'Keys' },
    { at: '/lenses', keys: ['Control+k'], name: 'Palette' },
    { at: '/lenses', keys: ['j', 'e'], name: 'Close 1 lens' },
    { at: '/lenses', keys: ['j', 's'], name: 'Snooze 1 lens' },
    { at: '/lenses', keys: ['j', 'A'], name: 'Assign 1 lens' },
    { at: '/lenses', keys: ['j', 't'], name: 'Tag 1 lens' },
    { at: '/analyzers', keys: ['i'], name: 'Import rules' },
    { at: '/analyzers', keys: ['l'], name: 'Indicators' },
  ];

/** Runs in the page: what no text may have become. */
const MADE_OF_TEXT =
  'img, iframe, object, embed, script:not([src]), [onload], [onerror], a[href^="javascript:"]';

interface Fault {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

test('every route of the app is visited here', () => {
  const app = readFileSync(path.join(WEB, 'app.tsx'), 'utf8');
  const known: Readonly<Record<string, Readonly<Record<string, unknown>>>> = { paths, patterns };
  const routes = [...app.matchAll(/<Route\s+path=\{(paths|patterns)\.(\w+)\}/g)].map(
    ([, table = '', name = '']) => String(known[table]?.[name]),
  );
  const pages = readFileSync(path.join(WEB, 'screens/settings/settings-pages.ts'), 'utf8');
  const settings = [...pages.matchAll(/name: '([\w-]+)'/g)].map(([, name]) => `/settings/${name}`);
  const wanted = new Set([...routes, ...settings].filter((route) => !NO_SCREENS.has(route)));
  expect(wanted.size).toBeGreaterThan(15);
  expect(new Set(EVERY_SCREEN.map(({ route }) => route))).toEqual(wanted);
});

describeUi(
  'every screen',
  (ui) => {
    const settle = async () => {
      await ui.page.locator('main, form').first().waitFor();
      await ui.page.waitForLoadState('networkidle');
      await ui.page.waitForTimeout(150);
    };
    const faults = async (where: string): Promise<string[]> => {
      // The policy of the page allows no script of ours; the debugger may run one.
      if (!(await ui.page.evaluate("'axe' in globalThis"))) await ui.page.evaluate(axe.source);
      const { violations } = await ui.page.evaluate<{ violations: readonly Fault[] }>(
        "axe.run(document, { resultTypes: ['violations'] })",
      );
      return violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(
          ({ id, nodes }) =>
            `${where}: ${id}: ${nodes
              .map(({ html }) => html.slice(0, 160))
              .slice(0, 3)
              .join(' | ')}`,
        );
    };

    for (const scheme of ['light', 'dark'] as const) {
      test(`has no serious fault of accessibility, ${scheme}`, async () => {
        await ui.page.emulateMedia({ colorScheme: scheme });
        const found: string[] = [];
        for (const { visits, member } of EVERY_SCREEN) {
          for (const at of visits) {
            if (member === undefined) await ui.page.goto(at);
            else await ui.enter(member, at);
            await settle();
            found.push(...(await faults(at)));
          }
        }
        for (const { at, keys, name } of OVERLAYS) {
          await ui.page.goto(at);
          await ui.page.getByRole('table').first().waitFor();
          for (const key of keys) await ui.page.keyboard.press(key);
          await ui.page.getByRole('dialog', { name }).waitFor();
          await settle();
          found.push(...(await faults(`${at} ${name}`)));
        }
        expect(found).toEqual([]);
      });
    }

    test('takes hostile texts as text, and keeps its layout', async () => {
      const found: string[] = [];
      let marks = 0;
      for (const { visits, member } of EVERY_SCREEN) {
        if (member === undefined) continue;
        for (const at of visits) {
          await ui.page.setViewportSize({ width: 1440, height: 900 });
          await ui.enter(MEMBERS.hostile, at);
          await settle();
          marks += await ui.page.getByText('[U+202E]').count();
          const made = await ui.page.locator(MADE_OF_TEXT).count();
          if (made > 0) found.push(`${at}: ${made} elements were made of text`);
          for (const width of [1440, 360]) {
            await ui.page.setViewportSize({ width, height: 800 });
            await ui.page.waitForTimeout(100);
            const widths = await ui.page.evaluate<number[]>(
              "[document.documentElement.scrollWidth, document.querySelector('#screen')?.scrollWidth ?? 0]",
            );
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
      for (const { route, visits, member } of EVERY_SCREEN) {
        const [at] = visits;
        if (member === undefined || at === undefined) continue;
        await ui.enter(MEMBERS.failing, at);
        await settle();
        const alerts = await ui.page.getByRole('alert').allInnerTexts();
        const isTold = alerts.some((text) => /request\s+[0-9a-f-]{18}/.test(text));
        if (!isTold && !NOTHING_TO_LOAD.has(route)) found.push(`${at}: ${alerts.join(' | ')}`);
      }
      expect(found).toEqual([]);
    });
  },
  { timeoutMs: 400_000 },
);

/** Screens that show what they can without asking the service. */
const NOTHING_TO_LOAD = new Set<string>([paths.hunt, paths.welcome]);
