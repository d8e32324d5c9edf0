import { readFileSync } from 'node:fs';
import path from 'node:path';
import axe from 'axe-core';
import { expect, test } from 'vitest';
import { paths, patterns } from '../../web/src/routes.ts';
import { DRAWN, EVERY_SCREEN } from './every-screen.ts';
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

/**
 * Runs in the page: has the rows drawn that are out of sight, too. They would keep the colours of the
 * theme before, and each look at one would lay it out by itself.
 */
const DRAW_ALL = `
  globalThis.drawnSheet = new CSSStyleSheet();
  drawnSheet.replaceSync('* { content-visibility: visible !important }');
  document.adoptedStyleSheets = [drawnSheet];
`;

/** Runs in the page: finds the faults of accessibility. */
const FIND_FAULTS = "axe.run(document, { resultTypes: ['violations'] })";

/** Finds those that another theme can have: by the rules about colour. */
const FIND_FAULTS_OF_COLOUR = FIND_FAULTS.replace(
  '{',
  "{ runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] },",
);

describeUi(
  'every screen',
  (ui) => {
    const faults = async (where: string, find: string): Promise<string[]> => {
      // The policy of the page allows no script of ours; the debugger may run one.
      if (!(await ui.page.evaluate("'axe' in globalThis"))) await ui.page.evaluate(axe.source);
      const { violations } = await ui.page.evaluate<{ violations: readonly Fault[] }>(find);
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
    /** What is wrong with what is shown, in one theme and then in the other. */
    const faultsOfBothThemes = async (where: string): Promise<string[]> => {
      await ui.page.evaluate(DRAW_ALL);
      await ui.page.emulateMedia({ colorScheme: 'dark' });
      await ui.page.evaluate(DRAWN);
      const found = await faults(`${where}, dark`, FIND_FAULTS_OF_COLOUR);
      await ui.page.emulateMedia({ colorScheme: 'light' });
      await ui.page.evaluate(DRAWN);
      return [...found, ...(await faults(`${where}, light`, FIND_FAULTS))];
    };

    test('has no serious fault of accessibility in either theme', async () => {
      const found: string[] = [];
      for (const { visits, member } of EVERY_SCREEN) {
        if (member !== undefined) await ui.signIn(member);
        for (const at of visits) {
          await ui.page.goto(at);
          await ui.settle();
          found.push(...(await faultsOfBothThemes(at)));
        }
      }
      for (const { at, keys, name } of OVERLAYS) {
        await ui.page.goto(at);
        await ui.page.getByRole('table').first().waitFor();
        for (const key of keys) await ui.page.keyboard.press(key);
        await ui.page.getByRole('dialog', { name }).waitFor();
        await ui.settle();
        found.push(...(await faultsOfBothThemes(`${at} ${name}`)));
      }
      expect(found).toEqual([]);
    });
  },
  { timeoutMs: 400_000 },
);
