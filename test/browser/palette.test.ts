import { expect, test } from 'vitest';
import { MEMBERS } from '../../web/dev/fake-api.ts';
import { describeUi } from './open-ui.ts';

describeUi('the palette', (ui) => {
  const box = () => ui.page.getByRole('combobox', { name: 'What to do or find' });
  const option = (name: RegExp | string) => ui.page.getByRole('option', { name });
  const open = async () => {
    await ui.page.keyboard.press('Control+k');
    await box().waitFor();
  };

  test('its code comes when it is first opened', async () => {
    const loaded: string[] = [];
    ui.page.on('request', (request) => loaded.push(new URL(request.url()).pathname));
    await ui.enter(MEMBERS.full, '/lenses');
    await ui.page.getByRole('table').waitFor();
    expect(loaded.filter((path) => path.includes('/palette-'))).toEqual([]);
    await open();
    expect(loaded.filter((path) => /palette-.*\.js$/.test(path))).toHaveLength(1);
  });

  test('goes to screens, lenses, nodes and analyzers by keyboard alone', async () => {
    await ui.enter(MEMBERS.full, '/lenses');
    await ui.page.getByRole('table').waitFor();
    await open();
    await ui.page.keyboard.type('audit');
    await ui.page.keyboard.press('Enter');
    await ui.page.waitForURL('**/settings/audit');

    await open();
    await ui.page.keyboard.type('print-3');
    await option(/PRINT-3/)
      .first()
      .waitFor();
    await ui.page.keyboard.press('Enter');
    await ui.page.getByRole('heading', { level: 1, name: 'PRINT-3' }).waitFor();

    await open();
    await ui.page.keyboard.type('svchost.exe (6132)');
    await option(/^svchost.exe \(6132\)/).waitFor();
    await ui.page.getByRole('group', { name: 'Nodes' }).waitFor();
    await ui.page.keyboard.press('Enter');
    await ui.page.getByRole('heading', { level: 1, name: 'svchost.exe (6132)' }).waitFor();

    await ui.page.goto('/analyzers');
    await ui.page.getByRole('table', { name: 'Analyzers' }).waitFor();
    await open();
    await ui.page.keyboard.type('driver load');
    const found = ui.page.getByRole('group', { name: 'Analyzers' }).getByRole('option');
    await found.first().waitFor();
    const title = await found.first().innerText();
    await ui.page.keyboard.press('Enter');
    const panel = ui.page.getByRole('complementary', { name: 'Analyzer' });
    await panel.getByText(title).first().waitFor();
  });

  test('does what the screen can do, to what had the focus', async () => {
    await ui.enter(MEMBERS.full, '/lenses');
    await ui.page.getByRole('table').waitFor();
    for (const key of ['j', 'j']) await ui.page.keyboard.press(key);
    const name = await ui.focusedText();
    await open();
    await ui.page.keyboard.type('take up');
    await ui.page.keyboard.press('Enter');
    await ui.page.getByText('1 lens taken up for review').waitFor();
    expect(await ui.focusedText()).toBe(name);
    const row = ui.page.getByRole('row').filter({ hasText: name });
    expect(await row.innerText()).toContain('Reviewing');
  });

  test('is opened from a field, and gives the focus back', async () => {
    await ui.enter(MEMBERS.full, '/lenses');
    await ui.page.getByRole('table').waitFor();
    await ui.page.keyboard.press('/');
    await open();
    await ui.page.keyboard.type('zzzz');
    await ui.page.getByText('Nothing is called that.').waitFor();
    await ui.page.keyboard.press('Escape');
    expect(await ui.page.locator('input[type=search]:focus').count()).toBe(1);
  });

  test('the sheet of keys has the same commands', async () => {
    await ui.enter(MEMBERS.full, '/lenses');
    await ui.page.getByRole('table').waitFor();
    await open();
    const commands = await ui.page
      .getByRole('group', { name: 'Commands' })
      .getByRole('option')
      .allInnerTexts();
    expect(commands.length).toBeGreaterThan(4);
    await ui.page.keyboard.press('Escape');
    await ui.page.keyboard.press('?');
    const sheet = ui.page.getByRole('dialog', { name: 'Keys' });
    await sheet.getByText('Go to: ATT&CK coverage').waitFor();
    await sheet.getByText('Find or do anything').waitFor();
  });
});
