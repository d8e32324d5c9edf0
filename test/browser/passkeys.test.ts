import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startLocalService } from '../../cli/local-service.ts';
import type { LocalService } from '../../cli/local-service.ts';
import { chromiumPath, launchBrowser } from '../../web/dev/browser.ts';

/** Longer than the service and the page need for any step, on a busy machine. */
const PATIENCE_MS = 120_000;

const PASSWORD = 'a long enough password';

describe.skipIf(chromiumPath === undefined)(
  'passkeys in a browser (skipped where Chromium is absent)',
  { timeout: PATIENCE_MS },
  () => {
    let folder: string;
    let service: LocalService;
    let browser: Awaited<ReturnType<typeof launchBrowser>>;
    /** By name: no passkey is of a bare address. */
    let origin: string;

    beforeAll(async () => {
      folder = mkdtempSync(path.join(tmpdir(), 'grapnel-passkeys-'));
      service = await startLocalService({ stateFolder: folder, port: 0 });
      origin = `http://localhost:${service.url.port}`;
      browser = await launchBrowser();
    }, PATIENCE_MS);

    afterAll(async () => {
      await browser?.close();
      await service?.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    test('one is added, signs in when its user is verified, and opens nothing once removed', async () => {
      const page = await browser.newPage({ baseURL: origin });
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(error.message));
      const { cdp, device } = await giveDevice(page);

      await page.goto('/sign-up');
      await page.getByLabel('Organisation').fill('Acme');
      await page.getByLabel('E-mail').fill('passkeys@grapnel.example');
      await page.getByLabel('Password').fill(PASSWORD);
      await page.getByRole('button', { name: 'Create account' }).click();
      await page.getByLabel('Name of the source').waitFor();
      await page.goto('/settings/account');
      await page.getByRole('button', { name: 'Add a passkey…' }).click();
      await page.getByLabel('A name for it').fill('Test laptop');
      await page.getByLabel('Your password').fill('not the password');
      await page.getByRole('button', { name: 'Add passkey' }).click();
      await page.getByRole('alert').filter({ hasText: 'The password is wrong.' }).waitFor();
      await page.getByLabel('Your password').fill(PASSWORD);
      await page.getByRole('button', { name: 'Add passkey' }).click();
      const list = page.getByRole('list', { name: 'Your passkeys' });
      await list.getByText('never used').waitFor();

      // The device knows that the account has a passkey on it.
      await page.getByRole('button', { name: 'Add a passkey…' }).click();
      await page.getByLabel('A name for it').fill('The same');
      await page.getByLabel('Your password').fill(PASSWORD);
      await page.getByRole('button', { name: 'Add passkey' }).click();
      await page.getByText('This device has a passkey for your account already.').waitFor();

      await signOut(page);
      const enter = page.getByRole('button', { name: 'Sign in with a passkey' });
      await cdp.send('WebAuthn.setUserVerified', {
        authenticatorId: device,
        isUserVerified: false,
      });
      await enter.click();
      await page.getByRole('alert').filter({ hasText: 'You are not signed in' }).waitFor();
      await cdp.send('WebAuthn.setUserVerified', { authenticatorId: device, isUserVerified: true });
      await enter.click();
      await enter.waitFor({ state: 'detached' });
      await page.goto('/settings/account');
      await list.getByText('last used').waitFor();

      await list.getByRole('button', { name: 'Remove' }).click();
      await list.getByRole('button', { name: 'Remove it, and sign it out?' }).click();
      await list.waitFor({ state: 'detached' });
      await signOut(page);
      await enter.click();
      await page.getByText('This passkey opens nothing here.').waitFor();
      expect(faults).toEqual([]);
    });
  },
);

/** Gives a page's browser a device that holds passkeys and verifies its user. */
async function giveDevice(page: Page): Promise<{ cdp: CDPSession; device: string }> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const { authenticatorId: device } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { cdp, device };
}

async function signOut(page: Page): Promise<void> {
  await page.request.post('/api/sign-out', { data: {} });
  await page.goto('/sign-in');
}
