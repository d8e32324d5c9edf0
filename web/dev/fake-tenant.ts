import { randomBytes } from 'node:crypto';
import type { LensDetail } from '../../core/contract/lenses.ts';
import type {
  CreatedSource,
  Meters,
  RecordCounts,
  Reject,
  Source,
  Upload,
} from '../../core/contract/sources.ts';
import type { TokenSummary } from '../../core/contract/tokens.ts';
import { FakeSettings, newToken } from './fake-settings.ts';
import type { Samples } from './sample-lenses.ts';
import { SampleAssetGroups } from './sample-asset-groups.ts';
import { SampleInvestigations } from './sample-investigations.ts';
import { SampleExceptions } from './sample-exceptions.ts';
import { SampleNotifications } from './sample-notifications.ts';
import { SampleLives } from './sample-lives.ts';
import { SampleRules } from './sample-rules.ts';
import { SampleViews } from './sample-views.ts';

const DAY_MS = 86_400_000;

const NO_METERS: Meters = {
  workerRequests: 1,
  doRequests: 1,
  doRowsWritten: 3,
  doRowsRead: 12,
  d1RowsWritten: 4,
  r2ClassA: 1,
  r2ClassB: 0,
  queueOperations: 3,
};

/** What one invented organisation has. */
export class FakeTenant {
  readonly name: string;
  readonly email: string;
  readonly lenses = new Map<string, LensDetail>();
  readonly exceptions = new SampleExceptions(this.lenses);
  readonly notifications = new SampleNotifications();
  readonly assetGroups = new SampleAssetGroups(this.lenses);
  readonly investigations: SampleInvestigations;
  readonly lives: SampleLives;
  readonly rules = new SampleRules();
  readonly sources: Source[] = [];
  readonly uploads: Upload[] = [];
  readonly records = new Map<number, readonly string[]>();
  readonly tokens = new Map<string, string>();
  readonly settings: FakeSettings;
  readonly views = new SampleViews();

  constructor(email: string, name: string) {
    this.email = email;
    this.name = name;
    this.lives = new SampleLives(this.lenses, email);
    this.investigations = new SampleInvestigations(this.lenses, email);
    this.settings = new FakeSettings(email, name, Date.now());
  }

  /** Fills the tenant with the samples, as one that has been at work for a while. */
  fill(samples: Samples, nowMs: number): void {
    this.rules.fill(nowMs);
    for (const detail of samples.lenses) this.lenses.set(detail.lens.id, detail);
    this.lives.fill(nowMs);
    this.investigations.fill(nowMs);
    this.assetGroups.fill(nowMs);
    for (const [upload, records] of samples.records) this.records.set(upload, records);
    const laptops = this.createSource('Windows laptops', nowMs - 40 * 86_400_000).source;
    const servers = this.createSource('Servers', nowMs - 12 * 86_400_000).source;
    this.createSource('Lab', nowMs - 3_600_000);
    for (let at = 13; at >= 0; at -= 1) {
      const received = 1000 - at * 13;
      const rejects: Reject[] =
        at % 5 === 1
          ? [
              { record: 14, reason: 'not JSON: unexpected end at column 812' },
              { record: 15, reason: 'not JSON: unexpected end at column 812' },
              { record: 230, reason: 'Sysmon event 1: UtcTime "\u202etoday" is not a time' },
            ]
          : [];
      this.addUpload(at % 3 === 0 ? servers : laptops, nowMs - at * 17 * 60_000, {
        received,
        rejected: rejects.length === 0 ? 0 : rejects.length + 2,
        ignored: 40 + at,
        rejects,
        state: at === 0 ? 'queued' : at === 9 ? 'failed' : 'done',
      });
    }
  }

  /** Makes a source and its token. */
  createSource(name: string, atMs: number): CreatedSource {
    const token = `grpl_${randomBytes(24).toString('base64url')}`;
    const source: Source = {
      id: `source-${this.sources.length + 1}`,
      name,
      createdAt: atMs,
      lastSeenAt: null,
      records: { received: 0, accepted: 0, rejected: 0, ignored: 0 },
      tokens: [
        {
          id: `token-${this.sources.length + 1}`,
          prefix: token.slice(0, 8),
          lastFour: token.slice(-4),
          createdAt: atMs,
          expiresAt: null,
          lastUsedAt: null,
        },
      ],
    };
    this.sources.push(source);
    this.tokens.set(token, source.id);
    return { source, token };
  }

  /** Makes another token for a source; the one that it replaces ends in a day. */
  addToken(sourceId: string, replaced: string, atMs: number) {
    const made = newToken('grp_', atMs);
    this.#changeTokens(sourceId, (tokens) => [
      ...tokens.map((one) => (one.id === replaced ? { ...one, expiresAt: atMs + DAY_MS } : one)),
      made.summary,
    ]);
    this.tokens.set(made.token, sourceId);
    return made;
  }

  removeToken(sourceId: string, id: string): void {
    this.#changeTokens(sourceId, (tokens) => tokens.filter((one) => one.id !== id));
  }

  #changeTokens(
    sourceId: string,
    change: (tokens: readonly TokenSummary[]) => readonly TokenSummary[],
  ): void {
    const at = this.sources.findIndex(({ id }) => id === sourceId);
    const source = this.sources[at];
    if (source !== undefined) this.sources[at] = { ...source, tokens: change(source.tokens) };
  }

  /** Takes an upload into the books. */
  addUpload(
    source: Source,
    atMs: number,
    facts: Pick<Upload, 'rejects' | 'state'> &
      Pick<RecordCounts, 'received' | 'rejected' | 'ignored'>,
  ): Upload {
    const { received, rejected, ignored, rejects, state } = facts;
    const isRead = state === 'done';
    const records: RecordCounts = {
      received,
      accepted: isRead ? received - rejected - ignored : 0,
      rejected: isRead ? rejected : 0,
      ignored: isRead ? ignored : 0,
    };
    const upload: Upload = {
      number: this.uploads.length + 1,
      sourceId: source.id,
      receivedAt: atMs,
      state,
      bytes: received * 1137,
      records,
      ignoredBy: isRead ? { 'sysmon event 5 without a start': ignored } : {},
      rejects: isRead ? rejects : [],
      meters: NO_METERS,
    };
    this.uploads.unshift(upload);
    this.#count(source.id, atMs, records);
    return upload;
  }

  /** Replaces an upload once it is read. */
  finishUpload(done: Upload): void {
    const at = this.uploads.findIndex((upload) => upload.number === done.number);
    if (at === -1) return;
    this.uploads[at] = done;
    this.#count(done.sourceId, done.receivedAt, { ...done.records, received: 0 });
  }

  #count(sourceId: string, atMs: number, more: RecordCounts): void {
    const at = this.sources.findIndex((source) => source.id === sourceId);
    const source = this.sources[at];
    if (source === undefined) return;
    this.sources[at] = {
      ...source,
      lastSeenAt: Math.max(source.lastSeenAt ?? 0, atMs),
      records: {
        received: source.records.received + more.received,
        accepted: source.records.accepted + more.accepted,
        rejected: source.records.rejected + more.rejected,
        ignored: source.records.ignored + more.ignored,
      },
    };
  }
}
