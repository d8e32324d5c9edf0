import type { Page } from 'playwright-core';

/** One picture: who looks, at which address, and what they do first. */
export interface Shot {
  readonly name: string;
  readonly member?: string;
  readonly path: string;
  readonly act?: (page: Page) => Promise<void>;
}

/** Chooses a row of the risk, then the node that has the most of it. */
export async function choose(page: Page, title: string): Promise<void> {
  await page.getByRole('button', { name: title }).first().click();
  await page.getByRole('tab', { name: 'Process tree' }).click();
  await page.getByRole('treeitem').filter({ hasText: 'svchost.exe (6132)' }).first().click();
  await page.getByRole('tab', { name: 'Graph' }).click();
}
