import { MAX_PASSKEYS } from '../../core/contract/passkeys.ts';
import type { PasskeySummary } from '../../core/contract/passkeys.ts';
import { sha256Hex } from '../hex.ts';

/** How long making a passkey, and signing in with one, may take. */
export const PASSKEY_CHALLENGE_MS = 5 * 60_000;

/** A passkey as its browser has made it. */
export interface MadePasskey {
  /** Its credential's id, base64url. */
  readonly credentialId: string;
  /** COSE, base64url. */
  readonly publicKey: string;
  /** How often it has signed; 0 where it does not count. */
  readonly counter: number;
  readonly transports: readonly string[];
}

/** A passkey that is kept, and whose it is. */
export interface Passkey extends MadePasskey {
  readonly id: string;
  readonly name: string;
  readonly userId: string;
  readonly email: string;
}

/**
 * Notes what is to be signed, once, and forgets what never was.
 *
 * @param userId who makes a passkey; undefined for who signs in with one
 * @param now ms since 1970
 */
export async function keepChallenge(
  db: D1Database,
  challenge: string,
  userId: string | undefined,
  now: number,
): Promise<void> {
  await db.batch([
    db.prepare('DELETE FROM passkey_challenges WHERE expires_at <= ?').bind(now),
    db
      .prepare('INSERT INTO passkey_challenges (id, user_id, expires_at) VALUES (?, ?, ?)')
      .bind(await sha256Hex(challenge), userId ?? null, now + PASSKEY_CHALLENGE_MS),
  ]);
}

/** Takes what was signed, once. @returns whether it was to be, and for the same */
export async function takeChallenge(
  db: D1Database,
  challenge: string,
  userId: string | undefined,
  now: number,
): Promise<boolean> {
  const { meta } = await db
    .prepare('DELETE FROM passkey_challenges WHERE id = ? AND user_id IS ? AND expires_at > ?')
    .bind(await sha256Hex(challenge), userId ?? null, now)
    .run();
  return meta.changes > 0;
}

/** Keeps a passkey. @returns its id; undefined when it is known already, or there are too many */
export async function addPasskey(
  db: D1Database,
  userId: string,
  name: string,
  { credentialId, publicKey, counter, transports }: MadePasskey,
  now: number,
): Promise<string | undefined> {
  const id = await sha256Hex(credentialId);
  const { meta } = await db
    .prepare(
      `INSERT INTO passkeys
         (id, user_id, name, credential_id, public_key, counter, transports, created_at)
       SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8
       WHERE (SELECT count(*) FROM passkeys WHERE user_id = ?2) < ?9
       ON CONFLICT DO NOTHING`,
    )
    .bind(
      id,
      userId,
      name,
      credentialId,
      publicKey,
      counter,
      JSON.stringify(transports),
      now,
      MAX_PASSKEYS,
    )
    .run();
  return meta.changes > 0 ? id : undefined;
}

/** The passkeys of someone, oldest first. */
export async function listPasskeys(db: D1Database, userId: string): Promise<PasskeySummary[]> {
  const { results } = await db
    .prepare(
      `SELECT id, name, created_at AS createdAt, used_at AS usedAt FROM passkeys
       WHERE user_id = ? ORDER BY created_at, id`,
    )
    .bind(userId)
    .all<PasskeySummary>();
  return results;
}

/** The credentials of someone's passkeys, for their browser to tell which of them it has. */
export async function listCredentials(
  db: D1Database,
  userId: string,
): Promise<Pick<MadePasskey, 'credentialId' | 'transports'>[]> {
  const { results } = await db
    .prepare('SELECT credential_id AS credentialId, transports FROM passkeys WHERE user_id = ?')
    .bind(userId)
    .all<{ credentialId: string; transports: string }>();
  return results.map(({ credentialId, transports }) => ({
    credentialId,
    transports: JSON.parse(transports) as string[],
  }));
}

/** The passkey of a credential; undefined when nobody has it. */
export async function findPasskey(
  db: D1Database,
  credentialId: string,
): Promise<Passkey | undefined> {
  const row = await db
    .prepare(
      `SELECT p.id, p.name, p.credential_id AS credentialId, p.public_key AS publicKey, p.counter,
         p.transports, p.user_id AS userId, u.email
       FROM passkeys p JOIN users u ON u.id = p.user_id WHERE p.id = ?`,
    )
    .bind(await sha256Hex(credentialId))
    .first<Omit<Passkey, 'transports'> & { transports: string }>();
  if (row === null) return undefined;
  return { ...row, transports: JSON.parse(row.transports) as string[] };
}

/**
 * Notes that a passkey has signed in.
 *
 * @param counter what it has counted to
 * @returns false when it is gone, or has counted as far already: two devices have the same one
 */
export async function noteUse(
  db: D1Database,
  id: string,
  counter: number,
  now: number,
): Promise<boolean> {
  const { meta } = await db
    .prepare(
      `UPDATE passkeys SET counter = ?2, used_at = ?3
       WHERE id = ?1 AND (counter < ?2 OR (counter = 0 AND ?2 = 0))`,
    )
    .bind(id, counter, now)
    .run();
  return meta.changes > 0;
}

/**
 * Removes a passkey of someone, and ends the sessions that it opened, but for the one that it is
 * removed in.
 *
 * @returns its name; undefined when they have no such passkey
 */
export async function removePasskey(
  db: D1Database,
  userId: string,
  id: string,
  sessionId: string,
): Promise<string | undefined> {
  const [removed] = await db.batch<{ name: string }>([
    db.prepare('DELETE FROM passkeys WHERE user_id = ? AND id = ? RETURNING name').bind(userId, id),
    db
      .prepare('DELETE FROM sessions WHERE user_id = ? AND passkey_id = ? AND id <> ?')
      .bind(userId, id, sessionId),
  ]);
  return removed?.results[0]?.name;
}
