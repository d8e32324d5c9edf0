import { OPEN_CODE } from './fake-settings.ts';
import { MEMBERS } from './fake-api.ts';
import { choose } from './shot.ts';
import type { Shot } from './shot.ts';
import { ACCOUNT_SHOTS } from './account-shots.ts';
import { RULE_SHOTS } from './rule-shots.ts';
import { TRIAGE_SHOTS } from './triage-shots.ts';

/** Every screen as it is when all is well. */
export const SHOTS: readonly Shot[] = [
  ...ACCOUNT_SHOTS,
  ...TRIAGE_SHOTS,
  ...RULE_SHOTS,
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
      const rule = { minScore: 50, types: ['asset'], tactics: [], stoppedAnalyzers: true };
      const data = { kind: 'slack', name: 'Desk', url: 'https://hooks.example.com/x', rule };
      await page.request.post('/api/notifications/channels', { data });
      await page.reload();
      await page.getByRole('list', { name: 'Channels' }).waitFor();
      await page.getByRole('button', { name: 'Send test' }).first().click();
      await page.getByText('Not taken').waitFor();
    },
  },
  { name: 'lens-history', member: MEMBERS.full, path: '/lenses/lens-1?tab=history' },
  { name: 'lenses-filtered-out', member: MEMBERS.full, path: '/lenses?q=nothing+like+this' },
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
  { name: 'hunt-graph', member: MEMBERS.full, path: '/hunt?q=svchost&view=graph' },
  { name: 'hunt-histogram', member: MEMBERS.full, path: '/hunt?q=exe&view=histogram' },
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
  { name: 'analyzers', member: MEMBERS.full, path: '/analyzers' },
  { name: 'coverage', member: MEMBERS.full, path: '/analyzers/coverage' },
  {
    name: 'coverage-chosen',
    member: MEMBERS.full,
    path: '/analyzers/coverage?technique=T1059',
  },
  { name: 'analyzers-none-found', member: MEMBERS.full, path: '/analyzers?q=nothing+like+this' },
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
  { name: 'settings-members', member: MEMBERS.full, path: '/settings/members' },
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
  { name: 'settings-audit', member: MEMBERS.full, path: '/settings/audit' },
  { name: 'settings-account', member: MEMBERS.full, path: '/settings/account' },
  { name: 'invitation', path: `/invitation?code=${OPEN_CODE}` },
  { name: 'invitation-gone', path: '/invitation?code=none' },
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
