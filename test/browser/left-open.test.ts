import { expect, test } from 'vitest';
import { MEMBERS } from '../../web/dev/fake-api.ts';
import { describeUi } from './open-ui.ts';
import type { OpenUi } from './open-ui.ts';

/** A busy day of a tenant is about as many. */
const MANY_EVENTS = 20_000;

/** What may differ by when the browser tidies up, and by what it keeps for itself. */
const GROWTH_BYTES = 3_000_000;

/** Bytes that the page's JavaScript holds on to. */
async function heapOf(ui: OpenUi): Promise<number> {
  const session = await ui.context.newCDPSession(ui.page);
  await session.send('HeapProfiler.collectGarbage');
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize;
}

/** Sends events about lenses that are there, and about as many that would not be in the list. */
async function send(ui: OpenUi, count: number, from: number): Promise<void> {
  const lenses = [...ui.api.tenantOf(MEMBERS.full).lenses.values()].map(({ lens }) => lens);
  for (let at = from; at < from + count; at += 1) {
    const lens = lenses[at % lenses.length];
    if (lens === undefined) throw new Error('no sample');
    const life = { status: 'closed', verdict: 'benign', tags: [], version: 1 } as const;
    const other = at % 2 === 0 ? {} : { id: `closed-${at}`, life };
    ui.api.live.send({ type: 'lens', lens: { ...lens, updatedAt: Date.now() + at, ...other } });
    // The socket's other end must be given time to take them.
    if (at % 500 === 0) await ui.page.waitForTimeout(20);
  }
  await ui.page.waitForTimeout(1500);
}

describeUi(
  'a page that is left open',
  (ui) => {
    for (const at of ['/lenses', '/lenses/lens-dropper?tab=tree'] as const) {
      test(`does not grow with what the feed brings: ${at}`, async () => {
        await ui.enter(MEMBERS.full, at);
        await ui.page.getByRole(at === '/lenses' ? 'table' : 'tree').waitFor();
        await send(ui, 1000, 0);
        const before = await heapOf(ui);
        await send(ui, MANY_EVENTS, 1000);
        const after = await heapOf(ui);
        expect(after - before, `${before} → ${after} bytes`).toBeLessThan(GROWTH_BYTES);
        await ui.page.getByRole(at === '/lenses' ? 'table' : 'tree').waitFor();
      });
    }

    test('recovers by itself when the connection drops, and shows what it missed', async () => {
      await ui.enter(MEMBERS.full, '/lenses');
      const rows = ui.page.getByRole('table').getByRole('link');
      await rows.first().waitFor();
      ui.api.liveIsDown = true;
      ui.api.live.drop();
      const banner = ui.page.getByText(/^Live updates stopped at/);
      await banner.waitFor({ timeout: 15_000 });
      const { lenses } = ui.api.tenantOf(MEMBERS.full);
      const low = lenses.get('lens-1');
      if (low === undefined) throw new Error('no sample');
      const risen = { ...low.lens, score: 500, updatedAt: Date.now() };
      lenses.set('lens-1', { ...low, lens: risen });
      ui.api.liveIsDown = false;
      await banner.waitFor({ state: 'hidden', timeout: 45_000 });
      const pill = ui.page.getByRole('button', { name: '1 lens changed — show' });
      await pill.waitFor();
      await pill.click();
      expect(await rows.first().innerText()).toBe(low.lens.name);
      ui.api.live.send({ type: 'lens', lens: { ...risen, score: 501, updatedAt: Date.now() + 1 } });
      await ui.page.getByRole('row').filter({ hasText: '501' }).waitFor();
    });
  },
  { timeoutMs: 180_000 },
);
