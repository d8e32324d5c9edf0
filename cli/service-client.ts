import { randomBytes } from 'node:crypto';
import type { Session } from '../core/contract/account.ts';
import type { LensDetail, LensSummary, LiveMessage } from '../core/contract/lenses.ts';
import type { Problem } from '../core/contract/problem.ts';
import type { RuleImport } from '../core/contract/rules.ts';
import type { CreatedSource, IngestAnswer, Upload } from '../core/contract/sources.ts';
import type { NodePart } from '../core/graph/snapshot.ts';

/** An answer of the service that says no. */
export class ServiceError extends Error {
  readonly status: number;
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, message: string, retryAfterSeconds?: number) {
    super(message);
    this.name = 'ServiceError';
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** A member's session with a service, for the commands. */
export class ServiceClient {
  readonly #url: URL;
  #cookie = '';

  constructor(url: URL) {
    this.#url = url;
  }

  /** Signs up a new tenant with an account of its own, and returns the way in. */
  async signUp(
    organisation: string,
    email = `analyst-${randomBytes(4).toString('hex')}@grapnel.example`,
  ): Promise<{ session: Session; email: string; password: string }> {
    const password = randomBytes(12).toString('base64url');
    const response = await this.#send('POST', '/api/sign-up', { email, password, organisation });
    this.#keepCookie(response);
    return { session: (await response.json()) as Session, email, password };
  }

  async signIn(email: string, password: string): Promise<Session> {
    const response = await this.#send('POST', '/api/sign-in', { email, password });
    this.#keepCookie(response);
    return (await response.json()) as Session;
  }

  async createSource(name: string): Promise<CreatedSource> {
    return (await (await this.#send('POST', '/api/sources', { name })).json()) as CreatedSource;
  }

  /** Imports files of Sigma rules as a pack, in place of what the pack had. */
  async importRules(
    pack: string,
    files: readonly { readonly path: string; readonly text: string }[],
  ): Promise<RuleImport> {
    return (await (
      await this.#send('POST', '/api/rules/import', { pack, files })
    ).json()) as RuleImport;
  }

  /** All uploads, newest first. */
  async uploads(): Promise<Upload[]> {
    const all: Upload[] = [];
    for (let before = ''; ; before = `?before=${all.at(-1)?.number}`) {
      const page = await this.read<{ uploads: Upload[] }>(`/api/uploads${before}`);
      if (page.uploads.length === 0) return all;
      all.push(...page.uploads);
    }
  }

  /** Has an upload processed once more. */
  async replay(upload: number): Promise<void> {
    await this.post(`/api/uploads/${upload}/replay`, {});
  }

  /** Changes something that has no method of its own here. */
  async post(path: string, body: unknown): Promise<void> {
    await (await this.#send('POST', path, body)).arrayBuffer();
  }

  async lenses(): Promise<readonly LensSummary[]> {
    return (await this.read<{ lenses: LensSummary[] }>('/api/lenses')).lenses;
  }

  /** A lens with the nodes of its hits, without what explains them. */
  async lens(id: string): Promise<LensDetail> {
    return await this.read<LensDetail>(`/api/lenses/${id}?context=none`);
  }

  /** Every node of the graph, in parts. */
  async *graph(): AsyncGenerator<NodePart> {
    const response = await this.#send('GET', '/api/graph');
    const decoder = new TextDecoder();
    let rest = '';
    for await (const chunk of response.body ?? []) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) yield JSON.parse(line) as NodePart;
    }
    if (rest !== '') throw new Error('the export of the graph broke off');
  }

  #keepCookie(response: Response): void {
    const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0]);
    this.#cookie = cookies.join('; ');
  }

  /** Listens to the tenant's live feed. */
  live(hear: (message: LiveMessage) => void): { readonly isOpen: Promise<void>; close(): void } {
    const url = new URL('/api/live', this.#url);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    // Node's WebSocket takes headers, which the platform's types do not know.
    const options = { headers: { cookie: this.#cookie } } as unknown as string[];
    const socket = new WebSocket(url.href, options);
    socket.addEventListener('message', ({ data }) => hear(JSON.parse(String(data)) as LiveMessage));
    const isOpen = new Promise<void>((resolve, reject) => {
      socket.addEventListener('open', () => resolve());
      socket.addEventListener('error', () => reject(new Error('the live feed did not open')));
    });
    return { isOpen, close: () => socket.close() };
  }

  /** Reads any route, as text. */
  async readText(path: string): Promise<string> {
    return await (await this.#send('GET', path)).text();
  }

  /** Reads any route that answers with JSON. */
  async read<T>(path: string): Promise<T> {
    return (await (await this.#send('GET', path)).json()) as T;
  }

  async #send(method: string, path: string, body?: unknown): Promise<Response> {
    const response = await fetch(new URL(path, this.#url), {
      method,
      headers: { cookie: this.#cookie, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw await serviceError(response);
    return response;
  }
}

/** Sends one upload, which is not to share its number with others. */
export async function sendUpload(
  url: URL,
  token: string,
  body: Uint8Array<ArrayBuffer> | string,
  encoding?: string,
): Promise<IngestAnswer> {
  const response = await fetch(new URL('/ingest?upload=own', url), {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
    },
    body,
  });
  if (!response.ok) throw await serviceError(response);
  return (await response.json()) as IngestAnswer;
}

async function serviceError(response: Response): Promise<ServiceError> {
  const text = await response.text();
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  const retryAfterSeconds = Number.isFinite(retryAfter) ? retryAfter : undefined;
  if (!response.headers.get('content-type')?.includes('json')) {
    return new ServiceError(response.status, `status ${response.status}`, retryAfterSeconds);
  }
  const { title, detail, requestId } = JSON.parse(text) as Problem;
  const parts = [title, detail, `(status ${response.status}, request ${requestId})`];
  return new ServiceError(response.status, parts.filter(Boolean).join(' '), retryAfterSeconds);
}
