import { findTokenOwner } from '../d1/sources.ts';
import type { TokenOwner } from '../d1/sources.ts';
import { ApiError } from '../errors.ts';
import { sha256Hex } from '../hex.ts';

/** How long a token is trusted without asking again: a revoked one works no longer than this. */
const CACHE_MS = 60_000;

/** More tokens than one isolate serves in a minute. */
const CACHE_ENTRIES = 10_000;

const known = new Map<string, { owner: TokenOwner; until: number }>();

/**
 * The owner of the token that a request carries as `Authorization: Bearer`. Throws the 401 that
 * the sender is to see.
 */
export async function authenticate(request: Request, env: Env): Promise<TokenOwner> {
  const header = request.headers.get('authorization');
  const token = /^Bearer +(\S+)$/i.exec(header ?? '')?.[1];
  if (token === undefined) {
    throw new ApiError(401, 'ingest.no-token', 'The request carries no ingest token.', {
      detail: 'Send the token of a source as "Authorization: Bearer TOKEN".',
      headers: { 'www-authenticate': 'Bearer realm="grapnel"' },
    });
  }
  const hash = await sha256Hex(token);
  const now = Date.now();
  const cached = known.get(hash);
  if (cached !== undefined && cached.until > now) return cached.owner;
  const owner = await findTokenOwner(env.DB, hash);
  if (owner === undefined) {
    known.delete(hash);
    throw new ApiError(401, 'ingest.unknown-token', 'The ingest token is not known.', {
      detail:
        'It may be mistyped, or revoked. Sources show the first and last characters of theirs.',
      headers: { 'www-authenticate': 'Bearer realm="grapnel", error="invalid_token"' },
    });
  }
  if (known.size >= CACHE_ENTRIES) known.clear();
  known.set(hash, { owner, until: now + CACHE_MS });
  return owner;
}
