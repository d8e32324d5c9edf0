import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Mail } from './mail.ts';
import type { ChannelRequest } from '../contract/notifications.ts';
import { inWords, plain } from './notice.ts';
import type { Notice } from './notice.ts';

/** A channel as it is kept. */
export type KeptChannel = ChannelRequest & {
  readonly id: string;
  /** Of a webhook: what its requests are signed with. */
  readonly secret: string;
  /** Where the service's pages are. */
  readonly origin: string;
};

/** A request that is ready to be sent. */
export interface NoticeRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** PagerDuty's Events API v2. */
const PAGERDUTY_URL = 'https://events.pagerduty.com/v2/enqueue';

/** The one id of a notice for a channel, what it is of, and a reason, 32 hex digits. */
export function noticeId(channel: string, of: string, reason: string): string {
  return bytesToHex(sha256(utf8ToBytes([channel, of, reason].join('\n')))).slice(0, 32);
}

/** A channel that is told by a request over HTTP. */
export type HttpChannel = Exclude<KeptChannel, { readonly kind: 'email' }>;

/** The mail that tells of a notice: text alone, in which what logs say is one line each. */
export function noticeMail(
  channel: KeptChannel & { readonly kind: 'email' },
  notice: Notice,
): Mail {
  const { summary, paragraphs, path } = inWords(notice);
  const text = [
    ...paragraphs,
    `${channel.origin}${path}`,
    `You are told of this by the channel ${plain(channel.name)} of Grapnel.`,
  ].join('\n\n');
  return { to: channel.to, subject: summary, text };
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
  const { summary, source, severity, why, path, linkText } = inWords(notice);
  const link = `${channel.origin}${path}`;
  const headers = { 'content-type': 'application/json', 'user-agent': 'Grapnel' };
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
          text: [escaped(summary), escaped(why), link].join('\n'),
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
            summary,
            source,
            severity,
            timestamp: new Date(now).toISOString(),
            custom_details: { ...notice, why },
          },
          links: [{ href: link, text: linkText }],
        }),
      };
  }
}

/** HMAC-SHA256 of a text, hex. */
export function sign(secret: string, text: string): string {
  return bytesToHex(hmac(sha256, utf8ToBytes(secret), utf8ToBytes(text)));
}

/** As Slack asks: these three would begin links and mentions. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
