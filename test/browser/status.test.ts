import { expect, test } from 'vitest';
import { sampleStatus } from '../../web/dev/sample-status.ts';
import { describeUi } from './open-ui.ts';

describeUi(
  'the status of the service',
  (ui) => {
    test('is shown to who is not signed in: on their clock, with the attacks of a day', async () => {
      const at = Date.UTC(2026, 6, 1, 12, 30);
      ui.api.status = sampleStatus(at);
      await ui.page.goto('/status');
      await ui.page.getByRole('heading', { name: 'All is well' }).waitFor();
      await ui.page.getByText('as of 2026-07-01 18:15:00 UTC+05:45').waitFor();
      await ui.page.getByText('24 synthetic attacks: 1.1 to 2.1 s; 1 came to no lens').waitFor();
      await ui.page.getByText('Each of them').click();
      const rows = await ui.page.getByRole('row').allInnerTexts();
      expect(rows).toHaveLength(25);
      expect(rows[1]).toMatch(/^18:03\s+1\.1 s$/);
      expect(rows.filter((row) => row.includes('in no lens'))).toEqual([
        expect.stringMatching(/^09:03/),
      ]);
      expect(await ui.page.locator('svg rect').count()).toBe(24);
    });

    test('says what is not well, and that before the first attack nothing is known of one', async () => {
      const at = Date.now();
      ui.api.status = { state: 'behind', lagSeconds: 191, canary: null, canaryRuns: [], at };
      await ui.page.goto('/status');
      await ui.page.getByRole('heading', { name: 'The service is behind' }).waitFor();
      await ui.page.getByText('3 min 11 s').waitFor();
      await ui.page.getByText('this deployment sends none yet').waitFor();
      expect(await ui.page.getByRole('heading', { name: 'The last 24 hours' }).count()).toBe(0);
    });

    test('is said to be old where the service does not answer any more', async () => {
      await ui.page.clock.install();
      await ui.page.goto('/status');
      await ui.page.getByRole('heading', { name: 'All is well' }).waitFor();
      await ui.context.setOffline(true);
      await ui.page.clock.fastForward('00:31');
      await ui.page.getByRole('alert').waitFor();
      await ui.page.getByRole('heading', { name: 'It was: all is well' }).waitFor();
    });
  },
  { context: { timezoneId: 'Asia/Kathmandu' } },
);
