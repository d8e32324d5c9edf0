import type { Mail, MailSent } from '../core/notify/mail.ts';
import { isMailAddress, writtenMail } from '../core/notify/mail.ts';

/** What of the deployment says how mail is sent. */
export type MailEnv = Pick<Env, 'EMAIL' | 'MAIL_FROM' | 'MAIL_API_URL' | 'MAIL_API_TOKEN'>;

/** A mailer that takes longer is away. */
const TIMEOUT_MS = 10_000;

/** What of a mailer's answer is kept. */
const MAX_ANSWER = 300;

/** Whether this deployment can send mail at all. */
export function canSendMail(env: MailEnv): boolean {
  return wayOf(env) !== undefined;
}

/**
 * Sends a mail once: through the binding `EMAIL` where there is one, else through the HTTP API at
 * `MAIL_API_URL`. Never throws: what goes wrong is the answer. A mail that failed may have been
 * sent; sending it again may send it twice.
 */
export async function sendMail(env: MailEnv, mail: Mail): Promise<MailSent> {
  const way = wayOf(env);
  if (way === undefined) {
    return { state: 'not configured', answer: 'this deployment has no mailer' };
  }
  const written = writtenMail(mail);
  if (written === undefined) return { state: 'failed', answer: 'not a mail address' };
  try {
    return await way(written);
  } catch (error) {
    return { state: 'failed', answer: reasonOf(error) };
  }
}

type Way = (mail: Mail) => Promise<MailSent>;

function wayOf({ EMAIL, MAIL_FROM, MAIL_API_URL, MAIL_API_TOKEN }: MailEnv): Way | undefined {
  if (MAIL_FROM === undefined || !isMailAddress(MAIL_FROM)) return undefined;
  if (EMAIL !== undefined) return (mail) => sendByBinding(EMAIL, MAIL_FROM, mail);
  if (MAIL_API_URL === undefined || MAIL_API_TOKEN === undefined) return undefined;
  return (mail) => sendByApi(MAIL_API_URL, MAIL_API_TOKEN, MAIL_FROM, mail);
}

/** Cloudflare's Email Service, by its binding. */
async function sendByBinding(binding: SendEmail, from: string, mail: Mail): Promise<MailSent> {
  // The local simulation answers nothing.
  const result = (await binding.send({ from, ...mail })) as EmailSendResult | undefined;
  return { state: 'sent', answer: result?.messageId ?? '' };
}

/**
 * An API that takes `{from, to, subject, text}` as JSON under a bearer token: Cloudflare's Email
 * Service (`…/accounts/ID/email/sending/send`) and Resend (`https://api.resend.com/emails`) do.
 */
async function sendByApi(url: string, token: string, from: string, mail: Mail): Promise<MailSent> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'user-agent': 'Grapnel',
    },
    body: JSON.stringify({ from, ...mail }),
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const answer = `${response.status} ${(await response.text()).slice(0, MAX_ANSWER)}`.trim();
  return { state: response.ok ? 'sent' : 'failed', answer };
}

/** The binding's errors carry a code, such as `E_SENDER_NOT_VERIFIED`. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no answer';
  const code = 'code' in error && typeof error.code === 'string' ? `${error.code}: ` : '';
  return `${code}${error.message}`.slice(0, MAX_ANSWER);
}
