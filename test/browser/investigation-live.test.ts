import { expect, test } from 'vitest';
import { MEMBERS } from '../../web/dev/fake-api.ts';
import { describeUi } from './open-ui.ts';

const INVESTIGATION = '/api/investigations/i1';

describeUi('an open investigation that others work on', (ui) => {
  const list = () => ui.page.getByRole('region', { name: 'Nodes of the investigation' });
  const tell = () =>
    ui.api.live.send({ type: 'investigation', investigation: 'i1', version: Date.now() });
  const read = async () => {
    const answer = await ui.context.request.get(INVESTIGATION);
    return (await answer.json()) as { nodes: { id: string; label: string }[] };
  };
  const open = async (tab: string) => {
    await ui.enter(MEMBERS.full, `/investigations/i1?tab=${tab}`);
    await list().waitFor();
    await ui.settle();
  };
  const note = (node: string, text: string) =>
    ui.context.request.put(`${INVESTIGATION}/nodes/${node}/note`, { data: { text } });

  test('what they write up is shown, but never over what is being written', async () => {
    await open('write-up');
    const writeUp = (text: string, basedOn: number) =>
      ui.context.request.patch(INVESTIGATION, { data: { writeUp: { text, basedOn } } });
    await writeUp('It came by <b>mail</b>.', 1);
    tell();
    await ui.page.getByText('It came by <b>mail</b>.').waitFor();

    await ui.page.getByRole('button', { name: 'Edit', exact: true }).click();
    const text = ui.page.getByRole('textbox', { name: /^Write-up/ });
    await text.fill('Mine');
    await writeUp('Theirs', 2);
    tell();
    await ui.page.getByText('Somebody saved the write-up while you write.').waitFor();
    expect(await text.inputValue()).toBe('Mine');
  });

  test('what they note and let go of is shown, but never over a note being written', async () => {
    await open('graph');
    const [node] = (await read()).nodes;
    if (node === undefined) throw new Error('the investigation has no node');
    await note(node.id, 'Seen before');
    tell();
    await list().getByText('Seen before').waitFor();

    await list().getByRole('button', { name: node.label }).first().click();
    const text = list().getByLabel('Note');
    await text.fill('Mine');
    await note(node.id, 'Theirs');
    tell();
    await list().getByText('Somebody changed the note while you write.').waitFor();
    await list().getByText('Theirs').waitFor();
    expect(await text.inputValue()).toBe('Mine');

    await ui.context.request.delete(`${INVESTIGATION}/nodes/${node.id}`);
    tell();
    await list().getByText('Somebody let go of the node').waitFor();
    await list().getByText('Mine').waitFor();
  });

  test('what they call it is shown in the list of all', async () => {
    await ui.enter(MEMBERS.full, '/investigations');
    await ui.page.getByRole('heading', { name: 'Investigations' }).waitFor();
    await ui.settle();
    await ui.context.request.patch(INVESTIGATION, { data: { title: 'Called anew' } });
    tell();
    await ui.page.getByText('Called anew').waitFor();
  });

  test('that they deleted it is told', async () => {
    await open('graph');
    await ui.context.request.delete(INVESTIGATION);
    tell();
    await ui.page.getByText('This investigation was deleted').waitFor();
  });
});
