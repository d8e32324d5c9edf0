import { expect, test } from 'vitest';
import { MEMBERS } from '../../web/dev/fake-api.ts';
import { OPEN_CODE } from '../../web/dev/fake-settings.ts';
import { describeUi } from './open-ui.ts';

describeUi('the settings in a browser', (ui) => {
  test('are reached and walked by keyboard', async () => {
    await ui.enter(MEMBERS.full, '/lenses');
    await ui.page.getByRole('table').waitFor();
    await ui.page.keyboard.press('g');
    await ui.page.keyboard.press('e');
    await ui.page.waitForURL('**/settings/members');
    await ui.page.getByRole('tab', { name: 'Members' }).focus();
    await ui.page.keyboard.press('ArrowRight');
    for (const name of [
      'tokens',
      'notifications',
      'assets',
      'audit',
      'organisation',
      'usage',
      'account',
    ]) {
      await ui.page.waitForURL(`**/settings/${name}`);
      if (name !== 'account') await ui.page.keyboard.press('ArrowRight');
    }
    await ui.page.getByRole('list', { name: 'Sessions' }).waitFor();
  });

  test('somebody is invited by keyboard; the link is shown once', async () => {
    await ui.enter(MEMBERS.full, '/settings/members');
    await ui.page.getByLabel('E-mail').fill('newcomer@example.com');
    await ui.page.keyboard.press('Enter');
    const once = ui.page.getByRole('status', { name: 'The link for newcomer@example.com' });
    await once.waitFor();
    const link = await once.locator('code').innerText();
    expect(link).toContain('/invitation?code=');
    await ui.page.getByRole('list', { name: 'Open invitations' }).waitFor();
    await ui.page.reload();
    await ui.page.getByRole('list', { name: 'Open invitations' }).waitFor();
    expect(await ui.page.locator('body').innerText()).not.toContain(link);
  });

  test('a member is given another role, and removed at the second press only', async () => {
    await ui.enter(MEMBERS.full, '/settings/members');
    await ui.page.getByLabel('Role of ines.okafor@example.com').selectOption('admin');
    await expect
      .poll(() => ui.api.tenantOf(MEMBERS.full).settings.members.map(({ role }) => role))
      .toEqual(['owner', 'admin', 'viewer']);
    const row = ui.page.getByRole('listitem').filter({ hasText: 'ines.okafor' });
    await row.getByRole('button', { name: 'Remove' }).click();
    expect(ui.api.tenantOf(MEMBERS.full).settings.members).toHaveLength(3);
    await row.getByRole('button', { name: 'Remove them?' }).click();
    await expect.poll(() => ui.api.tenantOf(MEMBERS.full).settings.members.length).toBe(2);
    await expect.poll(() => row.count()).toBe(0);
  });

  test('a token is made with its scopes, and is gone from the page when done', async () => {
    await ui.enter(MEMBERS.full, '/settings/tokens');
    await ui.page.getByLabel('Name').fill('ticket system');
    await ui.page.getByLabel('triage lenses').check();
    await ui.page.getByRole('button', { name: 'Make a token' }).click();
    const once = ui.page.getByRole('status', { name: 'The new token' });
    const token = await once.locator('code').innerText();
    expect(token).toMatch(/^gra_[0-9a-f]{48}$/);
    expect(ui.api.tenantOf(MEMBERS.full).settings.tokens.at(-1)?.scopes).toEqual([
      'read',
      'triage',
    ]);
    await once.getByRole('button', { name: 'Done' }).click();
    expect(await ui.page.locator('body').innerText()).not.toContain(token);
  });

  test('a source gets another token, and the old one is revoked', async () => {
    await ui.enter(MEMBERS.full, '/sources');
    const tokens = ui.page
      .getByRole('list', { name: 'Ingest tokens of Lab' })
      .getByRole('listitem');
    await tokens.first().waitFor();
    const card = ui.page.getByRole('article').filter({ hasText: 'Lab' });
    await card.getByRole('button', { name: 'Another token' }).click();
    await expect.poll(() => tokens.count()).toBe(2);
    await tokens.first().getByRole('button', { name: 'Revoke' }).click();
    await tokens.first().getByRole('button', { name: 'Revoke it now?' }).click();
    await expect.poll(() => tokens.count()).toBe(1);
  });

  test('the audit log shows what was done as text, never as markup', async () => {
    await ui.enter(MEMBERS.full, '/settings/audit');
    await ui.page.getByText('{"name":"<b>Servers</b>"}').waitFor();
    expect(await ui.page.getByRole('link', { name: 'Export' }).getAttribute('href')).toContain(
      '/api/audit/export',
    );
  });

  test('signing out everywhere ends here, too', async () => {
    await ui.enter(MEMBERS.full, '/settings/account');
    await ui.page.getByRole('button', { name: 'Sign out everywhere' }).click();
    await ui.page.getByRole('button', { name: 'Sign out everywhere, here too?' }).click();
    await ui.page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });

  test('the link of an invitation asks a newcomer for a password only', async () => {
    await ui.page.goto(`/invitation?code=${OPEN_CODE}`);
    await ui.page.getByRole('heading', { name: 'Join Nordlicht Logistics' }).waitFor();
    await ui.page.getByLabel('A password for your account').fill('a long enough password');
    await ui.page.keyboard.press('Enter');
    await ui.page.waitForURL('**/lenses');
  });

  test('who is signed in as somebody else is told so', async () => {
    await ui.enter(MEMBERS.full, `/invitation?code=${OPEN_CODE}`);
    await ui.page.getByText('The invitation is for another address.').waitFor();
  });

  test('the usage shows what is left of the plan, and a bar for each day', async () => {
    await ui.enter(MEMBERS.full, '/settings/usage');
    await ui.page.getByText('of 50,000,000').waitFor();
    const chart = ui.page.getByRole('img', { name: /in 30 days/ });
    expect(await chart.getAttribute('aria-label')).toContain('records');
    await ui.page.getByLabel('Cost').check();
    await expect.poll(() => chart.getAttribute('aria-label')).toContain('$');
    expect(await ui.page.getByRole('row').count()).toBe(3);
  });
});
