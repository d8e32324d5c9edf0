import { expect, test } from 'vitest';
import { CODE, MEMBERS, PASSWORD } from '../../web/dev/fake-api.ts';
import { OPEN_CODE } from '../../web/dev/fake-settings.ts';
import { describeUi } from './open-ui.ts';

describeUi('the ways in', (ui) => {
  test('who has a second factor is asked for its code, by keyboard alone', async () => {
    await ui.page.goto('/lenses');
    await ui.page.getByLabel('E-mail').fill(MEMBERS.guarded);
    await ui.page.getByLabel('Password').fill(PASSWORD);
    await ui.page.keyboard.press('Enter');
    const code = ui.page.getByLabel('Code of your authenticator');
    await expect
      .poll(() => code.evaluate((it) => it === it.ownerDocument.activeElement))
      .toBe(true);
    await ui.page.keyboard.type('000000');
    await ui.page.keyboard.press('Enter');
    await ui.page.getByRole('alert').filter({ hasText: 'The code is wrong' }).waitFor();
    await code.fill(CODE);
    await ui.page.keyboard.press('Enter');
    await ui.page.getByRole('heading', { name: 'Lenses' }).waitFor();
  });

  test('a second factor is set up, and its backup codes are shown this once', async () => {
    await ui.enter(MEMBERS.full, '/settings/account');
    await ui.page.getByRole('button', { name: 'Set it up…' }).click();
    await ui.page.getByLabel('Your password').fill(PASSWORD);
    await ui.page.keyboard.press('Enter');
    await ui.page.getByRole('img', { name: 'The key as a QR code' }).waitFor();
    await ui.page.getByLabel('The code that it shows').fill(CODE);
    await ui.page.keyboard.press('Enter');
    const codes = ui.page.getByRole('status', { name: 'Backup codes' });
    await codes.waitFor();
    expect(await codes.getByRole('listitem').count()).toBe(10);
    const first = await codes.getByRole('listitem').first().innerText();
    await codes.getByRole('button', { name: 'I have kept them' }).click();
    await ui.page.getByRole('button', { name: 'Change it…' }).waitFor();
    expect(await ui.page.locator('body').innerText()).not.toContain(first);
  });

  test('who must have a second factor sets it up, and goes on to where they wanted to', async () => {
    await ui.enter(MEMBERS.held, '/settings/members');
    await ui.page.getByRole('heading', { name: 'Set up two-factor authentication' }).waitFor();
    await ui.page.getByLabel('Your password').fill(PASSWORD);
    await ui.page.keyboard.press('Enter');
    await ui.page.getByLabel('The code that it shows').fill(CODE);
    await ui.page.keyboard.press('Enter');
    await ui.page.getByRole('button', { name: 'I have kept them' }).click();
    await ui.page.getByRole('tab', { name: 'Members' }).waitFor();
  });

  test('who belongs to no organisation creates one, or follows an invitation', async () => {
    await ui.enter(MEMBERS.outside, '/lenses');
    await ui.page.getByRole('heading', { name: 'No organisation yet' }).waitFor();
    await ui.page.getByLabel('The link of an invitation').fill('not a link');
    await ui.page.keyboard.press('Enter');
    await ui.page.getByText('This is no link of an invitation').waitFor();
    await ui.page
      .getByLabel('The link of an invitation')
      .fill(`https://grapnel.example/invitation?code=${OPEN_CODE}`);
    await ui.page.keyboard.press('Enter');
    await ui.page.getByText('The invitation is for another address.').waitFor();
    await ui.page.goto('/lenses');
    await ui.page.getByLabel('A new organisation').fill('Own');
    await ui.page.keyboard.press('Enter');
    await ui.page.waitForURL('**/welcome');
  });

  test('who has forgotten their password asks for a link, and sets a new one by it', async () => {
    await ui.page.goto('/sign-in');
    await ui.page.getByRole('link', { name: 'Forgot your password?' }).click();
    await ui.page.getByLabel('E-mail').fill(MEMBERS.full);
    await ui.page.keyboard.press('Enter');
    await ui.page.getByRole('status').filter({ hasText: 'If there is an account' }).waitFor();
    await ui.page.goto('/reset-password#user.token');
    await ui.page.reload();
    await ui.page.getByLabel('New password').fill('another long password');
    await ui.page.keyboard.press('Enter');
    await ui.page.getByRole('heading', { name: 'Your password is set' }).waitFor();
  });

  test('who signs up where there is a mailer confirms their address', async () => {
    ui.api.confirmsByMail = true;
    await ui.page.goto('/sign-up');
    await ui.page.getByLabel('Organisation').fill('New');
    await ui.page.getByLabel('E-mail').fill('new@example.com');
    await ui.page.getByLabel('Password').fill('a long enough password');
    await ui.page.keyboard.press('Enter');
    await ui.page.getByText('We sent a link to new@example.com').waitFor();
    await ui.page.goto('/confirm-sign-up#key.secret');
    await ui.page.getByLabel('Password').fill('a wrong password');
    await ui.page.keyboard.press('Enter');
    await ui.page.getByRole('alert').filter({ hasText: 'That is not the password.' }).waitFor();
    await ui.page.getByLabel('Password').fill('a long enough password');
    await ui.page.keyboard.press('Enter');
    await ui.page.waitForURL('**/welcome');
    await ui.page.goto('/confirm-sign-up');
    await ui.page.getByText('The link is not whole.').waitFor();
  });

  test('who is invited where there is a mailer is sent a link, too', async () => {
    ui.api.confirmsByMail = true;
    await ui.page.goto(`/invitation?code=${OPEN_CODE}`);
    await ui.page.getByLabel('A password for your account').fill('a long enough password');
    await ui.page.keyboard.press('Enter');
    await ui.page.getByRole('status').filter({ hasText: 'We sent a link to' }).waitFor();
  });

  test('single sign-on goes to the provider of the address, and says why it let nobody in', async () => {
    await ui.page.goto('/sign-in?sso=unverified');
    await ui.page.getByRole('alert').filter({ hasText: 'is verified' }).waitFor();
    const go = ui.page.getByRole('button', { name: 'Continue with single sign-on' });
    expect(await go.isDisabled()).toBe(true);
    await ui.page.getByLabel('E-mail').fill('ann@nowhere.example');
    await go.click();
    await ui.page.getByText('There is no single sign-on for this address.').waitFor();
    await ui.page.getByLabel('E-mail').fill('ann@example.com');
    await go.click();
    await ui.page.waitForURL('**/sign-in?at-provider=ann%40example.com');
    // A word that is none of ours says nothing.
    await ui.page.goto('/sign-in?sso=%3Cb%3Ehello');
    await go.waitFor();
    expect(await ui.page.getByRole('alert').count()).toBe(0);
  });

  test('an owner sets single sign-on up; the secret is never shown', async () => {
    await ui.enter(MEMBERS.full, '/settings/organisation');
    const domains = ui.page.getByRole('list', { name: 'Domains' });
    await domains.getByText('grapnel-domain=3c4b5a').waitFor();
    await ui.page.getByRole('button', { name: 'Change single sign-on…' }).click();
    expect(await ui.page.getByLabel('Client secret').inputValue()).toBe('');
    await ui.page.getByLabel('Client ID').fill('another');
    await ui.page.getByLabel('Domains of e-mail addresses').fill('a.example, b.example');
    await ui.page.keyboard.press('Enter');
    await domains.getByText('_grapnel.b.example').waitFor();
    const { sso } = ui.api.tenantOf(MEMBERS.full).settings.sso;
    expect(sso?.clientId).toBe('another');
  });

  test('a password is changed with the old one', async () => {
    await ui.enter(MEMBERS.full, '/settings/account');
    await ui.page.getByRole('button', { name: 'Change your password…' }).click();
    await ui.page.getByLabel('The password that you have').fill(PASSWORD);
    await ui.page.getByLabel('New password').fill('another long password');
    await ui.page.keyboard.press('Enter');
    await ui.page.getByRole('status').filter({ hasText: 'Your password is changed' }).waitFor();
  });

  test('without a mailer, the page says so', async () => {
    ui.api.hasMailer = false;
    await ui.page.goto('/reset-password');
    await ui.page.getByText('This service sends no mail.').waitFor();
    expect(await ui.page.getByLabel('E-mail').count()).toBe(0);
  });
});
