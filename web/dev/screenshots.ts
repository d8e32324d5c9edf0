import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { build } from 'vite';
import { launchBrowser } from './browser.ts';
import { SHOTS } from './shots.ts';
import { STATE_SHOTS } from './state-shots.ts';
import { PASSWORD, startFakeApi } from './fake-api.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const OUT = path.join(ROOT, 'dist/screenshots');

const WIDTHS = [
  { name: 'wide', width: 1440, height: 900 },
  { name: 'narrow', width: 360, height: 780 },
] as const;

async function enter(context: BrowserContext, url: string, email: string): Promise<void> {
  const data = { email, password: PASSWORD, organisation: 'Nordlicht Logistics' };
  const answer = await context.request.post(`${url}/api/sign-in`, { data });
  if (!answer.ok()) await context.request.post(`${url}/api/sign-up`, { data });
}

const only = process.argv.slice(2);
await build({ configFile: path.join(ROOT, 'web/vite.config.ts'), logLevel: 'warn' });
const browser = await launchBrowser();
if (only.length === 0) rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT, { recursive: true });
for (const size of WIDTHS) {
  for (const colorScheme of ['light', 'dark'] as const) {
    const api = await startFakeApi(0, path.join(ROOT, 'dist/web'));
    for (const shot of [...SHOTS, ...STATE_SHOTS]) {
      if (only.length > 0 && !only.includes(shot.name)) continue;
      const context = await browser.newContext({
        baseURL: api.url,
        viewport: { width: size.width, height: size.height },
        colorScheme,
        reducedMotion: 'reduce',
      });
      if (shot.member !== undefined) await enter(context, api.url, shot.member);
      const page = await context.newPage();
      page.on('console', (message) => {
        const isOwn = !message.text().includes('Failed to load resource');
        if (message.type() === 'error' && isOwn) console.error(shot.name, message.text());
      });
      page.on('pageerror', (error) => console.error(shot.name, error.message));
      await page.goto(shot.path);
      await page.waitForTimeout(500);
      await shot.act?.(page);
      await page.waitForTimeout(500);
      await page.screenshot({
        path: path.join(OUT, `${shot.name}.${size.name}.${colorScheme}.png`),
      });
      await context.close();
    }
    await api.close();
  }
}
await browser.close();
console.log(`${OUT} is up to date.`);
