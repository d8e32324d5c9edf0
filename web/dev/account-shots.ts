import { CODE, MEMBERS, PASSWORD } from './fake-api.ts';
import { OPEN_CODE } from './fake-settings.ts';
import type { Shot } from './shot.ts';

/** The ways in, and what people see of their accounts and their organisation's plan. */
export const ACCOUNT_SHOTS: readonly Shot[] = [
  { name: 'sign-in', path: '/sign-in' },
  {
    name: 'sign-in-wrong',
    path: '/sign-in',
    act: async (page) => {
      await page.getByLabel('E-mail').fill('analyst@example.com');
      await page.getByLabel('Password').fill('wrong');
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'sign-in-code',
    path: '/sign-in',
    act: async (page) => {
      await page.getByLabel('E-mail').fill(MEMBERS.guarded);
      await page.getByLabel('Password').fill(PASSWORD);
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.getByLabel('Code of your authenticator').waitFor();
    },
  },
  {
    name: 'two-factor-setup',
    member: MEMBERS.full,
    path: '/settings/account',
    act: async (page) => {
      await page.getByRole('button', { name: 'Set it up…' }).click();
      await page.getByLabel('Your password').fill(PASSWORD);
      await page.keyboard.press('Enter');
      await page.getByRole('img', { name: 'The key as a QR code' }).waitFor();
    },
  },
  {
    name: 'two-factor-held',
    member: MEMBERS.held,
    path: '/lenses',
    act: async (page) => {
      await page.getByLabel('Your password').fill(PASSWORD);
      await page.keyboard.press('Enter');
      await page.getByLabel('The code that it shows').fill(CODE);
      await page.keyboard.press('Enter');
      await page.getByRole('status', { name: 'Backup codes' }).waitFor();
    },
  },
  { name: 'no-organisation', member: MEMBERS.outside, path: '/lenses' },
  { name: 'usage', member: MEMBERS.full, path: '/settings/usage' },
  { name: 'reset-password', path: '/reset-password' },
  { name: 'status', path: '/status' },
  { name: 'sign-up', path: '/sign-up' },
  { name: 'confirm-sign-up', path: '/confirm-sign-up#token' },
  { name: 'assets', member: MEMBERS.full, path: '/settings/assets' },
  { name: 'settings-members', member: MEMBERS.full, path: '/settings/members' },
  { name: 'sign-in-sso-fault', path: '/sign-in?sso=unverified' },
  {
    name: 'settings-sso',
    member: MEMBERS.full,
    path: '/settings/organisation',
    act: async (page) => {
      await page.getByRole('button', { name: 'Change single sign-on…' }).click();
      await page.getByLabel('Issuer').waitFor();
    },
  },
  {
    name: 'settings-passkeys',
    member: MEMBERS.full,
    path: '/settings/account',
    act: async (page) => {
      await page.getByRole('button', { name: 'Add a passkey…' }).click();
      await page.getByLabel('A name for it').fill('Laptop');
      await page.getByLabel('Your password').scrollIntoViewIfNeeded();
    },
  },
  { name: 'settings-audit', member: MEMBERS.full, path: '/settings/audit' },
  { name: 'settings-account', member: MEMBERS.full, path: '/settings/account' },
  { name: 'invitation', path: `/invitation?code=${OPEN_CODE}` },
  { name: 'invitation-gone', path: '/invitation?code=none' },
];
