import type { Context } from 'hono';
import { ApiError } from '../errors.ts';
import { sha256Hex } from '../hex.ts';
import type { ApiEnv } from './api-env.ts';

/** The period of both limits, as wrangler.toml has it. */
const RETRY_AFTER_SECONDS = '60';

/**
 * Counts an attempt to come in, by the address that it comes from and by the account that it is for,
 * and refuses it when there were too many in a minute. The platform counts, for each of its
 * locations: that costs no row, where a guess must not cost us more than the guesser.
 *
 * @param account an e-mail address; undefined where there is none yet
 */
export async function countAttempt(c: Context<ApiEnv>, account: string | undefined): Promise<void> {
  const address = c.req.header('cf-connecting-ip');
  const counts = [
    ...(address === undefined ? [] : [c.env.ADDRESS_LIMIT.limit({ key: address })]),
    ...(account === undefined
      ? []
      : [c.env.ACCOUNT_LIMIT.limit({ key: await sha256Hex(account.toLowerCase()) })]),
  ];
  if ((await Promise.all(counts)).every(({ success }) => success)) return;
  throw new ApiError(429, 'account.too-many', 'Too many attempts.', {
    detail: 'Wait a minute, then try again.',
    headers: { 'retry-after': RETRY_AFTER_SECONDS },
  });
}
