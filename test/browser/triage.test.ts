import { expect, test } from 'vitest';
import { MEMBERS } from '../../web/dev/fake-api.ts';
import { describeUi } from './open-ui.ts';

describeUi('an analyst’s own lens', (ui) => {
  const nodes = () => ui.page.getByRole('region', { name: 'Nodes of the investigation' });
  const entry = (text: string) => nodes().getByRole('button').filter({ hasText: text }).first();

  test('a node is pinned from a lens, expanded for good, and noted', async () => {
    await ui.enter(MEMBERS.full, '/lenses/lens-dropper?tab=tree');
    const dropper = ui.page.getByRole('treeitem').filter({ hasText: 'dropper.exe (4164)' });
    await dropper.first().click();
    await ui.page.getByRole('button', { name: 'Pin…' }).click();
    await ui.page.getByRole('radio', { name: 'A new one' }).waitFor();
    await ui.page.getByLabel('What is it about?').fill('The dropper');
    await ui.page.getByRole('button', { name: 'Begin' }).click();
    await ui.page.waitForURL(/\/investigations\/[^/?]+/);
    await nodes().waitFor();
    expect(await nodes().getByText('Neighbours').count()).toBe(0);

    await entry('dropper.exe').click();
    await ui.page.getByRole('button', { name: 'Expand' }).click();
    await nodes().getByText('Neighbours').waitFor();
    await nodes().getByLabel('Note').fill('<b>Came by mail</b>');
    await nodes().getByRole('button', { name: 'Save note' }).click();
    await ui.page.reload();
    await nodes().getByText('Neighbours').waitFor();
    await ui.page.keyboard.press('Escape');
    expect(await nodes().getByText('<b>Came by mail</b>').count()).toBe(1);
  });

  test('what is written is text, and nobody writes over what somebody else saved', async () => {
    await ui.enter(MEMBERS.full, '/investigations/i1?tab=write-up');
    await ui.page.getByText('<script>alert(1)</script>').waitFor();
    await ui.page.getByRole('button', { name: 'Edit', exact: true }).click();
    const data = { writeUp: { text: 'theirs', basedOn: 1 } };
    await ui.page.request.patch('/api/investigations/i1', { data });
    await ui.page.getByRole('textbox').fill('mine');
    await ui.page.getByRole('button', { name: 'Save', exact: true }).click();
    await ui.page.getByText('Somebody saved it meanwhile').waitFor();
    expect(await ui.page.getByRole('textbox').inputValue()).toBe('mine');
    await ui.page.getByRole('button', { name: 'Discard' }).click();
    await ui.page.getByText('theirs').waitFor();
  });

  test('a saved view narrows the list to what it says', async () => {
    await ui.enter(MEMBERS.full, '/lenses');
    await ui.page.getByRole('combobox', { name: 'Saved view' }).selectOption({ index: 1 });
    await ui.page.waitForURL(/risk=50/);
    await expect.poll(() => ui.page.locator('[data-lens]').count()).toBe(2);
    await ui.page.getByRole('combobox', { name: 'Saved view' }).selectOption({ index: 0 });
    await ui.page.waitForURL((url) => !url.search.includes('risk'));
  });

  test('sorts the list by a column, by a key, and from the address', async () => {
    const names = () => ui.page.getByRole('table').getByRole('link').allInnerTexts();
    await ui.enter(MEMBERS.full, '/lenses?sort=name');
    await ui.page.getByRole('columnheader', { name: 'Lens', exact: true }).waitFor();
    const byName = await names();
    const folded = byName.map((name) => name.toLowerCase());
    expect(folded).toHaveLength(13);
    expect(folded).toEqual(folded.toSorted());
    const sorted = ui.page.locator('[role=columnheader][aria-sort]');
    expect(await sorted.innerText()).toBe('Lens');

    await ui.page.getByRole('button', { name: 'Last activity' }).click();
    await ui.page.waitForURL(/sort=last/);
    await expect.poll(names).not.toEqual(byName);
    const times = await ui.page
      .getByRole('row')
      .locator('time')
      .evaluateAll((all) => {
        return all.map((time) => time.getAttribute('datetime') ?? '');
      });
    expect(times).toEqual(times.toSorted().toReversed());

    await ui.page.keyboard.press('S');
    await ui.page.waitForURL(/sort=first/);
    expect(await ui.page.getByRole('combobox', { name: 'Sort' }).inputValue()).toBe('first');
    // Each lens says in words what its line draws.
    expect(await ui.page.getByRole('img', { name: /^1 hit in 7 days/ }).count()).toBeGreaterThan(5);
  });
});
