import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import type { ChangedLenses, LensChange, LensHistory } from '../../core/contract/lens-life.ts';
import type { LensDetail, LensList, LensSummary } from '../../core/contract/lenses.ts';
import type { Hit } from '../../core/detect/hit.ts';
import { nodeRef } from '../../core/graph/id.ts';
import type { NodeId } from '../../core/graph/id.ts';
import { signUp } from './member.ts';
import type { Member } from './member.ts';

const ANALYZERS = ['rare-parent-of-cmd', 'suspicious-svchost', 'bitsadmin-transfers-file'];

let acme: Member;
let sequence = 0;

beforeEach(async () => {
  acme = await signUp('Acme');
});

/** A hit of one of the analyzers that come with the service. */
function hit(host: string, analyzer = 0, id = 'a', time = 1_000): Hit {
  const asset = idOf(host);
  const node = nodeRef(2, [asset, String(analyzer), id]) as string as NodeId;
  return {
    id: `${host} ${analyzer} ${id}`,
    analyzer: ANALYZERS[analyzer] ?? '',
    title: '',
    nodes: [{ name: 'process', id: node, type: 'process', label: `${id}.exe` }],
    lenses: [{ id: asset, type: 'asset', name: host }],
    time,
    evidence: [],
  };
}

const idOf = (host: string) => nodeRef(1, [host]) as string as NodeId;

async function correlate(hits: readonly Hit[], state: 'active' | 'withdrawn' = 'active') {
  const changes = hits.map((one) => ({ hit: one, state, sequence: (sequence += 1) }));
  await env.TENANT.getByName(acme.tenantId).correlate(0, changes);
}

async function list(query = ''): Promise<LensList> {
  return await (await acme.get(`/api/lenses?${query}`)).json();
}

const names = ({ lenses }: { readonly lenses: readonly LensSummary[] }) =>
  lenses.map(({ name }) => name);

async function change(hosts: readonly string[], what: LensChange, comment?: string) {
  const body = JSON.stringify({ ids: hosts.map(idOf), change: what, comment });
  const headers = { 'content-type': 'application/json' };
  const answer = await acme.send('/api/lenses', { method: 'PATCH', headers, body });
  expect(answer.status).toBe(200);
  return await answer.json<ChangedLenses>();
}

async function history(host: string): Promise<(string | null)[][]> {
  const answer = await acme.get(`/api/lenses/${idOf(host)}/history`);
  const { events } = await answer.json<LensHistory>();
  return events.map(({ what, text, by }) => [what, text, by === null ? 'service' : 'member']);
}

test('lenses go from list to list, many at once, and back by an undo', async () => {
  await correlate([hit('ws-1'), hit('ws-2'), hit('ws-3', 1)]);
  const done = await change(['ws-1', 'ws-2', 'nowhere'], { do: 'close', verdict: 'benign' });
  expect(done.changed.map(({ before, after }) => [before.status, after.status])).toEqual([
    ['new', 'closed'],
    ['new', 'closed'],
  ]);
  expect(done.skipped).toEqual([idOf('nowhere')]);
  expect(names(await list())).toEqual(['ws-3']);
  expect(names(await list('tab=closed')).sort()).toEqual(['ws-1', 'ws-2']);
  expect((await list()).counts).toEqual({ open: 1, mine: 0, snoozed: 0, closed: 2 });

  await change(['ws-2'], { do: 'tag', add: ['known'], remove: [] });
  const undone = await change(['ws-1', 'ws-2'], { do: 'undo', change: done.change });
  expect(undone.changed.map(({ id }) => id)).toEqual([idOf('ws-1')]);
  expect(undone.skipped).toEqual([idOf('ws-2')]);
  expect(names(await list('tab=closed'))).toEqual(['ws-2']);
  expect(await history('ws-1')).toEqual([
    ['undone', '', 'member'],
    ['closed', 'benign', 'member'],
  ]);
});

test('a closed lens comes back for a new analyzer, says why, and an analyst closes it again', async () => {
  await correlate([hit('ws-1')]);
  await change(['ws-1'], { do: 'close', verdict: 'false-positive' });
  await correlate([hit('ws-1', 0, 'b')]);
  expect(names(await list())).toEqual([]);
  await correlate([hit('ws-1', 1)]);
  const [lens] = (await list()).lenses;
  expect(lens?.life).toMatchObject({
    status: 'new',
    reopened: expect.stringMatching(/^a new analyzer hit: /) as string,
  });
  await change(['ws-1'], { do: 'close', verdict: 'true-positive' });
  await correlate([hit('ws-1', 1), hit('ws-1', 0, 'b')]);
  expect(names(await list('tab=closed'))).toEqual(['ws-1']);
  expect((await history('ws-1')).map(([what, , by]) => [what, by])).toEqual([
    ['closed', 'member'],
    ['reopened', 'service'],
    ['closed', 'member'],
  ]);
});

test('law 2: the records of a closed lens, taken away and sent again in another order, leave it closed', async () => {
  const hits = [hit('ws-1'), hit('ws-1', 1), hit('ws-1', 1, 'b'), hit('ws-1', 2)];
  await correlate(hits);
  await change(['ws-1'], { do: 'close', verdict: 'benign' });
  await correlate(hits, 'withdrawn');
  for (const one of hits.toReversed()) await correlate([one]);
  expect(names(await list('tab=closed'))).toEqual(['ws-1']);
  expect(await history('ws-1')).toHaveLength(1);
});

test('a snooze ends at its date, and when the score grows by what was asked for', async () => {
  await correlate([hit('ws-1', 1), hit('ws-2'), hit('ws-3')]);
  await change(['ws-1'], { do: 'snooze', rise: 30 });
  await change(['ws-2'], { do: 'snooze', until: Date.now() + 3_600_000 });
  await change(['ws-3'], { do: 'snooze', until: Date.now() - 1 });
  expect(names(await list())).toEqual(['ws-3']);
  expect(names(await list('tab=snoozed'))).toEqual(['ws-1', 'ws-2']);
  await correlate([hit('ws-1', 1, 'b')]);
  expect(names(await list())).toEqual(['ws-1', 'ws-3']);
});

test('filters and pages are the database’s', async () => {
  await correlate([hit('ws-1'), hit('srv-2', 1), hit('ws-3', 1), hit('ws-4')]);
  const { assignees } = await list();
  const [me] = assignees;
  expect(assignees).toHaveLength(1);
  await change(['ws-1', 'srv-2'], { do: 'assign', assignee: me?.id ?? '' });
  await change(['srv-2'], { do: 'tag', add: ['vip', 'x'], remove: [] });
  expect(names(await list('tab=mine'))).toEqual(['srv-2', 'ws-1']);
  expect(names(await list(`assignee=${me?.id}`))).toEqual(['srv-2', 'ws-1']);
  expect(names(await list('assignee=none')).sort()).toEqual(['ws-3', 'ws-4']);
  expect(names(await list('tag=vip'))).toEqual(['srv-2']);
  expect(names(await list('tag=vi'))).toEqual([]);
  expect(names(await list('technique=T1036.005')).sort()).toEqual(['srv-2', 'ws-3']);
  expect(names(await list('q=WS+T1036')).sort()).toEqual(['ws-3']);
  expect(names(await list('q=100%25'))).toEqual([]);
  expect(names(await list('minScore=20')).sort()).toEqual(['srv-2', 'ws-3']);
  expect(names(await list('type=user'))).toEqual([]);

  const paged: string[] = [];
  for (let after: string | undefined = ''; after !== undefined;) {
    const page: LensList = await list(`limit=1${after && `&after=${encodeURIComponent(after)}`}`);
    paged.push(...names(page));
    after = page.next;
  }
  expect(paged).toEqual(names(await list()));
  expect(paged).toHaveLength(4);
  expect((await acme.get('/api/lenses?after=x')).status).toBe(400);
});

const DAY = 86_400_000;

/** The names of all lenses, page by page of two. */
async function pagedBy(query: string): Promise<string[]> {
  const paged: string[] = [];
  let more = '';
  do {
    const page: LensList = await list(`${query}&limit=2${more}`);
    paged.push(...names(page));
    const { next, until } = page;
    more = next === undefined ? '' : `&after=${encodeURIComponent(next)}&until=${until}`;
  } while (more !== '' && paged.length < 20);
  return paged;
}

test('the list is sorted by what is asked for, over its pages', async () => {
  const at = 100 * DAY;
  await correlate([
    hit('alpha', 0, 'a', at),
    hit('Beta 2', 1, 'a', at - 9 * DAY),
    hit('beta 1', 0, 'a', at - DAY),
    hit('beta 1', 0, 'b', at - DAY),
    hit('gamma', 0, 'a', at - 20 * DAY),
    hit('gamma', 0, 'b', at + 1000),
    hit('gamma', 0, 'c', at + 1000),
  ]);
  expect((await pagedBy('sort=score'))[0]).toBe('Beta 2');
  expect(await pagedBy('sort=last')).toEqual(['gamma', 'alpha', 'beta 1', 'Beta 2']);
  expect(await pagedBy('sort=first')).toEqual(['alpha', 'beta 1', 'Beta 2', 'gamma']);
  expect(await pagedBy('sort=name')).toEqual(['alpha', 'beta 1', 'Beta 2', 'gamma']);
  expect(await pagedBy('sort=growth')).toEqual(['gamma', 'alpha', 'Beta 2', 'beta 1']);
  const { until, lenses } = await list();
  expect(until).toBe(at + 1000);
  expect(lenses.find(({ name }) => name === 'gamma')?.activity).toEqual([2]);
  // A day later, what was new is what was the day before.
  const later = await list(`sort=growth&until=${at + DAY}`);
  expect(names(later).at(-1)).toBe('gamma');
  for (const query of ['sort=risk', 'sort=last&after=x', 'sort=name&after=x', 'until=-1']) {
    expect((await acme.get(`/api/lenses?${query}`)).status).toBe(400);
  }
});

test('comments are kept beside the history', async () => {
  await correlate([hit('ws-1')]);
  const path = `/api/lenses/${idOf('ws-1')}/comments`;
  expect((await acme.post(path, { text: ' Asked the owner. ' })).status).toBe(204);
  await change(['ws-1'], { do: 'close', verdict: 'benign' }, 'An update, they say.');
  const { events } = await (await acme.get(path)).json<LensHistory>();
  expect(events.map(({ text }) => text)).toEqual(['An update, they say.', 'Asked the owner.']);
  expect((await history('ws-1')).map(([what]) => what).sort()).toEqual([
    'closed',
    'comment',
    'comment',
  ]);
  expect((await acme.post(`/api/lenses/${idOf('none')}/comments`, { text: 'x' })).status).toBe(404);
});

test('law 6: nobody changes, reads or names what is another tenant’s', async () => {
  await correlate([hit('ws-1')]);
  const mine = acme;
  const { assignees } = await list();
  acme = await signUp('Other');
  const done = await change(['ws-1'], { do: 'close', verdict: 'benign' }, 'Mine now');
  expect([done.changed, done.skipped]).toEqual([[], [idOf('ws-1')]]);
  expect((await acme.get(`/api/lenses/${idOf('ws-1')}/history`)).status).toBe(404);
  const answer = await acme.send('/api/lenses', {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      ids: [idOf('ws-1')],
      change: { do: 'assign', assignee: assignees[0]?.id },
    }),
  });
  expect(answer.status).toBe(422);
  acme = mine;
  expect((await list()).lenses[0]?.life).toBeUndefined();
  expect(await history('ws-1')).toEqual([]);
});

test('everyone who is looking is told', async () => {
  await correlate([hit('ws-1')]);
  const { webSocket } = await acme.get('/api/live', { upgrade: 'websocket' });
  const told: unknown[] = [];
  webSocket?.accept();
  webSocket?.addEventListener('message', ({ data }) => void told.push(JSON.parse(String(data))));
  await change(['ws-1'], { do: 'close', verdict: 'benign' });
  await correlate([hit('ws-1', 1)]);
  await expect.poll(() => told).toHaveLength(2);
  expect(told).toMatchObject([
    { type: 'lives', lives: { [idOf('ws-1')]: { status: 'closed', verdict: 'benign' } } },
    { type: 'lens', lens: { name: 'ws-1', life: { status: 'new', version: 2 } } },
  ]);
  webSocket?.close();
});

const close = (hosts: readonly string[], of: string) =>
  change(hosts, { do: 'close', verdict: 'duplicate', of: idOf(of) });

const link = (name: string) => ({ id: idOf(name), type: 'asset', name });

async function detailOf(host: string): Promise<LensDetail> {
  return await (await acme.get(`/api/lenses/${idOf(host)}`)).json();
}

test('a duplicate is linked both ways, to what its original stands for', async () => {
  await correlate(['a', 'b', 'c', 'd'].map((host) => hit(host)));
  await close(['b'], 'a');
  await close(['c'], 'b');
  expect((await detailOf('c')).duplicateOf).toEqual(link('a'));
  expect(new Set((await detailOf('a')).duplicates)).toEqual(new Set([link('b'), link('c')]));
  expect((await history('b'))[0]).toEqual(['closed', 'duplicate of a', 'member']);
  expect(await history('a')).toEqual([
    ['duplicate', 'c', 'member'],
    ['duplicate', 'b', 'member'],
  ]);

  await change(['b'], { do: 'reopen' });
  expect((await detailOf('b')).duplicateOf).toBeUndefined();
  expect((await detailOf('a')).duplicates).toEqual([link('c')]);
  const score = (await detailOf('a')).lens.score;
  expect(score).toBe((await detailOf('d')).lens.score);
});

test('no lens is a duplicate of itself, of none, or of another tenant’s', async () => {
  await correlate([hit('a'), hit('b')]);
  await close(['b'], 'a');
  const refused = async (host: string, of: string, verdict = 'duplicate') => {
    const answer = await acme.send('/api/lenses', {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ids: [idOf(host)], change: { do: 'close', verdict, of } }),
    });
    return answer.status;
  };
  expect(await refused('a', idOf('a'))).toBe(422);
  // By way of its own duplicate.
  expect(await refused('a', idOf('b'))).toBe(422);
  expect(await refused('a', 'nothing')).toBe(422);
  expect(await refused('b', idOf('a'), 'benign')).toBe(422);
  const mine = acme;
  acme = await signUp('Other');
  await correlate([hit('theirs')]);
  acme = mine;
  expect(await refused('a', idOf('theirs'))).toBe(422);
});
