import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Mail } from './mail.ts';
import type { ChannelRequest } from '../contract/notifications.ts';

/** A channel as it is kept. */
export type KeptChannel = ChannelRequest & {
  readonly id: string;
  /** Of a webhook: what its requests are signed with. */
  readonly secret: string;
  /** Where the service's pages are. */
  readonly origin: string;
};

/** What is told of a lens. */
export interface Notice {
  readonly lens: string;
  readonly type: string;
  readonly name: string;
  readonly score: number;
  readonly why: string;
  readonly analyzers: readonly string[];
  readonly techniques: readonly string[];
  /** Why it is told, in words. */
  readonly reason: string;
}

/** A request that is ready to be sent. */
export interface NoticeRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** PagerDuty's Events API v2. */
const PAGERDUTY_URL = 'https://events.pagerduty.com/v2/enqueue';

/** Longer texts are cut: logs are written by others. */
const MAX_TEXT = 300;

/** The one id of a notice for a channel, a lens and a reason, 32 hex digits. */
export function noticeId(channel: string, lens: string, reason: string): string {
  return bytesToHex(sha256(utf8ToBytes([channel, lens, reason].join('\n')))).slice(0, 32);
}

/** A channel that is told by a request over HTTP. */
export type HttpChannel = Exclude<KeptChannel, { readonly kind: 'email' }>;

/** The mail that tells of a notice: text alone, in which what logs say is one line each. */
export function noticeMail(
  channel: KeptChannel & { readonly kind: 'email' },
  notice: Notice,
): Mail {
  const { name, score, reason, why, analyzers, techniques, type } = notice;
  const text = [
    `${plain(type)} ${plain(name)}: risk ${score}, ${plain(reason)}`,
    '',
    plain(why),
    '',
    `Analyzers: ${analyzers.map(plain).join(', ') || 'none'}`,
    `ATT&CK: ${techniques.map(plain).join(', ') || 'none'}`,
    '',
    linkOf(channel, notice),
    '',
    `You are told of this by the channel ${plain(channel.name)} of Grapnel.`,
  ].join('\n');
  return { to: channel.to, subject: `${plain(name)}: risk ${score}, ${plain(reason)}`, text };
}

/**
 * The request that tells a channel of a notice.
 *
 * @param id the same for every attempt
 * @param now ms; a webhook's signature holds for it
 */
export function noticeRequest(
  channel: HttpChannel,
  id: string,
  notice: Notice,
  now: number,
): NoticeRequest {
  const link = linkOf(channel, notice);
  const headers = { 'content-type': 'application/json', 'user-agent': 'Grapnel' };
  const summary = `${plain(notice.name)}: risk ${notice.score}, ${notice.reason}`;
  switch (channel.kind) {
    case 'webhook': {
      const body = JSON.stringify({ id, at: now, ...notice, link });
      const seconds = Math.floor(now / 1000);
      const signature = sign(channel.secret, `${seconds}.${body}`);
      return {
        url: channel.url,
        headers: {
          ...headers,
          'grapnel-event': id,
          'grapnel-signature': `t=${seconds},v1=${signature}`,
        },
        body,
      };
    }
    case 'slack':
      return {
        url: channel.url,
        headers,
        body: JSON.stringify({
          text: [escaped(summary), escaped(plain(notice.why)), link].join('\n'),
          mrkdwn: false,
          unfurl_links: false,
        }),
      };
    case 'pagerduty':
      return {
        url: PAGERDUTY_URL,
        headers,
        body: JSON.stringify({
          routing_key: channel.routingKey,
          event_action: 'trigger',
          dedup_key: id,
          payload: {
            summary: plain(summary),
            source: plain(notice.name),
            severity: severityOf(notice.score),
            timestamp: new Date(now).toISOString(),
            custom_details: { ...notice, why: plain(notice.why) },
          },
          links: [{ href: link, text: 'The lens in Grapnel' }],
        }),
      };
  }
}

function linkOf({ origin }: KeptChannel, { lens }: Notice): string {
  return `${origin}/lenses/${encodeURIComponent(lens)}`;
}

/** HMAC-SHA256 of a text, hex. */
export function sign(secret: string, text: string): string {
  return bytesToHex(hmac(sha256, utf8ToBytes(secret), utf8ToBytes(text)));
}

function severityOf(score: number): 'critical' | 'error' | 'warning' | 'info' {
  if (score >= 100) return 'critical';
  if (score >= 50) return 'error';
  return score >= 20 ? 'warning' : 'info';
}

/** A text of a log in one line: without what moves, hides or ends it. */
function plain(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\uFFFD').slice(0, MAX_TEXT);
}

/** As Slack asks: these three would begin links and mentions. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
