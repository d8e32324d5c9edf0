import { randomHex, sha256Hex } from '../hex.ts';

/** How long a link to set a new password works. */
export const RESET_LIFE_MS = 30 * 60_000;

/** So long after one link, no other is made by request: a mailbox is not to be filled by strangers. */
const RESET_PAUSE_MS = 2 * 60_000;

const TOKEN_BYTES = 24;

/**
 * A link's token, which makes the one before void.
 *
 * @param now ms since 1970
 * @returns undefined when one was made moments ago
 */
export async function makeReset(
  db: D1Database,
  userId: string,
  now: number,
): Promise<string | undefined> {
  const secret = randomHex(TOKEN_BYTES);
  const { meta } = await db
    .prepare(
      `INSERT INTO password_resets (user_id, hash, expires_at) VALUES (?1, ?2, ?3)
       ON CONFLICT DO UPDATE SET hash = excluded.hash, expires_at = excluded.expires_at
       WHERE password_resets.expires_at <= ?4`,
    )
    .bind(
      userId,
      await sha256Hex(secret),
      now + RESET_LIFE_MS,
      now + RESET_LIFE_MS - RESET_PAUSE_MS,
    )
    .run();
  return meta.changes === 0 ? undefined : `${userId}.${secret}`;
}

/** Takes back what a request had made, so that the operator can make one at once. */
export async function dropReset(db: D1Database, userId: string): Promise<void> {
  await db.prepare('DELETE FROM password_resets WHERE user_id = ?').bind(userId).run();
}

/** Uses a token, once. @returns whose password is to be set; undefined when it does not work */
export async function takeReset(
  db: D1Database,
  token: string,
  now: number,
): Promise<string | undefined> {
  const [userId = '', secret = ''] = token.split('.', 2);
  const row = await db
    .prepare(
      `DELETE FROM password_resets WHERE user_id = ? AND hash = ? AND expires_at > ?
       RETURNING user_id`,
    )
    .bind(userId, await sha256Hex(secret), now)
    .first<{ user_id: string }>();
  return row?.user_id;
}

/**
 * Sets someone's password, and ends every session of theirs and every sign-in under way.
 *
 * @param hash as the account library makes it
 */
export async function setPassword(
  db: D1Database,
  userId: string,
  hash: string,
  now: number,
): Promise<void> {
  await changePassword(db, userId, hash, '', now);
}

/**
 * The same, but for the session that it is changed in. A link to set another one, which somebody may
 * have asked for, is void.
 *
 * @param sessionId which stays
 */
export async function changePassword(
  db: D1Database,
  userId: string,
  hash: string,
  sessionId: string,
  now: number,
): Promise<void> {
  await db.batch([
    db
      .prepare(
        `UPDATE accounts SET password = ?, updated_at = ?
         WHERE user_id = ? AND provider_id = 'credential'`,
      )
      .bind(hash, now, userId),
    db.prepare('DELETE FROM sessions WHERE user_id = ? AND id <> ?').bind(userId, sessionId),
    // Second steps that are open were begun with the old password.
    db.prepare('DELETE FROM verifications WHERE value = ?').bind(userId),
    db.prepare('DELETE FROM password_resets WHERE user_id = ?').bind(userId),
  ]);
}
