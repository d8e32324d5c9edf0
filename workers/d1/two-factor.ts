/** Longer than the service takes a code of an authenticator: its step, the one before and the next. */
const CODE_LIFE_MS = 120_000;

/**
 * Takes a code of an authenticator, which works once.
 *
 * @param now ms since 1970
 * @returns false when it was taken before
 */
export async function takeCode(
  db: D1Database,
  userId: string,
  code: string,
  now: number,
): Promise<boolean> {
  const [, taken] = await db.batch([
    db
      .prepare('DELETE FROM used_codes WHERE user_id = ? AND used_at < ?')
      .bind(userId, now - CODE_LIFE_MS),
    db
      .prepare(
        'INSERT INTO used_codes (user_id, code, used_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
      )
      .bind(userId, code, now),
  ]);
  return taken !== undefined && taken.meta.changes > 0;
}

/** Whether too many wrong codes have closed the second factor for now. */
export async function isLocked(db: D1Database, userId: string, now: number): Promise<boolean> {
  const until = await db
    .prepare('SELECT locked_until FROM two_factors WHERE user_id = ?')
    .bind(userId)
    .first<number>('locked_until');
  return until !== null && until > now;
}

/**
 * Counts a wrong code; so many in a row close the second factor for a while.
 *
 * @param limit what the account library counts by when someone signs in
 */
export async function countWrongCode(
  db: D1Database,
  userId: string,
  limit: { readonly maxFailedAttempts: number; readonly durationSeconds: number },
  now: number,
): Promise<void> {
  await db
    .prepare(
      `UPDATE two_factors SET
         failed_verification_count = iif(locked_until <= ?3, 0, failed_verification_count) + 1,
         locked_until = iif(iif(locked_until <= ?3, 0, failed_verification_count) + 1 >= ?2, ?4, NULL)
       WHERE user_id = ?1`,
    )
    .bind(userId, limit.maxFailedAttempts, now, now + limit.durationSeconds * 1_000)
    .run();
}

/** Takes someone's second factor away, and every session that there is. */
export async function endTwoFactor(db: D1Database, userId: string): Promise<void> {
  await db.batch([
    db.prepare('DELETE FROM two_factors WHERE user_id = ?').bind(userId),
    db.prepare('UPDATE users SET two_factor_enabled = 0 WHERE id = ?').bind(userId),
    db.prepare('DELETE FROM sessions WHERE user_id = ?').bind(userId),
  ]);
}

/** Ends every session of someone but one. */
export async function endOtherSessions(
  db: D1Database,
  userId: string,
  sessionId: string,
): Promise<void> {
  await db
    .prepare('DELETE FROM sessions WHERE user_id = ? AND id <> ?')
    .bind(userId, sessionId)
    .run();
}

/** Whose second step of signing in a challenge is for. */
export async function challengedUser(
  db: D1Database,
  challenge: string,
): Promise<{ readonly id: string; readonly email: string } | undefined> {
  const row = await db
    .prepare(
      `SELECT u.id, u.email FROM verifications v JOIN users u ON u.id = v.value
       WHERE v.identifier = ?`,
    )
    .bind(challenge)
    .first<{ id: string; email: string }>();
  return row ?? undefined;
}
