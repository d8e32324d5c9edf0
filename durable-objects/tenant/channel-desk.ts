import type {
  ChannelRequest,
  ChannelTest,
  CreatedChannel,
} from '../../core/contract/notifications.ts';
import type { KeptChannel } from '../../core/notify/message.ts';
import type { Notice } from '../../core/notify/notice.ts';
import type { TenantId } from '../stubs.ts';
import type { NoticeBook, SentAnswer } from './notice-book.ts';
import { openChannel, sealChannel, shownChannel } from './sealed-channel.ts';
import type { SealedChannel, StoredChannel } from './sealed-channel.ts';
import { sendNotice } from './send-notice.ts';

/** What a test tells of. */
const OF_TEST = {
  lens: 'test',
  type: 'asset',
  name: 'A test of Grapnel',
  why: 'Nothing happened.',
  analyzers: [],
  techniques: [],
  reason: 'this is only a test',
};

/** Makes channels and sends by them: the only place where their secrets are unsealed. */
export class ChannelDesk {
  readonly #book: NoticeBook;
  readonly #env: Env;
  readonly #tenant: TenantId;

  constructor(book: NoticeBook, env: Env, tenant: TenantId) {
    this.#book = book;
    this.#env = env;
    this.#tenant = tenant;
  }

  /** @param origin where the service's pages are, for links */
  async add(request: ChannelRequest, origin: string): Promise<CreatedChannel> {
    const secret = randomSecret();
    const channel: KeptChannel = { ...request, id: crypto.randomUUID(), secret, origin };
    this.#book.keepChannel(await this.#sealed(channel));
    return {
      channel: shownChannel(channel),
      ...(channel.kind === 'webhook' ? { secret } : {}),
    };
  }

  /** Tells a channel of a lens that does not exist, now; null when there is no such channel. */
  async test(id: string): Promise<ChannelTest | null> {
    const channel = this.#book.findChannel(id);
    if (channel === undefined) return null;
    const notice = { ...OF_TEST, score: channel.rule.minScore };
    return await this.#send(channel, crypto.randomUUID(), notice);
  }

  /** Sends what is due; what fails is noted and tried again. */
  async sendDue(): Promise<void> {
    await Promise.all(
      this.#book.due(Date.now()).map(async (due) => {
        const answer = await this.#send(due.channel, due.id, due.notice);
        this.#book.note(due, answer, Date.now());
      }),
    );
  }

  async #send(stored: StoredChannel, id: string, notice: Notice): Promise<SentAnswer> {
    let channel: KeptChannel;
    try {
      channel = await openChannel(stored, this.#env.AUTH_SECRET, this.#tenant);
    } catch {
      // The only way to get here; what the platform says of it helps nobody.
      return { ok: false, answer: 'sealed under another secret of the deployment: make it again' };
    }
    // One from before channels were sealed.
    if (stored.sealed === undefined) this.#book.replaceChannel(await this.#sealed(channel));
    return await sendNotice(this.#env, this.#tenant, channel, id, notice);
  }

  async #sealed(channel: KeptChannel): Promise<SealedChannel> {
    return await sealChannel(channel, this.#env.AUTH_SECRET, this.#tenant);
  }
}

function randomSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return `whsec_${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
