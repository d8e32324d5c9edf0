import type { Page } from 'playwright-core';

/** One picture: who looks, at which address, and what they do first. */
export interface Shot {
  readonly name: string;
  readonly member?: string;
  readonly path: string;
  readonly act?: (page: Page) => Promise<void>;
}
