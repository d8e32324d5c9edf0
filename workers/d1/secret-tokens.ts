import type { TokenSummary } from '../../core/contract/tokens.ts';
import { randomHex, sha256Hex } from '../hex.ts';

/** How every token begins, for people and for scanners of leaked secrets. */
const PREFIXES = { ingest: 'grp_', api: 'gra_' } as const;

/** Random bytes of a token. */
const TOKEN_BYTES = 24;

/** How often its use is noted, of a token: each time costs a row. */
export const USE_NOTED_MS = 3_600_000;

/** A new token: what is shown of it once, what is kept of it, and what may be shown again. */
export async function newToken(
  kind: keyof typeof PREFIXES,
  now: number,
  expiresAt: number | null = null,
): Promise<{ readonly token: string; readonly hash: string; readonly summary: TokenSummary }> {
  const prefix = PREFIXES[kind];
  const token = prefix + randomHex(TOKEN_BYTES);
  const summary = {
    id: randomHex(8),
    prefix: token.slice(0, prefix.length + 4),
    lastFour: token.slice(-4),
    createdAt: now,
    expiresAt,
    lastUsedAt: null,
  };
  return { token, hash: await sha256Hex(token), summary };
}

/** Whether a credential is a token of the API, and not something else. */
export function isApiToken(text: string): boolean {
  return text.startsWith(PREFIXES.api);
}
