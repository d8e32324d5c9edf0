import { MEMBERS } from './fake-api.ts';
import type { Shot } from './shot.ts';

/** The screens by which rules, indicators and lists of values come in. */
export const RULE_SHOTS: readonly Shot[] = [
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
];
