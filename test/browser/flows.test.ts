import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startLocalService } from '../../cli/local-service.ts';
import type { LocalService } from '../../cli/local-service.ts';
import { sendUpload, ServiceClient } from '../../cli/service-client.ts';
import { SAMPLE_DURATION_MS, sampleAttack } from '../../core/sample/sample-attack.ts';
import { chromiumPath, launchBrowser } from '../../web/dev/browser.ts';

/** Longer than the service and the page need for any step, on a busy machine. */
const PATIENCE_MS = 120_000;

const HOST = 'WS-FINANCE-07';
const DROPPER = 'invoice_4471.pdf.exe';

const RULE = `title: Program with two endings
id: 3f1c2f63-3f54-4a0c-9d0a-1a53e2b7c001
status: test
level: high
logsource:
  category: process_creation
  product: windows
detection:
  selection:
    Image|endswith: '.pdf.exe'
  condition: selection
`;

describe.skipIf(chromiumPath === undefined)(
  'what an analyst does, on the whole service (skipped where Chromium is absent)',
  { timeout: PATIENCE_MS },
  () => {
    let folder: string;
    let service: LocalService;
    let browser: Awaited<ReturnType<typeof launchBrowser>>;
    let token: string;
    let owner: { readonly email: string; readonly password: string };
    let context: BrowserContext;
    let page: Page;
    let faults: string[];

    beforeAll(async () => {
      folder = mkdtempSync(path.join(tmpdir(), 'grapnel-flows-'));
      service = await startLocalService({ stateFolder: folder, port: 0 });
      browser = await launchBrowser();
      const client = new ServiceClient(service.url);
      const { email, password } = await client.signUp('Acme', 'owner@acme.example');
      owner = { email, password };
      ({ token } = await client.createSource('Sample attack'));
      await push(Date.now() - SAMPLE_DURATION_MS);
      while ((await client.uploads()).some(({ state }) => state !== 'done')) {
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    }, PATIENCE_MS);

    afterAll(async () => {
      await browser?.close();
      await service?.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    beforeEach(async () => {
      context = await browser.newContext({
        baseURL: service.url.origin,
        viewport: { width: 1440, height: 900 },
        reducedMotion: 'reduce',
      });
      expect((await context.request.post('/api/sign-in', { data: owner })).ok()).toBe(true);
      page = await context.newPage();
      faults = [];
      page.on('pageerror', (error) => faults.push(error.stack ?? error.message));
    });

    afterEach(async () => {
      await context.close();
      expect(faults).toEqual([]);
    });

    async function push(start: number): Promise<void> {
      for (const { body } of sampleAttack(start)) await sendUpload(service.url, token, body);
    }

    async function openLens(): Promise<void> {
      await page.goto('/lenses');
      await page.getByRole('link', { name: HOST, exact: true }).click();
      await page.getByRole('heading', { level: 1, name: HOST }).waitFor();
    }

    const inspector = () => page.getByRole('complementary', { name: 'Inspector' });
    const treeItem = (text: string | RegExp) =>
      page.getByRole('treeitem').filter({ hasText: text }).first();

    const scores = async () => {
      const answer = await context.request.get('/api/lenses');
      const list = (await answer.json()) as { lenses: { id: string; score: number }[] };
      return list.lenses.map(({ id, score }) => [id, score]);
    };

    test('the initial dropper is found from a lens in at most five actions', async () => {
      await openLens();
      let actions = 0;
      const act = async (work: () => Promise<void>) => {
        actions += 1;
        await work();
      };
      await act(() => page.keyboard.press('2'));
      await page.getByRole('tree').waitFor();
      // What the risk is about, then what led to it.
      await act(() => treeItem(/svchost\.exe \(\d+\)\s*\d{2,}/).click());
      const led = page.locator('[role=treeitem]:not([class*=dim])').filter({ hasText: DROPPER });
      await led.first().waitFor();
      await act(() => led.first().click());
      await inspector().getByRole('heading', { name: DROPPER }).waitFor();
      await inspector().getByText('created').first().waitFor();
      await inspector().getByText('chrome.exe').first().waitFor();
      // And the record that says so.
      await act(() =>
        inspector()
          .getByRole('button', { name: /^Evidence: / })
          .first()
          .click(),
      );
      await page.getByRole('region', { name: 'Raw record' }).getByText(DROPPER).first().waitFor();
      expect(actions).toBeLessThanOrEqual(5);
    });

    test('what one host called is expanded to the other that called it, too', async () => {
      await openLens();
      await page.keyboard.press('2');
      await treeItem('198.51.100.77').click();
      await page.keyboard.press('e');
      await page.waitForURL(/expanded=/);
      await page.getByRole('button', { name: 'Expanded' }).waitFor();
      const other = page
        .getByRole('tree')
        .getByText(/SRV-FILES-02/i)
        .first();
      await other.waitFor();
    });

    test('an exception is seen before it is made, and takes from the score', async () => {
      await openLens();
      const risk = page.getByRole('region', { name: 'Risk' });
      const score = async () => Number(/Score\s+(\d+)/.exec(await risk.innerText())?.[1]);
      const before = await score();
      await risk.getByRole('button', { pressed: false }).first().click();
      await page.getByRole('button', { name: 'Make an exception…' }).click();
      const dialog = page.getByRole('dialog', { name: 'Make an exception' });
      await dialog.getByText(/hits? would not count/).waitFor();
      await dialog.getByLabel('Reason').fill('A rehearsal of the red team.');
      await dialog.getByRole('button', { name: 'Save the exception' }).click();
      await dialog.waitFor({ state: 'detached' });
      await expect.poll(score, { timeout: 20_000 }).toBeLessThan(before);
      await page.goto('/exceptions');
      const list = page.getByRole('list', { name: 'Exceptions' });
      await list.getByText('A rehearsal of the red team.').waitFor();
      await list.getByRole('button', { name: 'Remove' }).click();
      await page.getByText('Every hit counts').waitFor();
    });

    test('a Sigma rule is imported, and hits what comes in', async () => {
      await page.goto('/analyzers');
      await page.getByRole('table', { name: 'Analyzers' }).waitFor();
      await page.keyboard.press('i');
      const dialog = page.getByRole('dialog', { name: 'Import rules' });
      const file = { name: 'two-endings.yml', mimeType: 'text/yaml', buffer: Buffer.from(RULE) };
      await dialog.getByLabel('Rule files').setInputFiles(file);
      await dialog.getByRole('button', { name: 'Import', exact: true }).click();
      await dialog.getByRole('button', { name: 'Done' }).click();
      await page.getByRole('button', { name: 'Program with two endings' }).waitFor();
      // Rules that were read are kept for a moment by what matches them.
      const lens = page.getByRole('region', { name: 'Risk' }).getByText('Program with two endings');
      let start = Date.now() - SAMPLE_DURATION_MS / 2;
      await expect
        .poll(
          async () => {
            start += 60_000;
            await push(start);
            await openLens();
            await page.waitForTimeout(2000);
            return lens.count();
          },
          { timeout: PATIENCE_MS, interval: 5000 },
        )
        .toBeGreaterThan(0);
      await page.getByText('Sigma rule by an author who is not named').first().waitFor();
    });

    test('an analyzer is run on past data, and creates nothing', async () => {
      const before = await scores();
      await page.goto('/analyzers?view=built+in&analyzer=double-extension');
      await page.getByRole('button', { name: 'Run on past data' }).click();
      await page.getByLabel('The last').selectOption({ label: 'everything' });
      await page.getByRole('button', { name: 'Run', exact: true }).click();
      const found = page.getByText(/^\d+ hits?: it would open/);
      await found.waitFor({ timeout: PATIENCE_MS });
      expect(Number(/^\d+/.exec(await found.innerText())?.[0])).toBeGreaterThan(0);
      expect(await scores()).toEqual(before);
    });

    test('a page of lenses is triaged by keyboard alone', async () => {
      await page.goto('/lenses');
      await page.getByRole('link', { name: HOST, exact: true }).waitFor();
      const press = async (...keys: string[]) => {
        for (const key of keys) await page.keyboard.press(key);
      };
      const count = await page.getByRole('table').getByRole('link').count();
      // The riskiest is taken up and told about; the rest is closed as benign, with a comment.
      await press('j', 'a');
      await page.getByText('1 lens assigned').waitFor();
      await press('r');
      await page.getByText('1 lens taken up for review').waitFor();
      await press('j', 'x');
      for (let at = 2; at < count; at += 1) await press('j');
      await press('X', 'e');
      await page.getByRole('dialog', { name: /^Close/ }).waitFor();
      await press('ArrowDown');
      await page.keyboard.press('Tab');
      await page.keyboard.type('Looked at together.');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.getByText(`${count - 1} lenses closed as benign`).waitFor();
      await press('.');
      await expect.poll(() => page.getByRole('table').getByRole('link').count()).toBe(1);
      await press('z');
      await page.getByText(`${count - 1} lenses as before`).waitFor();
    });

    test('somebody is invited, given another role, and signs out everywhere', async () => {
      await page.goto('/settings/members');
      await page.getByLabel('E-mail').fill('newcomer@acme.example');
      await page.getByLabel('Role', { exact: true }).selectOption('viewer');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Make a link' }).click();
      const once = page.getByRole('status', { name: 'The link for newcomer@acme.example' });
      const link = await once.locator('code').innerText();

      const other = await browser.newContext({ baseURL: service.url.origin });
      const theirs = await other.newPage();
      await theirs.goto(new URL(link).pathname + new URL(link).search);
      await theirs.getByLabel('A password for your account').fill('a long enough password');
      await theirs.keyboard.press('Enter');
      await theirs.waitForURL('**/lenses');

      await page.reload();
      await page.getByLabel('Role of newcomer@acme.example').selectOption('analyst');
      await theirs.goto('/settings/account');
      await theirs.getByRole('button', { name: 'Sign out everywhere' }).click();
      await theirs.getByRole('button', { name: 'Sign out everywhere, here too?' }).click();
      await theirs.getByRole('heading', { name: 'Sign in' }).waitFor();
      const answer = await other.request.get('/api/session');
      expect(answer.status()).toBe(401);
      await other.close();
      await page.goto('/settings/audit');
      await page.getByText('newcomer@acme.example').first().waitFor();
    });
  },
);
