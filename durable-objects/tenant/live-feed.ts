import type { LiveMessage } from '../../core/contract/lenses.ts';
import { WANTS_SSO } from '../../platform/wants-sso.ts';

/** How often it is asked, while there is something to tell, whether who listens still may. */
const CHECK_MS = 45_000;

/** Where a listener's name is, on the request that opens a feed: the Worker puts it there, nobody else. */
const LISTENER_HEADER = 'x-grapnel-listener';

/** The code of a connection that is closed as its listener may not listen any more (RFC 6455, 7.4.1). */
const POLICY = 1008;

/** Who listens: by what they may. */
export interface Listener {
  readonly kind: 'session' | 'token';
  /** The id of the session or of the API token. */
  readonly id: string;
  /** The member's role; a token has none. */
  readonly role: string;
}

/** The request that opens a feed for a listener. */
export function listenRequest(request: Request, listener: Listener): Request {
  const headers = new Headers(request.headers);
  headers.set(LISTENER_HEADER, JSON.stringify(listener));
  return new Request(request, { headers });
}

/** The open feeds of a tenant: they sleep with the object, and say themselves whose they are. */
export class LiveFeed {
  readonly #ctx: DurableObjectState;
  readonly #db: D1Database;
  #checkedAt = 0;

  constructor(ctx: DurableObjectState, db: D1Database) {
    this.#ctx = ctx;
    this.#db = db;
  }

  /** Opens a feed for whom the request names; refuses one that names nobody. */
  open(request: Request): Response {
    const name = request.headers.get(LISTENER_HEADER);
    if (name === null) return new Response('nobody listens', { status: 400 });
    const { 0: client, 1: server } = new WebSocketPair();
    this.#ctx.acceptWebSocket(server);
    server.serializeAttachment(JSON.parse(name));
    return new Response(null, { status: 101, webSocket: client });
  }

  /** Tells everyone who listens; those who may not any more are found within a minute. */
  send(message: LiveMessage, now: number): void {
    const sockets = this.#ctx.getWebSockets();
    if (sockets.length === 0) return;
    const text = JSON.stringify(message);
    for (const socket of sockets) socket.send(text);
    if (now - this.#checkedAt < CHECK_MS) return;
    this.#ctx.waitUntil(this.check(now));
  }

  /** Closes the feeds of all who may not listen any more, or not as what they were. */
  async check(now: number): Promise<void> {
    const sockets = this.#ctx.getWebSockets();
    this.#checkedAt = now;
    if (sockets.length === 0) return;
    const listeners = sockets.map((socket) => socket.deserializeAttachment() as Listener | null);
    const allowed = await this.#allowed(listeners, now);
    for (const [index, socket] of sockets.entries()) {
      const listener = listeners[index];
      if (listener && allowed.has(nameOf(listener))) continue;
      socket.close(POLICY, 'you may not listen any more');
    }
  }

  closeAll(reason: string): void {
    for (const socket of this.#ctx.getWebSockets()) socket.close(1001, reason);
  }

  /** Of some listeners, those who may still: two statements, however many they are. */
  async #allowed(listeners: readonly (Listener | null)[], now: number): Promise<Set<string>> {
    const tenant = this.#ctx.id.name ?? '';
    const ids = (kind: Listener['kind']) =>
      JSON.stringify(listeners.flatMap((one) => (one?.kind === kind ? [one.id] : [])));
    const [sessions, tokens] = await this.#db.batch<{ id: string; role: string }>([
      this.#db
        .prepare(
          `SELECT s.id, m.role FROM sessions s JOIN users u ON u.id = s.user_id
             JOIN members m ON m.user_id = s.user_id AND m.tenant_id = ?1
             LEFT JOIN tenant_settings t ON t.tenant_id = ?1
             LEFT JOIN sso_settings sso ON sso.tenant_id = ?1
           WHERE s.id IN (SELECT value FROM json_each(?2)) AND s.expires_at > ?3
             AND iif(s.only_tenant_id IS NULL,
               NOT ${WANTS_SSO} AND coalesce(t.requires_two_factor, 0)
                 <= max(u.two_factor_enabled, s.passkey_id IS NOT NULL),
               s.only_tenant_id = ?1)
             AND NOT EXISTS (SELECT 1 FROM erasures WHERE tenant_id = ?1)`,
        )
        .bind(tenant, ids('session'), now),
      this.#db
        .prepare(
          `SELECT id, '' AS role FROM api_tokens WHERE tenant_id = ?1
             AND id IN (SELECT value FROM json_each(?2)) AND (expires_at IS NULL OR expires_at > ?3)`,
        )
        .bind(tenant, ids('token'), now),
    ]);
    return new Set([
      ...(sessions?.results ?? []).map((row) => nameOf({ kind: 'session', ...row })),
      ...(tokens?.results ?? []).map((row) => nameOf({ kind: 'token', ...row })),
    ]);
  }
}

function nameOf({ kind, id, role }: Listener): string {
  return JSON.stringify([kind, id, role]);
}
