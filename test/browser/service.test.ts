import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startLocalService } from '../../cli/local-service.ts';
import type { LocalService } from '../../cli/local-service.ts';
import { sendUpload } from '../../cli/service-client.ts';
import { sampleAttack } from '../../core/sample/sample-attack.ts';
import { chromiumPath, launchBrowser } from '../../web/dev/browser.ts';

/** Longer than the service and the page need for any step, on a busy machine. */
const PATIENCE_MS = 120_000;

describe.skipIf(chromiumPath === undefined)(
  'the whole service in a browser (skipped where Chromium is absent)',
  { timeout: PATIENCE_MS },
  () => {
    let folder: string;
    let service: LocalService;
    let browser: Awaited<ReturnType<typeof launchBrowser>>;

    beforeAll(async () => {
      folder = mkdtempSync(path.join(tmpdir(), 'grapnel-browser-'));
      service = await startLocalService({ stateFolder: folder, port: 0 });
      browser = await launchBrowser();
    }, PATIENCE_MS);

    afterAll(async () => {
      await browser?.close();
      await service?.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    test('sign up, push with the token that is shown, open the lens and its process tree', async () => {
      const page = await browser.newPage({ baseURL: service.url.origin });
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(error.message));

      await page.goto('/sign-up');
      await page.getByLabel('Organisation').fill('Acme');
      await page.getByLabel('E-mail').fill('first@grapnel.example');
      await page.getByLabel('Password').fill('a long enough password');
      await page.getByRole('button', { name: 'Create account' }).click();
      await page.getByLabel('Name of the source').fill('Laptops');
      await page.getByRole('button', { name: 'Create source and token' }).click();
      const snippet = await page.getByRole('tabpanel').locator('code').innerText();
      const token = /grp_[0-9a-f]+/.exec(snippet)?.[0] ?? '';
      expect(snippet).toContain(service.url.origin);

      const hour = 3_600_000;
      const [workstation] = sampleAttack(Date.now() - hour);
      // The list is open before the first lens comes: it must appear by itself.
      await page.goto('/lenses');
      await sendUpload(service.url, token, workstation?.body ?? '');
      const lens = page.getByRole('link', { name: 'WS-FINANCE-07' });
      await lens.waitFor({ timeout: PATIENCE_MS });
      await lens.click();
      await page.getByRole('tab', { name: 'Process tree' }).click();
      const tree = page.getByRole('tree');
      await tree.getByText('invoice_4471.pdf.exe').first().waitFor();
      await tree.getByText('svchost.exe').first().waitFor();

      // What the lens names is found again by a part of its address, and walked from there.
      await page.keyboard.press('g');
      await page.keyboard.press('h');
      await page.getByRole('searchbox').fill('198.51.100.*');
      await page.getByLabel('Type of node').selectOption('address');
      await page.getByRole('link', { name: '198.51.100.77' }).click();
      const inspector = page.getByRole('complementary', { name: 'Inspector' });
      await inspector.getByText('connected to').first().waitFor();
      expect(faults).toEqual([]);
    });

    test('who opens the address of the status is shown it, and a machine is told it', async () => {
      const page = await browser.newPage({ baseURL: service.url.origin });
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(error.message));
      page.on('console', (message) => {
        if (/policy/i.test(message.text())) faults.push(message.text());
      });
      const answer = await page.goto('/status');
      expect(answer?.headers()).toMatchObject({
        'content-security-policy': expect.stringContaining("default-src 'none'"),
        vary: expect.stringMatching(/accept/i),
      });
      await page.getByRole('heading', { name: 'All is well' }).waitFor();
      await page.getByText('this deployment sends none yet').waitFor();
      expect(faults).toEqual([]);

      const told = await fetch(new URL('/status', service.url));
      expect(told.headers.get('content-type')).toContain('application/json');
      expect(await told.json()).toMatchObject({ state: 'ok', canary: null, canaryRuns: [] });
    });
  },
);
