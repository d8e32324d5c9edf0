import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { build } from 'vite';
import { launchBrowser } from './browser.ts';
import { MEMBERS, PASSWORD, startFakeApi } from './fake-api.ts';
import { ACCOUNT_SHOTS } from './shots-of-accounts.ts';
import type { Shot } from './shot.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const OUT = path.join(ROOT, 'dist/screenshots');

const WIDTHS = [
  { name: 'wide', width: 1440, height: 900 },
  { name: 'narrow', width: 390, height: 844 },
] as const;

const SHOTS: readonly Shot[] = [
  ...ACCOUNT_SHOTS,
  { name: 'welcome', member: MEMBERS.empty, path: '/welcome' },
  { name: 'lenses', member: MEMBERS.full, path: '/lenses' },
  {
    name: 'lenses-focus',
    member: MEMBERS.full,
    path: '/lenses',
    act: async (page) => {
      await page.getByRole('table').waitFor();
      await page.keyboard.press('j');
      await page.keyboard.press('j');
    },
  },
  {
    name: 'lenses-selected',
    member: MEMBERS.full,
    path: '/lenses',
    act: async (page) => {
      await page.getByRole('table').waitFor();
      for (const key of ['j', 'x', 'j', 'x', 'r']) await page.keyboard.press(key);
      for (const key of ['j', 'x']) await page.keyboard.press(key);
    },
  },
  {
    name: 'lenses-close',
    member: MEMBERS.full,
    path: '/lenses',
    act: async (page) => {
      await page.getByRole('table').waitFor();
      for (const key of ['j', 'e']) await page.keyboard.press(key);
    },
  },
  {
    name: 'exception-dialog',
    member: MEMBERS.full,
    path: '/lenses/lens-dropper?tab=tree',
    act: async (page) => {
      await page.getByRole('button', { name: 'Suspicious svchost' }).first().click();
      await page.getByRole('button', { name: 'Make an exception…' }).click();
      await page.getByText('would not count').waitFor();
    },
  },
  {
    name: 'exceptions',
    member: MEMBERS.full,
    path: '/exceptions',
    act: async (page) => {
      const data = {
        analyzer: 'suspicious-svchost',
        lens: 'WORKSTATION-7',
        where: { 'parent|startswith': ['agent.exe'] },
        reason: 'Our agent starts it so; asked in the change of last week.',
        until: Date.now() + 30 * 86_400_000,
      };
      await page.request.post('/api/exceptions', { data });
      await page.reload();
      await page.getByRole('list', { name: 'Exceptions' }).waitFor();
    },
  },
  {
    name: 'notifications',
    member: MEMBERS.full,
    path: '/settings/notifications',
    act: async (page) => {
      const rule = { minScore: 50, types: ['asset'], tactics: [] };
      const data = { kind: 'slack', name: 'Desk', url: 'https://hooks.example.com/x', rule };
      await page.request.post('/api/notifications/channels', { data });
      await page.reload();
      await page.getByRole('list', { name: 'Channels' }).waitFor();
      await page.getByRole('button', { name: 'Send test' }).first().click();
      await page.getByText('Not taken').waitFor();
    },
  },
  {
    name: 'asset-group',
    member: MEMBERS.full,
    path: '/settings/assets',
    act: async (page) => {
      await page.getByRole('button', { name: 'New group' }).click();
      await page.getByLabel('Name').fill('Workstations');
      await page.getByLabel('Assets, one a line').fill('WORK*');
      await page.getByText('match.').waitFor();
    },
  },
  {
    name: 'exception-scopes',
    member: MEMBERS.full,
    path: '/lenses/lens-dropper?tab=tree',
    act: async (page) => {
      await page.getByRole('button', { name: 'Suspicious svchost' }).first().click();
      await page.getByRole('button', { name: 'Make an exception…' }).click();
      await page.getByText('Lenses about assets of a group').click();
      await page.getByText('Properties and lineage').click();
    },
  },
  { name: 'investigations', member: MEMBERS.full, path: '/investigations' },
  { name: 'investigations-empty', member: MEMBERS.empty, path: '/investigations' },
  {
    name: 'investigation',
    member: MEMBERS.full,
    path: '/investigations/i1?tab=graph',
    act: (page) =>
      page
        .getByRole('button', { name: 'Suspicious' })
        .first()
        .or(page.locator('canvas').first())
        .waitFor(),
  },
  {
    name: 'investigation-node',
    member: MEMBERS.full,
    path: '/investigations/i1?tab=tree',
    act: (page) =>
      page
        .getByRole('region', { name: 'Nodes of the investigation' })
        .getByRole('button')
        .nth(1)
        .click(),
  },
  { name: 'investigation-write-up', member: MEMBERS.full, path: '/investigations/i1?tab=write-up' },
  {
    name: 'pin-dialog',
    member: MEMBERS.full,
    path: '/lenses/lens-dropper?tab=graph',
    act: async (page) => {
      await choose(page, 'Suspicious svchost');
      await page.getByRole('button', { name: 'Investigate…' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  { name: 'lens-history', member: MEMBERS.full, path: '/lenses/lens-1?tab=history' },
  { name: 'lenses-filtered-out', member: MEMBERS.full, path: '/lenses?q=nothing+like+this' },
  { name: 'lenses-empty', member: MEMBERS.empty, path: '/lenses' },
  { name: 'lenses-loading', member: MEMBERS.slow, path: '/lenses' },
  { name: 'lenses-failing', member: MEMBERS.failing, path: '/lenses' },
  { name: 'lens-graph', member: MEMBERS.full, path: '/lenses/lens-dropper?tab=graph' },
  {
    name: 'lens-graph-chosen',
    member: MEMBERS.full,
    path: '/lenses/lens-dropper?tab=graph',
    act: (page) => choose(page, 'Suspicious svchost'),
  },
  { name: 'lens-tree', member: MEMBERS.full, path: '/lenses/lens-dropper?tab=tree' },
  {
    name: 'lens-tree-chosen',
    member: MEMBERS.full,
    path: '/lenses/lens-dropper?tab=tree',
    act: async (page) => {
      await page.getByRole('treeitem').filter({ hasText: 'svchost.exe (6132)' }).first().click();
      await page
        .getByRole('button', { name: /^Evidence:/ })
        .first()
        .click();
    },
  },
  { name: 'lens-timeline', member: MEMBERS.full, path: '/lenses/lens-dropper?tab=timeline' },
  {
    name: 'lens-evidence',
    member: MEMBERS.full,
    path: '/lenses/lens-dropper?tab=evidence&record=1.9',
  },
  { name: 'hunt', member: MEMBERS.full, path: '/hunt' },
  { name: 'hunt-found', member: MEMBERS.full, path: '/hunt?q=exe' },
  { name: 'hunt-nothing', member: MEMBERS.full, path: '/hunt?q=nothing+like+this' },
  {
    name: 'node',
    member: MEMBERS.full,
    path: '/hunt?q=svchost.exe+(6132)',
    act: async (page) => {
      await page.getByRole('link', { name: 'svchost.exe (6132)' }).first().click();
      await page.getByRole('complementary', { name: 'Inspector' }).waitFor();
    },
  },
  { name: 'lens-hostile-tree', member: MEMBERS.full, path: '/lenses/lens-hostile?tab=tree' },
  { name: 'lens-hostile-graph', member: MEMBERS.full, path: '/lenses/lens-hostile?tab=graph' },
  { name: 'lens-wide-graph', member: MEMBERS.full, path: '/lenses/lens-wide?tab=graph' },
  {
    name: 'lens-rule',
    member: MEMBERS.full,
    path: '/lenses/lens-hostile?tab=tree&row=sigma.certutil-download',
  },
  {
    name: 'lens-hit-facts',
    member: MEMBERS.full,
    path: '/lenses/lens-dropper?tab=graph',
    act: async (page) => {
      await page.getByRole('button', { name: 'Suspicious svchost' }).first().click();
      await page.getByRole('button', { name: 'svchost.exe of dropper.exe' }).click();
      await page.getByRole('list', { name: 'Facts' }).waitFor();
    },
  },
  { name: 'lens-loading', member: MEMBERS.slow, path: '/lenses/lens-dropper' },
  { name: 'lens-failing', member: MEMBERS.failing, path: '/lenses/lens-dropper' },
  { name: 'analyzers', member: MEMBERS.full, path: '/analyzers' },
  { name: 'coverage', member: MEMBERS.full, path: '/analyzers/coverage' },
  {
    name: 'coverage-chosen',
    member: MEMBERS.full,
    path: '/analyzers/coverage?technique=T1059',
  },
  { name: 'coverage-loading', member: MEMBERS.slow, path: '/analyzers/coverage' },
  { name: 'coverage-failing', member: MEMBERS.failing, path: '/analyzers/coverage' },
  { name: 'analyzers-empty', member: MEMBERS.empty, path: '/analyzers' },
  { name: 'analyzers-none-found', member: MEMBERS.full, path: '/analyzers?q=nothing+like+this' },
  { name: 'analyzers-failing', member: MEMBERS.failing, path: '/analyzers' },
  {
    name: 'analyzers-chosen',
    member: MEMBERS.full,
    path: '/analyzers',
    act: (page) => page.getByRole('table').getByRole('button').first().click(),
  },
  {
    name: 'analyzers-import',
    member: MEMBERS.full,
    path: '/analyzers',
    act: (page) => page.getByRole('button', { name: 'Import rules' }).click(),
  },
  {
    name: 'analyzers-imported',
    member: MEMBERS.full,
    path: '/analyzers',
    act: async (page) => {
      await page.getByRole('button', { name: 'Import rules' }).click();
      await page.getByLabel('Or fetch an archive').fill('https://example.com/sigma_core.zip');
      await page.getByRole('button', { name: 'Import', exact: true }).click();
      await page.getByRole('button', { name: 'Done' }).waitFor();
    },
  },
  {
    name: 'indicators',
    member: MEMBERS.full,
    path: '/analyzers',
    act: async (page) => {
      await page.getByRole('button', { name: 'Indicators' }).click();
      await page.getByText('Shared by partners').waitFor();
    },
  },
  {
    name: 'value-lists',
    member: MEMBERS.full,
    path: '/analyzers',
    act: async (page) => {
      await page.getByRole('button', { name: 'Value lists' }).click();
      await page.getByText('Domain_Controllers', { exact: true }).waitFor();
    },
  },
  {
    name: 'rule-editor',
    member: MEMBERS.full,
    path: '/analyzers?edit=rule+5f0c2b1e-0000-4000-8000-000000000003',
    act: async (page) => {
      await page.getByRole('tab', { name: 'What it says' }).waitFor();
      await page.getByText('no value list').waitFor();
    },
  },
  {
    name: 'rule-panel',
    member: MEMBERS.full,
    path: '/analyzers?analyzer=5f0c2b1e-0000-4000-8000-000000000003',
  },
  {
    name: 'analyzer-built-in',
    member: MEMBERS.full,
    path: '/analyzers?analyzer=suspicious-svchost&view=built+in',
  },
  {
    name: 'analyzer-faulty',
    member: MEMBERS.full,
    path: '/analyzers?edit=new',
    act: async (page) => {
      const text = page.getByLabel('Text of the analyzer');
      await text.fill((await text.inputValue()).replace('name: my-tool', 'nam: my-tool'));
      await page.getByText('did you mean').waitFor();
    },
  },
  {
    name: 'analyzer-past',
    member: MEMBERS.full,
    path: '/analyzers?edit=own+my-analyzer',
    act: async (page) => {
      await page.getByText('Live on what comes in').waitFor();
      await page.getByRole('tab', { name: 'Run on past data' }).click();
      await page.getByRole('button', { name: 'Run', exact: true }).click();
      await page.getByText('it would open').waitFor();
    },
  },
  {
    name: 'analyzer-plan',
    member: MEMBERS.full,
    path: '/analyzers?edit=past+suspicious-svchost',
    act: async (page) => {
      await page.getByText('It comes with the service').waitFor();
      await page.getByRole('tab', { name: 'Plan' }).click();
    },
  },
  {
    name: 'sources-chosen',
    member: MEMBERS.full,
    path: '/sources',
    act: async (page) => {
      await page.getByRole('button', { name: 'Windows laptops' }).click();
      await page.getByText('Replay the last 7 days').waitFor();
    },
  },
  {
    name: 'records',
    member: MEMBERS.full,
    path: '/sources/uploads/14',
    act: async (page) => {
      await page.locator('summary').nth(1).click();
      await page.locator('summary').nth(6).click();
    },
  },
  { name: 'tail', member: MEMBERS.full, path: '/sources/tail' },
  { name: 'tail-empty', member: MEMBERS.empty, path: '/sources/tail' },
  { name: 'formats', member: MEMBERS.full, path: '/sources/formats' },
  {
    name: 'formats-tried',
    member: MEMBERS.full,
    path: '/sources/formats',
    act: async (page) => {
      await page.getByRole('button', { name: 'Try it' }).click();
      await page.getByText('by this mapping').waitFor();
    },
  },
  {
    name: 'formats-faulty',
    member: MEMBERS.full,
    path: '/sources/formats',
    act: async (page) => {
      await page.getByLabel('Mapping').fill('nam: x');
      await page.getByRole('button', { name: 'Try it' }).click();
      await page.getByText('did you mean').waitFor();
    },
  },
  { name: 'sources', member: MEMBERS.full, path: '/sources' },
  {
    name: 'settings-invited',
    member: MEMBERS.full,
    path: '/settings/members',
    act: async (page) => {
      await page.getByLabel('E-mail').fill('newcomer@example.com');
      await page.getByRole('button', { name: 'Make a link' }).click();
      await page.getByText('Shown this once').waitFor();
    },
  },
  {
    name: 'settings-tokens',
    member: MEMBERS.full,
    path: '/settings/tokens',
    act: async (page) => {
      await page.getByLabel('Name').fill('ticket system');
      await page.getByRole('button', { name: 'Make a token' }).click();
      await page.getByText('Shown this once').waitFor();
    },
  },
  {
    name: 'sources-token',
    member: MEMBERS.full,
    path: '/sources',
    act: async (page) => {
      await page.getByRole('button', { name: 'Another token' }).first().click();
      await page.getByText('Shown this once').waitFor();
    },
  },
  {
    name: 'keys',
    member: MEMBERS.full,
    path: '/lenses/lens-dropper?tab=graph',
    act: (page) => page.keyboard.press('?'),
  },
  {
    name: 'palette',
    member: MEMBERS.full,
    path: '/lenses',
    act: async (page) => {
      await page.getByRole('table').waitFor();
      await page.keyboard.press('j');
      await page.keyboard.press('Control+k');
      await page.getByRole('dialog', { name: 'Palette' }).waitFor();
    },
  },
  {
    name: 'palette-found',
    member: MEMBERS.full,
    path: '/lenses',
    act: async (page) => {
      await page.getByRole('table').waitFor();
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox', { name: 'What to do or find' }).fill('svc');
      await page.getByText('↵ to go').waitFor();
    },
  },
  {
    name: 'account',
    member: MEMBERS.full,
    path: '/lenses',
    act: (page) => page.getByRole('button', { name: 'Account' }).click(),
  },
  {
    name: 'welcome-token',
    member: MEMBERS.empty,
    path: '/welcome',
    act: async (page) => {
      await page.getByLabel('Name of the source').fill('Windows laptops');
      await page.getByRole('button', { name: 'Create source' }).click();
      await page.getByText('Ingest token').waitFor();
    },
  },
  {
    name: 'welcome-done',
    member: 'sender@example.com',
    path: '/welcome',
    act: async (page) => {
      await page.getByLabel('Name of the source').fill('Lab');
      await page.getByRole('button', { name: 'Create source' }).click();
      const token = await page
        .locator('code')
        .filter({ hasText: /^grpl_/ })
        .first()
        .innerText();
      await page.request.post('/ingest', {
        headers: { authorization: `Bearer ${token}` },
        data: '{"EventID":1}\n{"EventID":3}\nnot a record\n',
      });
      await page.getByRole('link', { name: /WORKSTATION-7/ }).waitFor();
    },
  },
];

/** Chooses a row of the risk, then the node that has the most of it. */
async function choose(page: Page, title: string): Promise<void> {
  await page.getByRole('button', { name: title }).first().click();
  await page.getByRole('tab', { name: 'Process tree' }).click();
  await page.getByRole('treeitem').filter({ hasText: 'svchost.exe (6132)' }).first().click();
  await page.getByRole('tab', { name: 'Graph' }).click();
}

async function enter(context: BrowserContext, url: string, email: string): Promise<void> {
  const data = { email, password: PASSWORD, organisation: 'Nordlicht Logistics' };
  const answer = await context.request.post(`${url}/api/sign-in`, { data });
  if (!answer.ok()) await context.request.post(`${url}/api/sign-up`, { data });
}

const only = process.argv.slice(2);
await build({ configFile: path.join(ROOT, 'web/vite.config.ts'), logLevel: 'warn' });
const browser = await launchBrowser();
if (only.length === 0) rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT, { recursive: true });
for (const size of WIDTHS) {
  for (const colorScheme of ['light', 'dark'] as const) {
    const api = await startFakeApi(0, path.join(ROOT, 'dist/web'));
    for (const shot of SHOTS) {
      if (only.length > 0 && !only.includes(shot.name)) continue;
      const context = await browser.newContext({
        baseURL: api.url,
        viewport: { width: size.width, height: size.height },
        colorScheme,
        reducedMotion: 'reduce',
      });
      if (shot.member !== undefined) await enter(context, api.url, shot.member);
      const page = await context.newPage();
      page.on('console', (message) => {
        const isOwn = !message.text().includes('Failed to load resource');
        if (message.type() === 'error' && isOwn) console.error(shot.name, message.text());
      });
      page.on('pageerror', (error) => console.error(shot.name, error.message));
      await page.goto(shot.path);
      await page.waitForTimeout(500);
      await shot.act?.(page);
      await page.waitForTimeout(500);
      await page.screenshot({
        path: path.join(OUT, `${shot.name}.${size.name}.${colorScheme}.png`),
      });
      await context.close();
    }
    await api.close();
  }
}
await browser.close();
console.log(`${OUT} is up to date.`);
