import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Session, SignInRequest, SignUpRequest } from '../../core/contract/account.ts';
import type { Graph, LensDetail } from '../../core/contract/lenses.ts';
import type { SearchAnswer } from '../../core/contract/search.ts';
import type { ExceptionRequest } from '../../core/contract/exceptions.ts';
import type { ChangeLensesRequest } from '../../core/contract/lens-life.ts';
import type { ChannelRequest } from '../../core/contract/notifications.ts';
import type { CheckAnalyzerRequest } from '../../core/contract/analyzers.ts';
import type { ServiceStatus } from '../../core/contract/operator.ts';
import type { SetRulesRequest } from '../../core/contract/rules.ts';
import type { CreateSourceRequest } from '../../core/contract/sources.ts';
import {
  SAMPLE_FACTS,
  SAMPLE_HITS,
  SAMPLE_SAVED,
  checkSample,
  sampleAnalyzer,
  sampleLists,
  sampleRun,
} from './sample-analyzers.ts';
import { hostileResponses, json, problem } from './fake-answers.ts';
import { CODE, MEMBERS, PASSWORD } from './fake-members.ts';
import { NOT_CONFIRMED, confirmed } from './fake-sign-ups.ts';
import { FakeTenant } from './fake-tenant.ts';
import { SAMPLE_RULE_CHECK, sampleValueLists } from './sample-value-lists.ts';
import { sampleHealth, sampleMappings, sampleRecords, sampleTry } from './sample-sources.ts';
import { buildSamples } from './sample-lenses.ts';
import { sampleStatus } from './sample-status.ts';
import { StaticFiles } from './static-files.ts';
import { Broadcast } from './web-socket.ts';

export { CODE, MEMBERS, PASSWORD };

/** How long an upload takes to be read, and a lens to open. */
const READ_MS = 900;

/** A running fake. */
export interface FakeApi {
  readonly url: string;
  readonly tenantOf: (email: string) => FakeTenant;
  readonly live: Broadcast;
  /** Whether the live feed takes connections. */
  liveIsDown: boolean;
  /** Whether links to set a new password can be mailed. */
  hasMailer: boolean;
  /** Whether who signs up has to confirm their address. */
  confirmsByMail: boolean;
  /** How the service does; undefined where it does well. */
  status: ServiceStatus | undefined;
  readonly close: () => Promise<void>;
}

/** Serves the API's shapes with invented data, and the built UI when `webRoot` is given. */
export async function startFakeApi(port = 0, webRoot?: string): Promise<FakeApi> {
  const fake = new Fake(webRoot);
  const server = createServer((request, response) => void fake.answer(request, response));
  server.on('upgrade', (request, socket) => {
    if (fake.liveIsDown) socket.destroy();
    else fake.live.accept(request, socket);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const { port: bound } = server.address() as AddressInfo;
  return Object.assign(fake, {
    // A name: passkeys are there for no bare address.
    url: `http://localhost:${bound}`,
    tenantOf: (email: string) => fake.tenant(email),
    close: () => closeServer(server, fake.live),
  });
}

class Fake {
  readonly live = new Broadcast();
  liveIsDown = false;
  hasMailer = true;
  confirmsByMail = false;
  status: ServiceStatus | undefined;
  #pending: SignUpRequest | undefined;
  readonly #tenants = new Map<string, FakeTenant>();
  readonly #sessions = new Map<string, FakeTenant>();
  readonly #files: StaticFiles | undefined;

  constructor(webRoot: string | undefined) {
    this.#files = webRoot === undefined ? undefined : new StaticFiles(webRoot);
    for (const email of Object.values(MEMBERS)) {
      const tenant = new FakeTenant(email, 'Nordlicht Logistics');
      if (email === MEMBERS.full || email === MEMBERS.hostile)
        tenant.fill(buildSamples(Date.now()), Date.now());
      if (email === MEMBERS.guarded) tenant.settings.hasTwoFactor = true;
      if (email === MEMBERS.held) tenant.settings.heldBy = 'api.two-factor-required';
      if (email === MEMBERS.outside) tenant.settings.heldBy = 'api.no-tenant';
      this.#tenants.set(email, tenant);
    }
  }

  tenant(email: string): FakeTenant {
    const tenant = this.#tenants.get(email);
    if (tenant === undefined) throw new Error(`no member ${email}`);
    return tenant;
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://fake');
    const isApi = url.pathname.startsWith('/api/') || url.pathname === '/ingest';
    if (url.pathname === '/status' && !request.headers.accept?.includes('text/html')) {
      return json(response, 200, this.status ?? sampleStatus(Date.now()));
    }
    if (!isApi) {
      if (this.#files === undefined) response.writeHead(404).end();
      else this.#files.serve(url.pathname, response);
      return;
    }
    const body = await readBody(request);
    const call = `${request.method} ${url.pathname}`;
    if (call === 'POST /ingest') return this.#ingest(request, body, response);
    if (call === 'POST /api/sign-in') return this.#signIn(body, response);
    if (call === 'POST /api/sign-up') return this.#signUp(body, response);
    if (call === 'POST /api/sign-up/confirm') return this.#confirm(body, response);
    if (call === 'POST /api/sign-in/sso') {
      const { email } = JSON.parse(body) as { email: string };
      // The provider is the page itself.
      return email.endsWith('@example.com')
        ? json(response, 200, { url: `/sign-in?at-provider=${encodeURIComponent(email)}` })
        : problem(response, 404, 'sso.none', 'There is no single sign-on for this address.');
    }
    if (call === 'GET /api/ways-in')
      return json(response, 200, { passwordReset: this.hasMailer, regions: ['none', 'eu'] });
    if (call.startsWith('POST /api/password-reset')) {
      response.writeHead(call.endsWith('use') ? 204 : 202).end();
      return;
    }
    if (call === 'POST /api/sign-in/code') return this.#secondStep(body, request, response);
    const invitation = /^GET .api.invitations.(.+)$/.exec(call);
    if (invitation !== null) {
      const found = this.tenant(MEMBERS.full).settings.answer(call, body, Date.now());
      if (found === undefined) return problem(response, 404, 'api.not-found', 'No such invitation');
      return json(response, found.status, found.body);
    }
    const tenant = this.#sessions.get(cookieOf(request));
    if (tenant === undefined) {
      return problem(response, 401, 'session.none', 'Nobody is signed in');
    }
    const { heldBy } = tenant.settings;
    if (call === 'GET /api/session' && heldBy !== undefined) {
      return problem(response, 403, heldBy, 'Something is to be done first');
    }
    if (call === 'GET /api/session') return json(response, 200, sessionOf(tenant));
    if (call === 'POST /api/sign-out') {
      this.#sessions.delete(cookieOf(request));
      response.writeHead(204).end();
      return;
    }
    if (tenant.email === MEMBERS.slow) return;
    if (tenant.email === MEMBERS.hostile) hostileResponses.add(response);
    if (tenant.email === MEMBERS.failing) {
      return problem(response, 503, 'store.unavailable', 'The store did not answer');
    }
    return read(call, url, body, tenant, response);
  }

  #signIn(body: string, response: ServerResponse): void {
    const { email, password } = JSON.parse(body) as SignInRequest;
    const tenant = this.#tenants.get(email);
    if (tenant === undefined || password !== PASSWORD) {
      const detail = 'Check both and try again.';
      return problem(response, 401, 'account.wrong', 'E-mail or password is wrong', { detail });
    }
    if (tenant.settings.hasTwoFactor) {
      response.setHeader('set-cookie', `challenge=${email}; HttpOnly; SameSite=Lax; Path=/`);
      return json(response, 202, { next: 'code' });
    }
    this.#enter(tenant, 200, response);
  }

  #secondStep(body: string, request: IncomingMessage, response: ServerResponse): void {
    const { code } = JSON.parse(body) as { code: string };
    const email = /challenge=([^;]+)/.exec(request.headers.cookie ?? '')?.[1] ?? '';
    if (code !== CODE) {
      return problem(response, 403, 'account.wrong-code', 'The code is wrong, or was used before.');
    }
    this.#enter(this.tenant(email), 200, response);
  }

  #confirm(body: string, response: ServerResponse): void {
    const asked = confirmed(this.#pending, body);
    if (asked === undefined) return problem(response, 403, 'account.wrong', NOT_CONFIRMED);
    this.#enter(this.#made(asked), 201, response);
  }

  #signUp(body: string, response: ServerResponse): void {
    const request = JSON.parse(body) as SignUpRequest;
    const { email, password } = request;
    if (this.confirmsByMail) {
      this.#pending = request;
      return json(response, 202, { next: 'mail' });
    }
    if (this.#tenants.has(email) || password === 'password12') {
      const errors = [
        this.#tenants.has(email)
          ? { field: 'email', message: 'There is an account with this e-mail' }
          : { field: 'password', message: 'This password is known from leaks' },
      ];
      return problem(response, 422, 'account.invalid', 'Not acceptable', { errors });
    }
    this.#enter(this.#made(request), 201, response);
  }

  #made({ email, organisation = '' }: SignUpRequest): FakeTenant {
    const tenant = new FakeTenant(email, organisation);
    this.#tenants.set(email, tenant);
    return tenant;
  }

  #enter(tenant: FakeTenant, status: number, response: ServerResponse): void {
    const id = randomUUID();
    this.#sessions.set(id, tenant);
    const { heldBy } = tenant.settings;
    response.setHeader('set-cookie', `session=${id}; HttpOnly; SameSite=Lax; Path=/`);
    if (heldBy === 'api.two-factor-required') return json(response, status, { next: 'two-factor' });
    if (heldBy === 'api.no-tenant') return json(response, status, { next: 'organisation' });
    json(response, status, sessionOf(tenant));
  }

  /** Takes an upload, reads it after a while, and opens a lens when it has records. */
  #ingest(request: IncomingMessage, body: string, response: ServerResponse): void {
    const token = request.headers.authorization?.replace('Bearer ', '') ?? '';
    const tenant = [...this.#tenants.values()].find((candidate) => candidate.tokens.has(token));
    const source = tenant?.sources.find(({ id }) => id === tenant.tokens.get(token));
    if (tenant === undefined || source === undefined) {
      return problem(response, 401, 'ingest.unknown-token', 'The token is not known');
    }
    const lines = body.split('\n').filter((line) => line.trim() !== '');
    const rejects = lines.flatMap((line, at) =>
      line.startsWith('{') || line.startsWith('<')
        ? []
        : [{ record: at + 1, reason: 'neither JSON nor XML' }],
    );
    const counts = { received: lines.length, rejected: 0, ignored: 0 };
    const queued = tenant.addUpload(source, Date.now(), { ...counts, rejects, state: 'queued' });
    json(response, 200, { upload: queued.number, duplicate: false });
    setTimeout(() => {
      const accepted = lines.length - rejects.length;
      const records = { received: lines.length, accepted, rejected: rejects.length, ignored: 0 };
      tenant.finishUpload({ ...queued, state: 'done', rejects, records });
      const sample = buildSamples(Date.now()).lenses[0];
      if (sample !== undefined && accepted > 0) {
        tenant.lenses.set(sample.lens.id, sample);
        this.live.send({ type: 'lens', lens: sample.lens });
      }
      this.live.send({ type: 'upload', upload: queued.number, state: 'done' });
    }, READ_MS);
  }
}

function read(
  call: string,
  url: URL,
  body: string,
  tenant: FakeTenant,
  response: ServerResponse,
): void {
  const settings =
    tenant.settings.answer(call, body, Date.now()) ??
    tenant.investigations.answer(call, body, Date.now()) ??
    tenant.assetGroups.answer(call, body, Date.now()) ??
    tenant.views.answer(call, body);
  if (settings?.body !== undefined) return json(response, settings.status, settings.body);
  if (settings !== undefined) {
    response.writeHead(settings.status).end();
    return;
  }
  if (/^(POST|DELETE) .api.sources.[^/]+.tokens/.test(call)) return tokens(call, tenant, response);
  if (call === 'POST /api/sources') {
    const { name } = JSON.parse(body) as CreateSourceRequest;
    return json(response, 201, tenant.createSource(name, Date.now()));
  }
  if (call === 'GET /api/sources') return json(response, 200, { sources: tenant.sources });
  if (call === 'GET /api/organisation') {
    const { id, name } = sessionOf(tenant).tenant;
    const { requiresTwoFactor } = tenant.settings;
    return json(response, 200, {
      id,
      name,
      region: 'none',
      retentionDays: null,
      requiresTwoFactor,
    });
  }
  if (call === 'GET /api/mappings') {
    const mappings = tenant.lenses.size === 0 ? [] : sampleMappings(Date.now());
    return json(response, 200, { mappings });
  }
  if (call === 'POST /api/mappings/try') {
    return json(response, 200, sampleTry((JSON.parse(body) as { source: string }).source));
  }
  if (/^GET \/api\/sources\/[^/]+\/health$/.test(call)) {
    return json(response, 200, sampleHealth(Date.now()));
  }
  if (/^GET \/api\/uploads\/\d+\/records$/.test(call)) {
    const number = Number(url.pathname.split('/')[3]);
    return json(response, 200, sampleRecords(number, tenant.records.get(1) ?? []));
  }
  if (call === 'GET /api/uploads') return json(response, 200, { uploads: tenant.uploads });
  if (call === 'GET /api/lenses') return json(response, 200, tenant.lives.list(url.searchParams));
  if (call === 'PATCH /api/lenses') {
    const answer = tenant.lives.change(JSON.parse(body) as ChangeLensesRequest, Date.now());
    return json(response, 200, answer);
  }
  if (call === 'GET /api/exceptions') return json(response, 200, tenant.exceptions.list());
  if (call === 'POST /api/exceptions/preview') {
    return json(response, 200, tenant.exceptions.preview(JSON.parse(body) as ExceptionRequest));
  }
  if (call === 'POST /api/exceptions') {
    const request = JSON.parse(body) as ExceptionRequest;
    return json(response, 201, tenant.exceptions.add(request, tenant.email, Date.now()));
  }
  if (/^\/api\/(lenses\/[^/]+\/hits|hits\/.+)$/.test(url.pathname)) {
    return json(response, 200, url.pathname.endsWith('/hits') ? SAMPLE_HITS : SAMPLE_FACTS);
  }
  if (url.pathname.startsWith('/api/indicators')) {
    const answer = call.startsWith('GET') ? sampleLists(Date.now()) : SAMPLE_SAVED;
    return json(response, 200, answer);
  }
  if (url.pathname.startsWith('/api/value-lists')) {
    return json(response, 200, sampleValueLists(Date.now()));
  }
  if (url.pathname.startsWith('/api/analyzers')) return analyzers(call, url, body, response);
  if (url.pathname.startsWith('/api/rules')) return rules(call, url, body, tenant, response);
  const [, , what = '', id = '', record = ''] = url.pathname.split('/').map(decodeURIComponent);
  if (call === 'GET /api/notifications') return json(response, 200, tenant.notifications.list());
  if (call === 'POST /api/notifications/channels') {
    return json(response, 201, tenant.notifications.add(JSON.parse(body) as ChannelRequest));
  }
  if (what === 'notifications' && call.endsWith('/test')) {
    return json(response, 200, tenant.notifications.test());
  }
  if (what === 'notifications') {
    tenant.notifications.remove(record);
    response.writeHead(204).end();
    return;
  }
  if (what === 'exceptions' && call.startsWith('DELETE ')) {
    tenant.exceptions.remove(id);
    response.writeHead(204).end();
    return;
  }
  const without = url.searchParams.get('without')?.replace(/^analyzer:/, '') ?? null;
  if (what === 'lenses' && without !== null) {
    return json(response, 200, tenant.exceptions.without(id, without));
  }
  if (what === 'lenses' && record === 'history') {
    return json(response, 200, { events: tenant.lives.events(id) });
  }
  if (what === 'lenses' && record === 'comments') {
    tenant.lives.comment(id, (JSON.parse(body) as { text: string }).text, Date.now());
    response.writeHead(204).end();
    return;
  }
  if (what === 'lenses') {
    const detail = tenant.lenses.get(id);
    if (detail !== undefined) return json(response, 200, detail);
  }
  if (what === 'search') return json(response, 200, search(url, [...tenant.lenses.values()]));
  if (what === 'nodes') {
    const graph = neighboursOf(id, [...tenant.lenses.values()]);
    if (graph !== undefined) return json(response, 200, graph);
  }
  if (what === 'evidence') {
    const raw = tenant.records.get(Number(id))?.[Number(record) - 1];
    if (raw !== undefined) {
      response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end(raw);
      return;
    }
  }
  problem(response, 404, 'http.not-found', 'There is nothing at this address');
}

/** One text stands for every analyzer; checking finds a fault wherever a line has the word `nam`. */
function analyzers(call: string, url: URL, body: string, response: ServerResponse): void {
  if (call === 'POST /api/analyzers/check') {
    const { source, records } = JSON.parse(body) as CheckAnalyzerRequest;
    return json(response, 200, checkSample(source, records));
  }
  if (call === 'POST /api/analyzers/run') {
    const lines = sampleRun(Date.now()).map((line) => JSON.stringify(line));
    response.writeHead(200, { 'content-type': 'application/jsonl' }).end(lines.join('\n') + '\n');
    return;
  }
  if (call.startsWith('GET')) {
    return json(response, 200, sampleAnalyzer(url.pathname.split('/').at(-1) ?? '', Date.now()));
  }
  response.writeHead(204).end();
}

/** Makes, replaces or revokes a token of a source. */
function tokens(call: string, tenant: FakeTenant, response: ServerResponse): void {
  const [, , , source = '', , id = '', how = ''] = call.split('/').map(decodeURIComponent);
  if (call.startsWith('POST')) {
    return json(response, 201, tenant.addToken(source, how === 'rotate' ? id : '', Date.now()));
  }
  tenant.removeToken(source, id);
  response.writeHead(204).end();
}

function rules(
  call: string,
  url: URL,
  body: string,
  tenant: FakeTenant,
  response: ServerResponse,
): void {
  const [, , , what = '', name = ''] = url.pathname.split('/').map(decodeURIComponent);
  if (call === 'GET /api/rules') return json(response, 200, tenant.rules.list());
  if (call === 'POST /api/rules/import') {
    const isJson = body.startsWith('{"pack"');
    const pack = isJson
      ? (JSON.parse(body) as { pack: string }).pack
      : url.searchParams.get('pack');
    return json(response, 201, tenant.rules.import(pack ?? '', Date.now()));
  }
  if (call === 'POST /api/rules/check') return json(response, 200, SAMPLE_RULE_CHECK);
  if (call === 'PATCH /api/rules') {
    const { ids, state } = JSON.parse(body) as SetRulesRequest;
    tenant.rules.set(ids, state);
    response.writeHead(204).end();
    return;
  }
  if (what === 'packs') {
    tenant.rules.remove(name);
    response.writeHead(204).end();
    return;
  }
  if (what === 'coverage') return json(response, 200, tenant.rules.coverage());
  const detail = tenant.rules.find(what);
  if (detail !== undefined) return json(response, 200, detail);
  problem(response, 404, 'http.not-found', 'There is no such rule');
}

/** The nodes of all lenses whose label has what is looked for, as the service finds them by value. */
function search(url: URL, lenses: readonly LensDetail[]): SearchAnswer {
  const text = (url.searchParams.get('q') ?? '').replaceAll('*', '').toLowerCase();
  const type = url.searchParams.get('type');
  const nodes = new Map(lenses.flatMap(({ graph }) => graph.nodes.map((node) => [node.id, node])));
  const matches = [...nodes.values()]
    .filter((node) => type === null || node.type === type)
    .filter(({ label }) => label.toLowerCase().includes(text))
    .map(({ id, type: of, label, first, last, properties }) => {
      const [property, { value }] = Object.entries(properties).find(([, shown]) =>
        String(shown.value).toLowerCase().includes(text),
      ) ?? ['name', { value: label }];
      return {
        type: of,
        property,
        value,
        nodes: [{ id, type: of, label, on: 'DESKTOP-4471', first, last }],
        isMore: of === 'address',
      };
    });
  return { matches };
}

/** The node with its neighbours in whatever lens has it, and one invented neighbour more. */
function neighboursOf(id: string, lenses: readonly LensDetail[]): Graph | undefined {
  const lens = lenses.find(({ graph }) => graph.nodes.some((node) => node.id === id));
  const node = lens?.graph.nodes.find((candidate) => candidate.id === id);
  if (lens === undefined || node === undefined) return undefined;
  const edges = lens.graph.edges.filter((edge) => edge.from === id || edge.to === id);
  const ends = new Set(edges.flatMap((edge) => [edge.from, edge.to]));
  const evidence = { upload: 1, record: 1 };
  const found = { ...node, id: `${id}-dll`, type: 'file', label: 'helper.dll', risk: 0, hitBy: [] };
  const edge = { from: id, name: 'created_files', to: found.id, verb: 'created', evidence };
  return {
    nodes: [...lens.graph.nodes.filter((candidate) => ends.has(candidate.id)), found],
    edges: [...edges, { ...edge, first: node.first + 900, last: node.first + 900 }],
    omitted: 0,
  };
}

function sessionOf(tenant: FakeTenant): Session {
  return {
    user: { id: `user ${tenant.email}`, email: tenant.email },
    tenant: { id: `tenant ${tenant.email}`, name: tenant.name },
    role: 'owner',
  };
}

function cookieOf(request: IncomingMessage): string {
  return /session=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1] ?? '';
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function closeServer(server: Server, live: Broadcast): Promise<void> {
  live.drop();
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
