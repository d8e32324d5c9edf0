import { exports } from 'cloudflare:workers';
import type { Role } from '../../core/contract/roles.ts';
import type { LensSummary } from '../../core/contract/lenses.ts';
import type { CreatedSource, Upload } from '../../core/contract/sources.ts';

const ORIGIN = 'https://grapnel.example';

/** Someone who has signed up, and what they can do. */
export interface Member {
  readonly tenantId: string;
  readonly email: string;
  readonly cookie: string;
  /** Signs in once more, as somebody with another browser does. */
  again(): Promise<Member>;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  post(path: string, body: unknown): Promise<Response>;
  /** Sends any request with the member's session. */
  send(path: string, init: RequestInit): Promise<Response>;
  put(path: string, body: unknown): Promise<Response>;
  createSource(name?: string): Promise<CreatedSource>;
  uploads(): Promise<Upload[]>;
  lenses(): Promise<LensSummary[]>;
}

/** Calls the Worker. */
export function request(path: string, init: RequestInit = {}): Promise<Response> {
  return exports.default.fetch(new Request(ORIGIN + path, init));
}

/** Sends an upload of its own with a token. */
export function push(token: string, body: BodyInit, headers: Record<string, string> = {}) {
  return request('/ingest?upload=own', {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, ...headers },
    body,
  });
}

/** Everybody's. */
export const PASSWORD = 'a long enough password';

/** Signs up a new tenant. */
export function signUp(organisation: string, email = newEmail()): Promise<Member> {
  return enter('/api/sign-up', { email, password: PASSWORD, organisation });
}

/** Signs up someone whom an owner has invited. */
export async function join(owner: Member, role: Role): Promise<Member> {
  const email = newEmail();
  const invited = await owner.post('/api/invitations', { email, role });
  const { code } = await invited.json<{ code: string }>();
  return await enter('/api/sign-up', { email, password: PASSWORD, invitation: code });
}

/** The same person in another session. */
export function withCookie({ tenantId, email }: Member, cookie: string): Member {
  return memberWith(tenantId, email, cookie);
}

function newEmail(): string {
  return `${crypto.randomUUID()}@grapnel.example`;
}

async function enter(
  path: string,
  body: { readonly email: string; readonly [name: string]: string },
): Promise<Member> {
  const entered = await request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const { tenant } = await entered.json<{ tenant: { id: string } }>();
  const cookie = entered.headers
    .getSetCookie()
    .map((text) => text.split(';', 1)[0])
    .join('; ');
  return memberWith(tenant.id, body.email, cookie);
}

function memberWith(tenantId: string, email: string, cookie: string): Member {
  const get: Member['get'] = (path, headers = {}) =>
    request(path, { headers: { cookie, ...headers } });
  const send: Member['send'] = (path, { headers, ...init }) =>
    request(path, { ...init, headers: { cookie, ...(headers as Record<string, string>) } });
  const sendJson = (method: string, path: string, body: unknown): Promise<Response> =>
    send(path, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const post: Member['post'] = (path, body) => sendJson('POST', path, body);
  return {
    tenantId,
    email,
    cookie,
    again: () => enter('/api/sign-in', { email, password: PASSWORD }),
    get,
    post,
    send,
    put: (path, body) => sendJson('PUT', path, body),
    createSource: async (name = 'test') => (await post('/api/sources', { name })).json(),
    uploads: async () => (await (await get('/api/uploads')).json<{ uploads: Upload[] }>()).uploads,
    lenses: async () => (await (await get('/api/lenses')).json<{ lenses: LensSummary[] }>()).lenses,
  };
}

/** Waits until none of a member's uploads is queued. */
export async function untilDone(member: Member): Promise<Upload[]> {
  for (;;) {
    const uploads = await member.uploads();
    if (uploads.every(({ state }) => state !== 'queued')) return uploads;
    await scheduler.wait(20);
  }
}
