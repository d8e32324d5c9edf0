import { Hono } from 'hono';
import type { Context } from 'hono';
import {
  exportQuery,
  investigationChange,
  investigationRequest,
  noteRequest,
  pinRequest,
} from '../../../core/contract/investigations.ts';
import type {
  InvestigationChange,
  InvestigationHistory,
  InvestigationList,
} from '../../../core/contract/investigations.ts';
import type { Assignee } from '../../../core/contract/lens-life.ts';
import { reportOf } from '../../../core/investigation/report.ts';
import {
  createInvestigation,
  deleteInvestigation,
  findInvestigation,
  listInvestigationEvents,
  listInvestigations,
  removeExpansion,
  removeInvestigationNode,
  updateInvestigation,
  writeNote,
} from '../../d1/investigations.ts';
import type { InvestigationActor, Told } from '../../d1/investigations.ts';
import { listAssignees } from '../../d1/lens-events.ts';
import { ApiError, notFound } from '../../errors.ts';
import type { ApiEnv } from '../api-env.ts';
import { originOf } from '../auth.ts';
import { nameOf } from '../caller.ts';
import {
  expandIn,
  foundInvestigation,
  foundNode,
  nodesOfLens,
  pinNodes,
  readInvestigation,
} from '../investigation-nodes.ts';
import { may } from '../may.ts';
import { readJson, readQuery } from '../problem.ts';
import { readFacts } from '../read-graph.ts';
import { tellInvestigation } from '../tell-investigation.ts';

/** Analysts' own lenses. */
export const investigationRoutes = new Hono<ApiEnv>()
  .get('/investigations', may('viewer', 'read'), async (c) => {
    const tenant = c.get('tenant');
    const [investigations, assignees] = await Promise.all([
      listInvestigations(c.env.DB, tenant),
      listAssignees(c.env.DB, tenant),
    ]);
    const list: InvestigationList = { investigations, assignees };
    return c.json(list);
  })
  .post('/investigations', may('analyst', 'triage'), async (c) => {
    const { title, lens, nodes } = await readJson(c, investigationRequest);
    const actor = actorOf(c, crypto.randomUUID());
    const ofLens = lens === undefined ? [] : await nodesOfLens(c.env, actor.tenant, lens);
    await createInvestigation(c.env.DB, actor, title, lens);
    const wanted = [...ofLens, ...nodes];
    if (wanted.length > 0) {
      try {
        await pinNodes(c.env, actor, wanted);
      } catch (error) {
        // Without what it is about, there is no investigation.
        await deleteInvestigation(c.env.DB, actor.tenant, actor.id);
        throw error;
      }
    }
    const { investigation } = await foundInvestigation(c.env, actor.tenant, actor.id);
    await tellInvestigation(c.env, actor);
    return c.json(investigation, 201);
  })
  .get('/investigations/:id', may('viewer', 'read'), async (c) =>
    c.json(await readInvestigation(c.env, c.get('tenant'), c.req.param('id'))),
  )
  .patch('/investigations/:id', may('analyst', 'triage'), async (c) => {
    const change = await readJson(c, investigationChange);
    const actor = actorOf(c, c.req.param('id'));
    const found = await foundInvestigation(c.env, actor.tenant, actor.id);
    const told = toldOf(change, found.investigation, await listAssignees(c.env.DB, actor.tenant));
    const done = await updateInvestigation(c.env.DB, actor, change, told);
    if (done === 'stale') {
      throw new ApiError(409, 'investigations.stale', 'Somebody saved the write-up meanwhile.');
    }
    await tellInvestigation(c.env, actor);
    return c.json(await findInvestigation(c.env.DB, actor.tenant, actor.id));
  })
  .delete('/investigations/:id', may('analyst', 'triage'), async (c) => {
    const actor = actorOf(c, c.req.param('id'));
    const isGone = await deleteInvestigation(c.env.DB, actor.tenant, actor.id);
    if (!isGone) throw notFound('investigation');
    await tellInvestigation(c.env, actor);
    return c.body(null, 204);
  })
  .post('/investigations/:id/nodes', may('analyst', 'triage'), async (c) => {
    const { nodes } = await readJson(c, pinRequest);
    const actor = actorOf(c, c.req.param('id'));
    await foundInvestigation(c.env, actor.tenant, actor.id);
    const pinned = await pinNodes(c.env, actor, nodes);
    await tellInvestigation(c.env, actor);
    return c.json(pinned);
  })
  .delete('/investigations/:id/nodes/:node', may('analyst', 'triage'), async (c) => {
    const actor = actorOf(c, c.req.param('id'));
    const node = await foundNode(c.env, actor.tenant, actor.id, c.req.param('node'));
    await removeInvestigationNode(c.env.DB, actor, node);
    await tellInvestigation(c.env, actor);
    return c.body(null, 204);
  })
  .put('/investigations/:id/nodes/:node/note', may('analyst', 'triage'), async (c) => {
    const { text } = await readJson(c, noteRequest);
    const actor = actorOf(c, c.req.param('id'));
    const node = await foundNode(c.env, actor.tenant, actor.id, c.req.param('node'));
    await writeNote(c.env.DB, actor, node, text);
    await tellInvestigation(c.env, actor);
    return c.body(null, 204);
  })
  .post('/investigations/:id/nodes/:node/expand', may('analyst', 'triage'), async (c) => {
    const actor = actorOf(c, c.req.param('id'));
    const node = await foundNode(c.env, actor.tenant, actor.id, c.req.param('node'));
    const expanded = await expandIn(c.env, actor, node);
    await tellInvestigation(c.env, actor);
    return c.json(expanded);
  })
  .delete('/investigations/:id/nodes/:node/expand', may('analyst', 'triage'), async (c) => {
    const actor = actorOf(c, c.req.param('id'));
    const node = await foundNode(c.env, actor.tenant, actor.id, c.req.param('node'));
    const removed = await removeExpansion(c.env.DB, actor, node);
    await tellInvestigation(c.env, actor);
    return c.json({ removed });
  })
  .get('/investigations/:id/history', may('viewer', 'read'), async (c) => {
    const tenant = c.get('tenant');
    const { investigation } = await foundInvestigation(c.env, tenant, c.req.param('id'));
    const history: InvestigationHistory = {
      events: await listInvestigationEvents(c.env.DB, tenant, investigation.id),
    };
    return c.json(history);
  })
  .get('/investigations/:id/export', may('viewer', 'read', 'evidence'), async (c) => {
    const { format } = readQuery(c, exportQuery);
    const tenant = c.get('tenant');
    const detail = await readInvestigation(c.env, tenant, c.req.param('id'));
    const events = await listInvestigationEvents(c.env.DB, tenant, detail.investigation.id);
    const name = `investigation-${detail.investigation.id}`;
    if (format === 'markdown') {
      c.header('content-disposition', `attachment; filename="${name}.md"`);
      const type = { 'content-type': 'text/markdown; charset=utf-8' };
      return c.body(reportOf(detail, events, originOf(c)), 200, type);
    }
    const ids = detail.graph.nodes.map(({ id }) => id);
    const { facts, omitted } = await readFacts(c.env, tenant, ids);
    c.header('content-disposition', `attachment; filename="${name}.json"`);
    return c.json({ ...detail, facts, factsOmitted: omitted, history: events });
  });

function actorOf(c: Context<ApiEnv>, id: string): InvestigationActor {
  return { tenant: c.get('tenant'), id, by: nameOf(c.get('caller')), now: Date.now() };
}

/** What a change makes the history tell. Throws the answer when it names someone who is no member. */
function toldOf(
  { title, status, assignee, members, writeUp }: InvestigationChange,
  before: {
    readonly title: string;
    readonly status: string;
    readonly assignee?: string | undefined;
  },
  people: readonly Assignee[],
): Told[] {
  const emailOf = (user: string, field: string): string => {
    const found = people.find(({ id }) => id === user);
    if (found !== undefined) return found.email;
    throw new ApiError(422, 'investigations.no-member', 'Only members can take part.', {
      errors: [{ field, message: 'No member of the organisation' }],
    });
  };
  const told: Told[] = [];
  if (title !== undefined && title !== before.title) told.push({ what: 'renamed', text: title });
  if (status !== undefined && status !== before.status) {
    told.push({ what: status === 'open' ? 'opened' : 'closed', text: '' });
  }
  if (assignee === null) told.push({ what: 'assigned', text: 'nobody' });
  else if (assignee !== undefined && assignee !== before.assignee) {
    told.push({ what: 'assigned', text: emailOf(assignee, 'assignee') });
  }
  if (members !== undefined) {
    const names = members.map((user) => emailOf(user, 'members'));
    told.push({ what: 'members', text: names.length === 0 ? 'nobody' : names.join(', ') });
  }
  if (writeUp !== undefined) told.push({ what: 'written', text: '' });
  return told;
}
