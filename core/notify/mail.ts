/** A mail as the service writes it: text alone, to one person. */
export interface Mail {
  /** One address, as `ada@example.com`. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** What came of sending a mail. */
export interface MailSent {
  /** `not configured`: this deployment has no way to send mail, and nothing was tried. */
  readonly state: 'sent' | 'failed' | 'not configured';
  /** What the mailer said, in words; never the mail's text. */
  readonly answer: string;
}

/** RFC 5321 4.5.3.1.3: a path of 256 octets holds its brackets too. */
const MAX_ADDRESS = 254;

/** RFC 5322 2.1.1: a header's line has at most 998 characters; few screens show more than this. */
const MAX_SUBJECT = 200;

/** A longer text is cut, and says so. */
const MAX_TEXT = 50_000;

/**
 * One mailbox: no name, no quotes, no list, nothing that ends a header's line. Narrower than RFC
 * 5322 on purpose: what it leaves out is used by those who attack, and by few others.
 */
const ADDRESS =
  /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)+[a-z][a-z\d-]{0,61}[a-z\d]$/i;

/** Whether a text is one address that mail can be sent to. */
export function isMailAddress(text: string): boolean {
  return text.length <= MAX_ADDRESS && ADDRESS.test(text);
}

/**
 * The mail as it may be sent: a subject of one line, and a text without control characters but line
 * ends and tabs. Undefined when its address is none.
 */
export function writtenMail({ to, subject, text }: Mail): Mail | undefined {
  if (!isMailAddress(to)) return undefined;
  const line = subject.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim();
  const shown = text.replaceAll('\r\n', '\n').replaceAll(/[^\P{Cc}\n\t]/gu, '\uFFFD');
  const isLong = shown.length > MAX_TEXT;
  return {
    to,
    subject: line.slice(0, MAX_SUBJECT).toWellFormed(),
    text: (isLong ? `${shown.slice(0, MAX_TEXT)}\n(cut)` : shown).toWellFormed(),
  };
}
