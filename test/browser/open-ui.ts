import type { BrowserContext, BrowserContextOptions, Page, Request } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject } from 'vitest';
import { chromiumPath, launchBrowser } from '../../web/dev/browser.ts';
import { PASSWORD, startFakeApi } from '../../web/dev/fake-api.ts';
import type { FakeApi } from '../../web/dev/fake-api.ts';

/** Starting Chromium takes so long on a busy machine. */
const START_MS = 120_000;

/** A page is at rest when it has asked for nothing for so many steps of so many ms. */
const QUIET_STEPS = 4;
const QUIET_STEP_MS = 40;

/** The built UI in a browser, with a fake API of its own for each test. */
export interface OpenUi {
  readonly api: FakeApi;
  readonly context: BrowserContext;
  readonly page: Page;
  /** Signs a member in, without the form. */
  readonly signIn: (email: string) => Promise<void>;
  /** Waits until the page is there, and has been waiting for nothing for a moment. */
  readonly settle: () => Promise<void>;
  /** Signs a member in, without the form, and opens an address. */
  readonly enter: (email: string, at: string) => Promise<void>;
  /** The text of what has the focus. */
  readonly focusedText: () => Promise<string>;
}

interface Options {
  readonly timeoutMs?: number;
  readonly context?: BrowserContextOptions;
}

/**
 * Describes the UI in Chromium; skipped, and said so, where Chromium is not. A test fails, too, by
 * what its page complains of: errors, dialogs, and what the console says.
 */
export function describeUi(name: string, tests: (ui: OpenUi) => void, options: Options = {}): void {
  if (chromiumPath === undefined) {
    console.warn('The browser tests are skipped: Chromium is not here. Set CHROMIUM_PATH to it.');
  }
  const suite = describe.skipIf(chromiumPath === undefined);
  suite(name, { timeout: options.timeoutMs ?? 60_000 }, () => {
    let browser: Awaited<ReturnType<typeof launchBrowser>> | undefined;
    let complaints: string[] = [];
    let asked: ReadonlySet<Request> = new Set();
    const ui: { -readonly [Name in keyof OpenUi]: OpenUi[Name] } = {
      // Set before each test.
      api: undefined as unknown as FakeApi,
      context: undefined as unknown as BrowserContext,
      page: undefined as unknown as Page,
      signIn: async (email) => {
        const data = { email, password: PASSWORD };
        await ui.context.request.post('/api/sign-in', { data });
      },
      settle: async () => {
        await ui.page.locator('main, form').first().waitFor();
        for (let quiet = 0; quiet < QUIET_STEPS; quiet += 1) {
          await ui.page.waitForTimeout(QUIET_STEP_MS);
          if (asked.size > 0) quiet = -1;
        }
      },
      enter: async (email, at) => {
        await ui.signIn(email);
        await ui.page.goto(at);
      },
      focusedText: () => ui.page.locator(':focus').innerText(),
    };

    beforeAll(async () => {
      browser = await launchBrowser();
    }, START_MS);

    afterAll(async () => {
      await browser?.close();
    });

    beforeEach(async () => {
      if (browser === undefined) throw new Error('Chromium did not start');
      ui.api = await startFakeApi(0, inject('webRoot'));
      ui.context = await browser.newContext({
        baseURL: ui.api.url,
        viewport: { width: 1440, height: 900 },
        reducedMotion: 'reduce',
        ...options.context,
      });
      ui.page = await ui.context.newPage();
      complaints = complaintsOf(ui.page);
      asked = requestsOf(ui.page);
    });

    afterEach(async () => {
      await ui.context.close();
      await ui.api.close();
      expect(complaints).toEqual([]);
    });

    tests(ui);
  });
}

/** The requests of a page that have no answer yet. */
function requestsOf(page: Page): ReadonlySet<Request> {
  const asked = new Set<Request>();
  page.on('request', (request) => asked.add(request));
  page.on('requestfinished', (request) => asked.delete(request));
  page.on('requestfailed', (request) => asked.delete(request));
  // Of the page before, nobody hears the end.
  page.on('framenavigated', (frame) => {
    if (frame !== page.mainFrame()) return;
    for (const request of asked) if (!request.isNavigationRequest()) asked.delete(request);
  });
  return asked;
}

/** What a page complains of, as it comes. */
function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('console', (message) => {
    // Chromium reports every answer that is no success, such as the 401 of nobody's session, and
    // every failure to connect.
    const isAnswer = /^(Failed to load resource|WebSocket connection to)/.test(message.text());
    if (message.type() === 'error' && !isAnswer) complaints.push(message.text());
  });
  return complaints;
}
