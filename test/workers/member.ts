import { exports } from 'cloudflare:workers';
import type { LensSummary } from '../../core/contract/lenses.ts';
import type { CreatedSource, Upload } from '../../core/contract/sources.ts';

const ORIGIN = 'https://grapnel.example';

/** Someone who has signed up, and what they can do. */
export interface Member {
  readonly tenantId: string;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  post(path: string, body: unknown): Promise<Response>;
  /** Sends any request with the member's session. */
  send(path: string, init: RequestInit): Promise<Response>;
  createSource(name?: string): Promise<CreatedSource>;
  uploads(): Promise<Upload[]>;
  lenses(): Promise<LensSummary[]>;
}

/** Calls the Worker. */
export function request(path: string, init: RequestInit = {}): Promise<Response> {
  return exports.default.fetch(new Request(ORIGIN + path, init));
}

/** Sends an upload with a token. */
export function push(token: string, body: BodyInit, headers: Record<string, string> = {}) {
  return request('/ingest', {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, ...headers },
    body,
  });
}

/** Signs up a new tenant. */
export async function signUp(organisation: string): Promise<Member> {
  const email = `${crypto.randomUUID()}@grapnel.example`;
  const signedUp = await request('/api/sign-up', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password: 'a long enough password', organisation }),
  });
  const { tenant } = await signedUp.json<{ tenant: { id: string } }>();
  const cookie = signedUp.headers
    .getSetCookie()
    .map((text) => text.split(';', 1)[0])
    .join('; ');

  const get: Member['get'] = (path, headers = {}) =>
    request(path, { headers: { cookie, ...headers } });
  const post = (path: string, body: unknown): Promise<Response> =>
    request(path, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const send: Member['send'] = (path, { headers, ...init }) =>
    request(path, { ...init, headers: { cookie, ...(headers as Record<string, string>) } });
  return {
    tenantId: tenant.id,
    get,
    post,
    send,
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
