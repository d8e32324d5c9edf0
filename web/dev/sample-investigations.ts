import { randomUUID } from 'node:crypto';
import type {
  InvestigationChange,
  InvestigationDetail,
  InvestigationEvent,
  InvestigationNode,
  InvestigationSummary,
} from '../../core/contract/investigations.ts';
import type { Assignee } from '../../core/contract/lens-life.ts';
import type { Graph, LensDetail } from '../../core/contract/lenses.ts';
import type { FakeAnswer } from './fake-settings.ts';

interface Kept {
  summary: Omit<InvestigationSummary, 'nodes'>;
  writeUp: { text: string; version: number };
  nodes: InvestigationNode[];
  events: InvestigationEvent[];
}

const DONE: FakeAnswer = { status: 204 };
const NONE: FakeAnswer = { status: 404, body: { code: 'api.not-found', title: 'Not here' } };

/** Investigations of an invented tenant. */
export class SampleInvestigations {
  readonly #lenses: ReadonlyMap<string, LensDetail>;
  readonly #email: string;
  readonly #all = new Map<string, Kept>();

  constructor(lenses: ReadonlyMap<string, LensDetail>, email: string) {
    this.#lenses = lenses;
    this.#email = email;
  }

  fill(nowMs: number): void {
    const [lens] = this.#lenses.values();
    if (lens === undefined) return;
    const id = this.#make({ title: 'How the dropper came in', lens: lens.lens.id }, nowMs, 'i1');
    const kept = this.#all.get(id);
    if (kept === undefined) return;
    kept.nodes = kept.nodes.map((node, at) =>
      at === 1 ? { ...node, note: 'Came by mail at 09:02;\nthe user opened it by hand.' } : node,
    );
    kept.writeUp = {
      text: '## What happened\n\nA **mail** brought the dropper. <script>alert(1)</script> is only text.',
      version: 1,
    };
    this.#make({ title: 'Logins from a new country' }, nowMs - 86_400_000, 'i2');
    const other = this.#all.get('i2');
    if (other !== undefined) other.summary = { ...other.summary, status: 'closed' };
  }

  /** Answers a call; undefined when it is none of these. */
  answer(call: string, body: string, nowMs: number): FakeAnswer | undefined {
    const [method = '', path = ''] = call.split(' ');
    const [, , what, id = '', part = '', node = '', how = ''] = path
      .split('/')
      .map(decodeURIComponent);
    if (what !== 'investigations') return undefined;
    if (id === '' && method === 'GET') {
      const investigations = [...this.#all.values()].map(summaryOf);
      return { status: 200, body: { investigations, assignees: this.#assignees() } };
    }
    if (id === '') {
      const made = this.#all.get(this.#make(JSON.parse(body) as Wanted, nowMs, randomUUID()));
      return { status: 201, body: made && summaryOf(made) };
    }
    const kept = this.#all.get(id);
    if (kept === undefined) return NONE;
    if (part === 'history') return { status: 200, body: { events: kept.events.toReversed() } };
    if (part === 'nodes') return this.#nodes(kept, method, node, how, body, nowMs);
    if (method === 'DELETE') {
      this.#all.delete(id);
      return DONE;
    }
    if (method === 'PATCH') {
      const { writeUp, ...change } = JSON.parse(body) as InvestigationChange;
      if (writeUp !== undefined) {
        if (writeUp.basedOn !== kept.writeUp.version) {
          return { status: 409, body: { code: 'investigations.stale', title: 'Saved meanwhile' } };
        }
        kept.writeUp = { text: writeUp.text, version: writeUp.basedOn + 1 };
      }
      const assignee =
        change.assignee === undefined ? kept.summary.assignee : (change.assignee ?? undefined);
      const { title = kept.summary.title, status = kept.summary.status } = change;
      const { members = kept.summary.members } = change;
      kept.summary = { ...kept.summary, title, status, members, assignee, updatedAt: nowMs };
    }
    return { status: 200, body: this.#detail(kept) };
  }

  #nodes(
    kept: Kept,
    method: string,
    node: string,
    how: string,
    body: string,
    at: number,
  ): FakeAnswer {
    if (how === 'note') {
      const { text } = JSON.parse(body) as { text: string };
      kept.nodes = kept.nodes.map((one) => (one.id === node ? { ...one, note: text } : one));
      return DONE;
    }
    if (how === 'expand' && method === 'DELETE') {
      kept.nodes = kept.nodes.filter(({ from }) => from !== node);
      return { status: 200, body: { removed: 1 } };
    }
    if (method === 'DELETE') {
      kept.nodes = kept.nodes.filter(({ id }) => id !== node);
      return DONE;
    }
    const graph = this.#graph();
    const wanted =
      how === 'expand'
        ? graph.edges.flatMap(({ from, to }) => (from === node ? [to] : to === node ? [from] : []))
        : (JSON.parse(body) as { nodes: string[] }).nodes;
    const added = this.#take(kept, wanted, how === 'expand' ? node : undefined, at);
    return { status: 200, body: { added, omitted: 0 } };
  }

  #make({ title, lens, nodes = [] }: Wanted, at: number, id: string): string {
    const by = this.#email;
    const summary = {
      id,
      title,
      status: 'open' as const,
      members: [],
      lens,
      createdBy: by,
      createdAt: at,
      updatedAt: at,
    };
    const events = [{ id: randomUUID(), at, by, what: 'created' as const, text: '' }];
    const kept: Kept = { summary, writeUp: { text: '', version: 0 }, nodes: [], events };
    const ofLens = this.#lenses.get(lens ?? '')?.rows.flatMap((row) => row.nodes) ?? [];
    this.#take(kept, [...(lens === undefined ? [] : ofLens), ...nodes], undefined, at);
    this.#all.set(id, kept);
    return id;
  }

  #take(kept: Kept, ids: readonly string[], from: string | undefined, at: number): string[] {
    const graph = this.#graph();
    const fresh = [...new Set(ids)].filter((id) => !kept.nodes.some((node) => node.id === id));
    for (const id of fresh) {
      const node = graph.nodes.find((one) => one.id === id);
      if (node === undefined) continue;
      const how = from === undefined ? ('pinned' as const) : ('expanded' as const);
      const { type, label } = node;
      kept.nodes.push({ id, type, label, how, from, by: this.#email, at, note: '' });
    }
    return fresh;
  }

  #detail(kept: Kept): InvestigationDetail {
    const ids = new Set(kept.nodes.map(({ id }) => id));
    const graph = this.#graph();
    return {
      investigation: summaryOf(kept),
      writeUp: kept.writeUp,
      nodes: kept.nodes,
      graph: {
        nodes: graph.nodes.filter(({ id }) => ids.has(id)),
        edges: graph.edges.filter(({ from, to }) => ids.has(from) && ids.has(to)),
        omitted: 0,
      },
      gone: [],
      rows: this.#lenses.get(kept.summary.lens ?? '')?.rows ?? [],
      assignees: this.#assignees(),
    };
  }

  #graph(): Graph {
    const graphs = [...this.#lenses.values()].map(({ graph }) => graph);
    return {
      nodes: graphs.flatMap(({ nodes }) => nodes),
      edges: graphs.flatMap(({ edges }) => edges),
      omitted: 0,
    };
  }

  #assignees(): Assignee[] {
    return [
      { id: `user ${this.#email}`, email: this.#email },
      { id: 'm2', email: 'ines.okafor@example.com' },
    ];
  }
}

interface Wanted {
  readonly title: string;
  readonly lens?: string;
  readonly nodes?: readonly string[];
}

function summaryOf({ summary, nodes }: Kept): InvestigationSummary {
  return { ...summary, nodes: nodes.length };
}
