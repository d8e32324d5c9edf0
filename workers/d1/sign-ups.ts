import type { Region } from '../../core/contract/regions.ts';
import { randomHex, sha256Hex } from '../hex.ts';

/** How long the link that confirms an address works. */
export const SIGN_UP_LIFE_MS = 60 * 60_000;

/** Mails to one address in that time: a mailbox is not to be filled by strangers. */
const MAX_MAILS = 5;

const TOKEN_BYTES = 24;

/** What somebody asked for whose address is not confirmed yet. */
export interface PendingSignUp {
  readonly email: string;
  /** Of the password, as the account library makes it. */
  readonly passwordHash: string;
  readonly organisation: string | undefined;
  readonly region: Region;
  readonly invitation: string | undefined;
}

/**
 * Keeps a sign-up until its address is confirmed, beside others for the same one: nobody can make
 * the link of somebody else void. For an address that has an account only the mail is counted.
 *
 * @param now ms since 1970
 * @returns the token of the link; undefined when the address was mailed too often
 */
export async function keepSignUp(
  db: D1Database,
  email: string,
  pending: PendingSignUp | undefined,
  now: number,
): Promise<string | undefined> {
  const secret = randomHex(TOKEN_BYTES);
  const key = await sha256Hex(email.toLowerCase());
  const [, kept] = await db.batch([
    db
      .prepare(
        `DELETE FROM verifications WHERE id >= 'sign-up/' AND id < 'sign-up0' AND expires_at <= ?`,
      )
      .bind(now),
    db
      .prepare(
        `INSERT INTO verifications (id, identifier, value, expires_at, created_at, updated_at)
         SELECT ?1, 'sign-up', ?2, ?3, ?4, ?4
         WHERE (SELECT count(*) FROM verifications WHERE id >= ?5 || '/' AND id < ?5 || '0') < ?6`,
      )
      .bind(
        `sign-up/${key}/${await sha256Hex(secret)}`,
        pending === undefined ? '' : JSON.stringify(pending),
        now + SIGN_UP_LIFE_MS,
        now,
        `sign-up/${key}`,
        MAX_MAILS,
      ),
  ]);
  return kept?.meta.changes === 1 ? `${key}.${secret}` : undefined;
}

/** The sign-up that a token confirms; undefined when it does not work. */
export async function findSignUp(
  db: D1Database,
  token: string,
  now: number,
): Promise<PendingSignUp | undefined> {
  const value = await db
    .prepare('SELECT value FROM verifications WHERE id = ? AND expires_at > ?')
    .bind(await idOf(token), now)
    .first<string>('value');
  return value ? (JSON.parse(value) as PendingSignUp) : undefined;
}

/** Uses a token, once. @returns false when somebody has used it meanwhile */
export async function takeSignUp(db: D1Database, token: string): Promise<boolean> {
  const { meta } = await db
    .prepare('DELETE FROM verifications WHERE id = ?')
    .bind(await idOf(token))
    .run();
  return meta.changes === 1;
}

async function idOf(token: string): Promise<string> {
  const [key = '', secret = ''] = token.split('.', 2);
  return `sign-up/${key}/${await sha256Hex(secret)}`;
}
