import { randomUUID } from 'node:crypto';
import type {
  Channel,
  ChannelRequest,
  ChannelTest,
  CreatedChannel,
  Notifications,
} from '../../core/contract/notifications.ts';

/** Channels of an invented tenant, which send nothing. */
export class SampleNotifications {
  #channels: Channel[] = [];

  list(): Notifications {
    const at = Date.now() - 240_000;
    const when = { at, due: at + 600_000 };
    const of = { ...when, lens: 'lens-dropper', lensName: 'WORKSTATION-7' };
    return {
      canMail: false,
      kept: { days: 90, most: 10_000 },
      channels: this.#channels,
      deliveries: this.#channels.flatMap(({ id }) => [
        {
          ...of,
          id: `${id} 1`,
          channel: id,
          reason: 'risk of 50 reached',
          state: 'sent' as const,
          attempts: 1,
          answer: '200 ok',
        },
        {
          ...of,
          id: `${id} 2`,
          channel: id,
          reason: 'reopened: a new analyzer hit: Suspicious svchost',
          state: 'waiting' as const,
          attempts: 3,
          answer: '503 upstream is away',
        },
        {
          ...when,
          id: `${id} 3`,
          channel: id,
          analyzer: 'suspicious-svchost',
          analyzerTitle: 'Suspicious svchost',
          reason: 'it made more hits in an hour than it may',
          state: 'sent' as const,
          attempts: 1,
          answer: '200 ok',
        },
      ]),
    };
  }

  add(request: ChannelRequest): CreatedChannel {
    const { kind, name, rule } = request;
    const target =
      request.kind === 'pagerduty'
        ? '…0000'
        : request.kind === 'email'
          ? request.to
          : new URL(request.url).host;
    const channel = { id: randomUUID(), kind, name, target, rule };
    this.#channels = [...this.#channels, channel];
    return { channel, ...(kind === 'webhook' ? { secret: 'whsec_0123456789' } : {}) };
  }

  test(): ChannelTest {
    return { ok: false, answer: '404 <b>no such hook</b>' };
  }

  remove(id: string): void {
    this.#channels = this.#channels.filter((channel) => channel.id !== id);
  }
}
