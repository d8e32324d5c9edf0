import * as z from 'zod';

/** A time of day, UTC. */
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'A time is written as 22:00');

/** What a channel is told of, and when. */
export const noticeRule = z.strictObject({
  /** From this score on. */
  minScore: z.number().min(0).max(1_000_000).default(50),
  /** Types of entities; none means all. */
  types: z.array(z.string().max(40)).max(20).default([]),
  /** Tactics of ATT&CK of which the lens must have one, as `Credential access`; none means all. */
  tactics: z.array(z.string().max(40)).max(20).default([]),
  /** Whether it is told of analyzers that the service stopped, too. */
  stoppedAnalyzers: z.boolean().default(true),
  /** Between these times, UTC, nothing is sent; it is sent when they are over. */
  quiet: z.strictObject({ from: clock, to: clock }).optional(),
});

export type NoticeRule = z.infer<typeof noticeRule>;

const name = z.string().trim().min(1).max(80);
const url = z.string().max(2000);

/** `POST /api/notifications/channels`. */
export const channelRequest = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('webhook'), name, url, rule: noticeRule }),
  z.strictObject({ kind: z.literal('slack'), name, url, rule: noticeRule }),
  z.strictObject({
    kind: z.literal('pagerduty'),
    name,
    routingKey: z.string().regex(/^[0-9a-zA-Z]{20,64}$/, 'A routing key is letters and numbers'),
    rule: noticeRule,
  }),
  z.strictObject({
    kind: z.literal('email'),
    name,
    to: z.string().trim().max(254),
    rule: noticeRule,
  }),
]);

export type ChannelRequest = z.infer<typeof channelRequest>;

/** A channel as members see it, without what is secret. */
export interface Channel {
  readonly id: string;
  readonly kind: ChannelRequest['kind'];
  readonly name: string;
  /** Where it sends to: a host, or the end of a key. */
  readonly target: string;
  readonly rule: NoticeRule;
}

/** Answer of `POST /api/notifications/channels`. */
export interface CreatedChannel {
  readonly channel: Channel;
  /** Of a webhook: what its requests are signed with. Shown this once. */
  readonly secret?: string | undefined;
}

/** What a notification is of: a lens, or an analyzer that was stopped. */
type DeliveryOf =
  | { readonly lens: string; readonly lensName: string }
  | { readonly analyzer: string; readonly analyzerTitle: string };

/** One notification and how its delivery goes. */
export type Delivery = DeliveryOf & {
  /** The same for every attempt: receivers drop what they have. */
  readonly id: string;
  readonly channel: string;
  /** Why it is sent, in words. */
  readonly reason: string;
  readonly state: 'waiting' | 'sent' | 'failed';
  readonly attempts: number;
  /** When it was first to be sent, ms. */
  readonly at: number;
  /** When it is tried next, ms; of one that is waiting. */
  readonly due: number;
  /** What the receiver said last: a status and the beginning of its body, or what went wrong. */
  readonly answer: string;
};

/** Answer of `GET /api/notifications`. */
export interface Notifications {
  /** Whether this deployment can send mail. */
  readonly canMail: boolean;
  /** How long deliveries are kept that are over, in days, and how many at most. */
  readonly kept: { readonly days: number; readonly most: number };
  readonly channels: readonly Channel[];
  /** Latest first. */
  readonly deliveries: readonly Delivery[];
}

/** Answer of `POST /api/notifications/channels/:id/test`. */
export interface ChannelTest {
  readonly ok: boolean;
  readonly answer: string;
}
