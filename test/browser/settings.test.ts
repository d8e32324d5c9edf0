import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { build } from 'vite';
import { chromiumPath, launchBrowser } from '../../web/dev/browser.ts';
import { CODE, MEMBERS, PASSWORD, startFakeApi } from '../../web/dev/fake-api.ts';
import type { FakeApi } from '../../web/dev/fake-api.ts';
import { OPEN_CODE } from '../../web/dev/fake-settings.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

if (chromiumPath === undefined) {
  console.warn('The browser tests are skipped: Chromium is not here. Set CHROMIUM_PATH to it.');
}

describe.skipIf(chromiumPath === undefined)('the settings in a browser', () => {
  const webRoot = mkdtempSync(path.join(tmpdir(), 'grapnel-settings-'));
  let browser: Awaited<ReturnType<typeof launchBrowser>>;
  let api: FakeApi;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    await build({
      configFile: path.join(ROOT, 'web/vite.config.ts'),
      build: { outDir: webRoot },
      logLevel: 'error',
    });
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(webRoot, { recursive: true, force: true });
  });

  beforeEach(async () => {
    api = await startFakeApi(0, webRoot);
    page = await browser.newPage({ baseURL: api.url, reducedMotion: 'reduce' });
    complaints = [];
    page.on('pageerror', (error) => complaints.push(error.message));
  });

  afterEach(async () => {
    await page.close();
    await api.close();
    expect(complaints).toEqual([]);
  });

  async function signIn(): Promise<void> {
    const data = { email: MEMBERS.full, password: PASSWORD };
    expect((await page.request.post('/api/sign-in', { data })).ok()).toBe(true);
  }

  test('are reached and walked by keyboard', async () => {
    await signIn();
    await page.goto('/lenses');
    await page.getByRole('table').waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('e');
    await page.waitForURL('**/settings/members');
    await page.getByRole('tab', { name: 'Members' }).focus();
    await page.keyboard.press('ArrowRight');
    for (const name of ['tokens', 'notifications', 'audit', 'organisation', 'account']) {
      await page.waitForURL(`**/settings/${name}`);
      if (name !== 'account') await page.keyboard.press('ArrowRight');
    }
    await page.getByRole('list', { name: 'Sessions' }).waitFor();
  });

  test('somebody is invited by keyboard; the link is shown once', async () => {
    await signIn();
    await page.goto('/settings/members');
    await page.getByLabel('E-mail').fill('newcomer@example.com');
    await page.keyboard.press('Enter');
    const once = page.getByRole('status', { name: 'The link for newcomer@example.com' });
    await once.waitFor();
    const link = await once.locator('code').innerText();
    expect(link).toContain('/invitation?code=');
    await page.getByRole('list', { name: 'Open invitations' }).waitFor();
    await page.reload();
    await page.getByRole('list', { name: 'Open invitations' }).waitFor();
    expect(await page.locator('body').innerText()).not.toContain(link);
  });

  test('a member is given another role, and removed at the second press only', async () => {
    await signIn();
    await page.goto('/settings/members');
    await page.getByLabel('Role of ines.okafor@example.com').selectOption('admin');
    await expect
      .poll(() => api.tenantOf(MEMBERS.full).settings.members.map(({ role }) => role))
      .toEqual(['owner', 'admin', 'viewer']);
    const row = page.getByRole('listitem').filter({ hasText: 'ines.okafor' });
    await row.getByRole('button', { name: 'Remove' }).click();
    expect(api.tenantOf(MEMBERS.full).settings.members).toHaveLength(3);
    await row.getByRole('button', { name: 'Remove them?' }).click();
    await expect.poll(() => api.tenantOf(MEMBERS.full).settings.members.length).toBe(2);
    await expect.poll(() => row.count()).toBe(0);
  });

  test('a token is made with its scopes, and is gone from the page when done', async () => {
    await signIn();
    await page.goto('/settings/tokens');
    await page.getByLabel('Name').fill('ticket system');
    await page.getByLabel('triage lenses').check();
    await page.getByRole('button', { name: 'Make a token' }).click();
    const once = page.getByRole('status', { name: 'The new token' });
    const token = await once.locator('code').innerText();
    expect(token).toMatch(/^gra_[0-9a-f]{48}$/);
    expect(api.tenantOf(MEMBERS.full).settings.tokens.at(-1)?.scopes).toEqual(['read', 'triage']);
    await once.getByRole('button', { name: 'Done' }).click();
    expect(await page.locator('body').innerText()).not.toContain(token);
  });

  test('a source gets another token, and the old one is revoked', async () => {
    await signIn();
    await page.goto('/sources');
    const tokens = page.getByRole('list', { name: 'Ingest tokens of Lab' }).getByRole('listitem');
    await tokens.first().waitFor();
    const card = page.getByRole('article').filter({ hasText: 'Lab' });
    await card.getByRole('button', { name: 'Another token' }).click();
    await expect.poll(() => tokens.count()).toBe(2);
    await tokens.first().getByRole('button', { name: 'Revoke' }).click();
    await tokens.first().getByRole('button', { name: 'Revoke it now?' }).click();
    await expect.poll(() => tokens.count()).toBe(1);
  });

  test('the audit log shows what was done as text, never as markup', async () => {
    await signIn();
    await page.goto('/settings/audit');
    await page.getByText('{"name":"<b>Servers</b>"}').waitFor();
    expect(await page.getByRole('link', { name: 'Export' }).getAttribute('href')).toContain(
      '/api/audit/export',
    );
  });

  test('signing out everywhere ends here, too', async () => {
    await signIn();
    await page.goto('/settings/account');
    await page.getByRole('button', { name: 'Sign out everywhere' }).click();
    await page.getByRole('button', { name: 'Sign out everywhere, here too?' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });

  test('the link of an invitation asks a newcomer for a password only', async () => {
    await page.goto(`/invitation?code=${OPEN_CODE}`);
    await page.getByRole('heading', { name: 'Join Nordlicht Logistics' }).waitFor();
    await page.getByLabel('A password for your account').fill('a long enough password');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/lenses');
  });

  test('who is signed in as somebody else is told so', async () => {
    await signIn();
    await page.goto(`/invitation?code=${OPEN_CODE}`);
    await page.getByText('The invitation is for another address.').waitFor();
  });

  test('who has a second factor is asked for its code, by keyboard alone', async () => {
    await page.goto('/lenses');
    await page.getByLabel('E-mail').fill(MEMBERS.guarded);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.keyboard.press('Enter');
    const code = page.getByLabel('Code of your authenticator');
    await expect
      .poll(() => code.evaluate((it) => it === it.ownerDocument.activeElement))
      .toBe(true);
    await page.keyboard.type('000000');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'The code is wrong' }).waitFor();
    await code.fill(CODE);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Lenses' }).waitFor();
  });

  test('a second factor is set up, and its backup codes are shown this once', async () => {
    await signIn();
    await page.goto('/settings/account');
    await page.getByRole('button', { name: 'Set it up…' }).click();
    await page.getByLabel('Your password').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByRole('img', { name: 'The key as a QR code' }).waitFor();
    await page.getByLabel('The code that it shows').fill(CODE);
    await page.keyboard.press('Enter');
    const codes = page.getByRole('status', { name: 'Backup codes' });
    expect(await codes.getByRole('listitem').count()).toBe(10);
    const first = await codes.getByRole('listitem').first().innerText();
    await codes.getByRole('button', { name: 'I have kept them' }).click();
    await page.getByRole('button', { name: 'Change it…' }).waitFor();
    expect(await page.locator('body').innerText()).not.toContain(first);
  });

  test('who must have a second factor sets it up, and goes on to where they wanted to', async () => {
    const data = { email: MEMBERS.held, password: PASSWORD };
    await page.request.post('/api/sign-in', { data });
    await page.goto('/settings/members');
    await page.getByRole('heading', { name: 'Set up two-factor authentication' }).waitFor();
    await page.getByLabel('Your password').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByLabel('The code that it shows').fill(CODE);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'I have kept them' }).click();
    await page.getByRole('tab', { name: 'Members' }).waitFor();
  });

  test('who belongs to no organisation creates one, or follows an invitation', async () => {
    const data = { email: MEMBERS.outside, password: PASSWORD };
    await page.request.post('/api/sign-in', { data });
    await page.goto('/lenses');
    await page.getByRole('heading', { name: 'No organisation yet' }).waitFor();
    await page.getByLabel('The link of an invitation').fill('not a link');
    await page.keyboard.press('Enter');
    await page.getByText('This is no link of an invitation').waitFor();
    await page
      .getByLabel('The link of an invitation')
      .fill(`https://grapnel.example/invitation?code=${OPEN_CODE}`);
    await page.keyboard.press('Enter');
    await page.getByText('The invitation is for another address.').waitFor();
    await page.goto('/lenses');
    await page.getByLabel('A new organisation').fill('Own');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/welcome');
  });
});
