import { planOf } from '../../core/contract/plans.ts';
import { countRecords, packPart } from '../../core/parse/parts.ts';
import type { Part, UploadForm } from '../../core/parse/parts.ts';
import { inboxStub } from '../../durable-objects/stubs.ts';
import type { ContentEncoding } from '../content-encoding.ts';
import type { TokenOwner } from '../d1/sources.ts';
import { registerUpload } from '../d1/uploads.ts';
import { sha256Hex } from '../hex.ts';
import { log, logError } from '../log.ts';
import { currentRequestId } from '../request-ids.ts';
import { IngestFault } from './ingest-fault.ts';
import { DEFAULT_BYTES_PER_DAY, MAX_INBOX_BYTES, uploadKey } from './limits.ts';

/** Where a body went that is durable now. */
export interface Accepted {
  /** The tenant's number of the upload that it is, or is part of. */
  readonly upload: number;
  /** The number of its first record in the upload, from 1. */
  readonly firstRecord: number;
  /** Whether these very bytes had come before. */
  readonly duplicate: boolean;
  /** Grows with every body of the source: all up to this one are durable. */
  readonly sequence: number;
}

/** A hash of 128 bits: that two bodies of one source have the same will not happen. */
const HASH_LENGTH = 32;

/** After a fault of the service, which are rare and short. */
const BUSY_RETRY_SECONDS = 2;

/** Content with its encoding, as R2 is to keep it. */
export interface StorableBody {
  readonly form: UploadForm;
  readonly encoding: ContentEncoding;
  readonly body: Uint8Array;
  /** The size of the content, uncompressed. */
  readonly contentBytes: number;
}

/**
 * Takes records that came together: small ones by way of the source's inbox, where they share an
 * upload with others, large ones as an upload of their own. Answers when they are durable (law 3).
 * Throws the fault of a source that may not send just now.
 */
export async function acceptPart(env: Env, owner: TokenOwner, part: Part): Promise<Accepted> {
  const packed = packPart(part);
  if (packed.length > MAX_INBOX_BYTES) {
    const admission = await admit(env, owner, packed.length);
    return await storeAdmitted(env, owner, storable(packed), admission);
  }
  const delivery = {
    part: packed,
    hash: (await hashOf(storable(packed))).slice(0, HASH_LENGTH),
    records: countRecords(part),
    requestId: currentRequestId(),
  };
  const quota = quotaOf(env, owner);
  const answer = await askInbox<KeptAnswer | AdmittedAnswer>(env, owner, (inbox) =>
    inbox.append(delivery, quota),
  );
  if (answer.kind === 'kept') return answer;
  return await storeAdmitted(env, owner, storable(packed), answer);
}

/** Parts as an upload of their own. */
function storable(packed: Uint8Array): StorableBody {
  return { form: 'parts', encoding: '', body: packed, contentBytes: packed.length };
}

/** Stores a body as an upload of its own, in an object named by its hash. */
export async function storeBody(
  env: Env,
  owner: TokenOwner,
  storable: StorableBody,
): Promise<Accepted> {
  const admission = await admit(env, owner, storable.contentBytes);
  return await storeAdmitted(env, owner, storable, admission);
}

/** Leave to store a body. */
interface Admission {
  readonly sequence: number;
  readonly rowsWritten: number;
}

/** By what an upload of its own is known; an inbox knows a body by the beginning of the same. */
function hashOf({ form, encoding, body }: Omit<StorableBody, 'contentBytes'>): Promise<string> {
  return sha256Hex(encoding, '\n', form === 'parts' ? 'parts\n' : '', body);
}

async function storeAdmitted(
  env: Env,
  owner: TokenOwner,
  { form, encoding, body }: StorableBody,
  { sequence, rowsWritten }: Admission,
): Promise<Accepted> {
  const { tenant, sourceId } = owner;
  const hash = await hashOf({ form, encoding, body });
  return await orBusy(tenant, sourceId, async () => {
    await env.UPLOADS.put(uploadKey(tenant, hash), body, {
      onlyIf: { etagDoesNotMatch: '*' },
      customMetadata: admissionMeters(rowsWritten),
    });
    const stored = { hash, object: hash, form, encoding, bytes: body.length };
    return { ...(await register(env, owner, stored)), sequence };
  });
}

/** Asks whether a source may send so many bytes, uncompressed. Throws the fault when not. */
export async function admit(env: Env, owner: TokenOwner, bytes: number): Promise<Admission> {
  return await askInbox<AdmittedAnswer>(env, owner, (inbox) =>
    inbox.admit(bytes, quotaOf(env, owner)),
  );
}

/** What an admission cost, for the object that is stored by it. */
export function admissionMeters(rowsWritten: number): Record<string, string> {
  return { meters: JSON.stringify({ doRequests: 1, doRowsWritten: rowsWritten }) };
}

/** Registers an upload whose object is in R2, and queues it. */
export async function register(
  env: Env,
  { tenant, sourceId }: TokenOwner,
  stored: {
    readonly hash: string;
    readonly object: string;
    readonly form: UploadForm;
    readonly encoding: ContentEncoding;
    readonly bytes: number;
  },
): Promise<Omit<Accepted, 'sequence'>> {
  const receivedAt = Date.now();
  const upload = { tenant, sourceId, receivedAt, ...stored };
  const { number, isNew, state } = await registerUpload(env.DB, upload);
  // A repeated request may be the answer to a lost one: what is not done is queued again.
  const requestId = currentRequestId();
  const requestIds = requestId === undefined ? [] : [requestId];
  if (state === 'queued') await env.UPLOAD_QUEUE.send({ tenant, upload: number, requestIds });
  log('upload.received', {
    tenant,
    upload: number,
    source: sourceId,
    duplicate: !isNew,
    requestIds,
  });
  return { upload: number, firstRecord: 1, duplicate: !isNew };
}

function quotaOf(env: Env, owner: TokenOwner): { bytesPerDay: number } {
  const { bytesPerDay } = owner;
  return { bytesPerDay: bytesPerDay ?? Number(env.SOURCE_BYTES_PER_DAY ?? DEFAULT_BYTES_PER_DAY) };
}

type Inbox = ReturnType<typeof inboxStub>;
/** A body is durable in the inbox, or may be stored beside it. */
type KeptAnswer = Accepted & { readonly kind: 'kept' };
type AdmittedAnswer = Admission & { readonly kind: 'admitted' };
interface Refusal {
  readonly kind: 'refused';
  readonly reason: 'quota' | 'rate' | 'busy';
  readonly retryAfterSeconds: number;
}

const REFUSALS = {
  quota: 'The source has sent as much as it may today.',
  rate: 'The source sends faster than it may.',
  busy: 'The service cannot take more of this source just now.',
} as const;

/** Asks a source's inbox; what it refuses, and that it cannot be reached, are faults that pass. */
async function askInbox<T extends { readonly kind: 'kept' | 'admitted' }>(
  env: Env,
  owner: TokenOwner,
  ask: (inbox: Inbox) => Promise<T | Refusal>,
): Promise<T> {
  checkPlan(env, owner, Date.now());
  const { tenant, sourceId } = owner;
  const answer = await orBusy(tenant, sourceId, () => ask(inboxStub(env, tenant, sourceId)));
  if (answer.kind !== 'refused') return answer;
  const { reason, retryAfterSeconds } = answer;
  throw new IngestFault(reason, REFUSALS[reason], retryAfterSeconds);
}

/** A sender of a tenant whose day is used up asks again after this at the latest: plans can change. */
const MAX_RETRY_SECONDS = 3_600;

const DAY_MS = 86_400_000;

/**
 * Throws the fault when a tenant has sent as many records today as its plan allows. How many it has
 * is known to two or three minutes, as records are counted once they are read: so long it may go on.
 */
function checkPlan(env: Env, { plan, recordsToday, day }: TokenOwner, now: number): void {
  const { recordsPerDay } = planOf(plan, env.DEFAULT_PLAN);
  if (recordsPerDay === null || recordsToday < recordsPerDay) return;
  const untilTomorrow = Math.ceil(((day + 1) * DAY_MS - now) / 1_000);
  if (untilTomorrow <= 0) return;
  throw new IngestFault(
    'quota',
    'The organisation has sent as many records as its plan allows today.',
    Math.min(untilTomorrow, MAX_RETRY_SECONDS),
  );
}

/**
 * Does what makes a body durable. Where the platform fails, the sender is asked to come back, as
 * every shipper does when it is told so in its own words: nothing was answered, so it has the
 * records still.
 */
export async function orBusy<T>(
  tenant: string,
  source: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof IngestFault) throw error;
    logError('ingest.failed', error, { tenant, source });
    throw new IngestFault('busy', REFUSALS.busy, BUSY_RETRY_SECONDS);
  }
}
