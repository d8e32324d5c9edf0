import { findTokenOwner } from '../d1/sources.ts';
import type { TokenOwner } from '../d1/sources.ts';
import { sha256Hex } from '../hex.ts';
import type { Credential } from './credentials.ts';
import { logError } from '../log.ts';
import { IngestFault } from './ingest-fault.ts';

/** How long a token is trusted without asking again: a revoked one works no longer than this. */
const CACHE_MS = 60_000;

/** More tokens than one isolate serves in a minute. */
const CACHE_ENTRIES = 10_000;

const known = new Map<string, { owner: TokenOwner; until: number }>();

/**
 * The owner of the token that a request carries: the only place where an upload gets its tenant
 * (law 6). Throws the fault of a request that has none.
 */
export async function authenticate(credential: Credential, env: Env): Promise<TokenOwner> {
  if (credential.kind === 'missing') {
    throw new IngestFault(
      'no-token',
      'Send the token of a source as "Authorization: Bearer TOKEN".',
    );
  }
  if (credential.kind === 'malformed') {
    throw new IngestFault('malformed-token', 'The Authorization header is of no known form.');
  }
  const hash = await sha256Hex(credential.token);
  const now = Date.now();
  const cached = known.get(hash);
  if (cached !== undefined && cached.until > now) return cached.owner;
  const owner = await findOwner(env, hash);
  if (owner === undefined) {
    known.delete(hash);
    throw new IngestFault(
      'unknown-token',
      'It may be mistyped, or revoked. Sources show the first and last characters of theirs.',
    );
  }
  if (known.size >= CACHE_ENTRIES) known.clear();
  known.set(hash, { owner, until: now + CACHE_MS });
  return owner;
}

/** Where the database cannot be asked, the sender is not told that its token is wrong. */
async function findOwner(env: Env, hash: string): Promise<TokenOwner | undefined> {
  try {
    return await findTokenOwner(env.DB, hash, Date.now());
  } catch (error) {
    logError('authenticate.failed', error, {});
    throw new IngestFault('busy', 'The service cannot check tokens just now.', 2);
  }
}
