import { noticeMail, noticeRequest } from '../../core/notify/message.ts';
import type { KeptChannel } from '../../core/notify/message.ts';
import type { Notice } from '../../core/notify/notice.ts';
import { publicUrl } from '../../core/notify/public-url.ts';
import { sendMail } from '../../platform/mailer.ts';
import type { TenantId } from '../stubs.ts';
import { memberEmails } from './member-emails.ts';
import type { SentAnswer } from './notice-book.ts';

/** A receiver that takes longer is away. */
const TIMEOUT_MS = 10_000;

/** What of an answer is kept. */
const MAX_ANSWER = 300;

/**
 * Sends a notice to a channel once: to public addresses only, following no redirect, which could
 * lead elsewhere. Never throws; what goes wrong is the answer.
 */
export async function sendNotice(
  env: Env,
  tenant: TenantId,
  channel: KeptChannel,
  id: string,
  notice: Notice,
): Promise<SentAnswer> {
  if (channel.kind === 'email') return await mailNotice(env, tenant, channel, notice);
  const { url, headers, body } = noticeRequest(channel, id, notice, Date.now());
  const target = publicUrl(url);
  if (target === undefined) return { ok: false, answer: 'not a public https address' };
  try {
    const response = await fetch(target, {
      method: 'POST',
      headers,
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await readStart(response);
    return { ok: response.ok, answer: `${response.status} ${text}`.trim() };
  } catch (error) {
    return { ok: false, answer: error instanceof Error ? error.message : 'no answer' };
  }
}

/** Mails a notice to a member: the service writes to nobody who has not joined. */
async function mailNotice(
  env: Env,
  tenant: TenantId,
  channel: KeptChannel & { readonly kind: 'email' },
  notice: Notice,
): Promise<SentAnswer> {
  const members = await memberEmails(env.DB, tenant);
  if (!members.includes(channel.to.toLowerCase()))
    return { ok: false, answer: 'no member has this address' };
  const { state, answer } = await sendMail(env, noticeMail(channel, notice));
  return { ok: state === 'sent', answer: `${state} ${answer}`.trim() };
}

/** The beginning of a body, however long it is. */
async function readStart(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length >= MAX_ANSWER) break;
  }
  return text.slice(0, MAX_ANSWER);
}
