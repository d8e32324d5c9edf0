import { MEMBERS } from './fake-api.ts';
import { choose } from './shot.ts';
import type { Shot } from './shot.ts';

/** Pictures of investigations, groups of assets, and exceptions. */
export const TRIAGE_SHOTS: readonly Shot[] = [
  { name: 'assets', member: MEMBERS.full, path: '/settings/assets' },
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
];
