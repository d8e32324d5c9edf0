import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { MEMBERS } from '../../web/dev/fake-api.ts';
import { describeUi } from './open-ui.ts';

const LENS = '/lenses/lens-dropper';

describeUi('the lens screen', (ui) => {
  const tree = () => ui.page.getByRole('tree');
  const item = (text: string) => ui.page.getByRole('treeitem').filter({ hasText: text }).first();
  const slider = (name: string) => ui.page.getByRole('slider', { name });
  const events = () => ui.page.getByText(/^\d+ events?( of \d+)?, times in/);

  test('a range of time is set by keyboard, shared by the views, and kept in the address', async () => {
    await ui.enter(MEMBERS.full, `${LENS}?tab=timeline`);
    await events().waitFor();
    const all = Number(/^\d+/.exec(await events().innerText())?.[0]);
    await slider('Begin of the range').focus();
    for (let step = 0; step < 4; step += 1) await ui.page.keyboard.press('PageUp');
    await ui.page.waitForURL(/from=\d+&to=\d+/);
    const text = await events().innerText();
    expect(text).toContain(` of ${all}`);
    expect(Number(/^\d+/.exec(text)?.[0])).toBeLessThan(all);

    await ui.page.keyboard.press('2');
    await tree().waitFor();
    expect(await ui.page.locator('[role=treeitem][class*=dim]').count()).toBeGreaterThan(0);
    await ui.page.waitForURL(/tab=tree/);
    await ui.page.reload();
    await tree().waitFor();
    expect(await ui.page.locator('[role=treeitem][class*=dim]').count()).toBeGreaterThan(0);
    await ui.page.getByRole('button', { name: 'Show the whole time' }).click();
    await ui.page.waitForURL((url) => !url.search.includes('from='));
    expect(await ui.page.locator('[role=treeitem][class*=dim]').count()).toBe(0);
  });

  test('a range is drawn with the pointer, and a press lets go of it', async () => {
    await ui.enter(MEMBERS.full, `${LENS}?tab=timeline`);
    const strip = ui.page.getByRole('img', { name: /events between/ });
    const box = await strip.boundingBox();
    if (box === null) throw new Error('the strip is not on the page');
    const y = box.y + box.height / 2;
    await ui.page.mouse.move(box.x + box.width * 0.5, y);
    await ui.page.mouse.down();
    await ui.page.mouse.move(box.x + box.width * 0.7, y, { steps: 4 });
    await ui.page.mouse.up();
    await ui.page.waitForURL(/from=\d+&to=\d+/);
    await ui.page.mouse.click(box.x + box.width * 0.2, y);
    await ui.page.waitForURL((url) => !url.search.includes('from='));
  });

  test('a node is hidden everywhere, told, and shown again', async () => {
    await ui.enter(MEMBERS.full, `${LENS}?tab=tree`);
    await item('whoami.exe').click();
    await ui.page.keyboard.press('H');
    await ui.page.getByRole('button', { name: '1 node hidden: show' }).waitFor();
    expect(await tree().getByText('whoami.exe').count()).toBe(0);
    await ui.page.waitForURL(/hidden=/);
    await ui.page.reload();
    await ui.page.getByRole('button', { name: '1 node hidden: show' }).click();
    await tree().getByText('whoami.exe').first().waitFor();
  });

  test('what was expanded is in the address', async () => {
    await ui.enter(MEMBERS.full, `${LENS}?tab=tree`);
    await item('whoami.exe').click();
    await ui.page.keyboard.press('e');
    await item('helper.dll').waitFor();
    await ui.page.waitForURL(/expanded=/);
    await ui.page.reload();
    await item('helper.dll').waitFor();
  });

  test('a note about a node is kept in the history', async () => {
    await ui.enter(MEMBERS.full, `${LENS}?tab=tree`);
    await item('whoami.exe').click();
    await ui.page.getByRole('button', { name: 'Note…' }).click();
    await ui.page.getByLabel(/^About the process whoami/).fill('Asked <b>Anna</b>.');
    await ui.page.getByRole('button', { name: 'Add to the history' }).click();
    await ui.page.getByRole('dialog', { name: 'Note' }).waitFor({ state: 'detached' });
    await ui.page.keyboard.press('5');
    await ui.page.getByText(/process whoami.exe.*: Asked <b>Anna<\/b>\./).waitFor();
  });

  test('a record is open beside what was read from it', async () => {
    await ui.enter(MEMBERS.full, `${LENS}?tab=tree&record=1.9`);
    const record = ui.page.getByRole('region', { name: 'Raw record' });
    await record.getByText('"ProcessId": 6132').waitFor();
    await record.getByRole('heading', { name: 'First to say' }).waitFor();
    await record.getByText('svchost.exe (6132)').first().waitFor();
  });

  test('the lens is taken along as report, data and picture', async () => {
    await ui.enter(MEMBERS.full, `${LENS}?tab=graph`);
    await ui.page.locator('canvas').first().waitFor();
    const save = async (title: string): Promise<{ name: string; content: Buffer }> => {
      await ui.page.getByRole('button', { name: 'Export' }).click();
      const [file] = await Promise.all([
        ui.page.waitForEvent('download'),
        ui.page.getByRole('button', { name: title }).click(),
      ]);
      return { name: file.suggestedFilename(), content: readFileSync(await file.path()) };
    };
    const report = await save('Report as Markdown');
    expect(report.name).toBe('WORKSTATION-7.md');
    expect(report.content.toString()).toContain('- **= 110**');
    expect(report.content.toString()).toContain('`svchost.exe (6132)`');

    const data = JSON.parse((await save('Data as JSON')).content.toString()) as {
      lens: { score: number };
      graph: { nodes: unknown[] };
    };
    expect(data.lens.score).toBe(110);
    expect(data.graph.nodes.length).toBeGreaterThan(10);

    const png = (await save('Picture as PNG')).content;
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect(png.readUInt32BE(16)).toBeGreaterThan(800);

    const svg = (await save('Picture as SVG')).content.toString();
    expect(svg).toMatch(/^<svg xmlns/);
    expect(svg).toContain('svchost.exe (6132)');
  });

  test('pictures are offered only where there is one', async () => {
    await ui.enter(MEMBERS.full, `${LENS}?tab=tree`);
    await tree().waitFor();
    await ui.page.getByRole('button', { name: 'Export' }).click();
    expect(await ui.page.getByRole('button', { name: 'Picture as PNG' }).isDisabled()).toBe(true);
  });
});
