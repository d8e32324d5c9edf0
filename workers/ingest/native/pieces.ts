import type { TenantId } from '../../../durable-objects/stubs.ts';
import { listTenantIds } from '../../d1/members.ts';
import type { TokenOwner } from '../../d1/sources.ts';
import { log, logError } from '../../log.ts';
import { admissionMeters, admit, orBusy } from '../accept.ts';
import { IngestFault } from '../ingest-fault.ts';
import { uploadKey } from '../limits.ts';
import { MAX_FILE_BYTES, MAX_PIECES } from './limits.ts';
import { objectWriter } from './object-writer.ts';
import type { StreamedBody } from './read-start.ts';

/** A part of a file that is larger than a request may be. */
export interface Piece {
  /** From 1. */
  readonly number: number;
  readonly bytes: number;
}

/** A file of a source, by the name that its sender gave it. */
export interface NamedFile {
  readonly owner: TokenOwner;
  readonly name: string;
}

/** A file that nobody completed, or that was and is needed no more, goes after this long. */
const KEPT_MS = 86_400_000;

/** Digits of a piece's number, so that names sort as numbers do. */
const DIGITS = String(MAX_PIECES).length;

/** The folder of a tenant's pieces. */
const FOLDER = 'pieces/';

/** R2 lists so many objects at once, and deletes as many. */
const OBJECTS_AT_ONCE = 1_000;

/** What a source has of a file, in order. */
export async function listPieces(env: Env, file: NamedFile): Promise<Piece[]> {
  const prefix = folderOf(file);
  const { objects } = await env.UPLOADS.list({ prefix, limit: OBJECTS_AT_ONCE });
  return objects.map(({ key, size }) => ({
    number: Number(key.slice(prefix.length)),
    bytes: size,
  }));
}

/**
 * Stores a piece of a file, in the place of one that has its number. Throws the fault of a file that
 * becomes too large, or of a source that may not send just now; then nothing of the piece is kept.
 */
export async function storePiece(
  env: Env,
  file: NamedFile,
  number: number,
  { length, chunks }: StreamedBody,
): Promise<Piece> {
  const others = await listPieces(env, file);
  let room = MAX_FILE_BYTES;
  for (const other of others) if (other.number !== number) room -= other.bytes;
  if ((length ?? 0) > room) throw fileTooLarge();
  const { rowsWritten } = await admit(env, file.owner, length ?? 0);
  const key = keyOf(file, number);
  const writer = await objectWriter(env.UPLOADS, key, length, admissionMeters(rowsWritten));
  let bytes = 0;
  try {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > room) throw fileTooLarge();
      await writer.write(chunk);
    }
    if (length === undefined) await admit(env, file.owner, bytes);
    await writer.close();
  } catch (error) {
    await writer.abort(error);
    throw error;
  }
  return { number, bytes };
}

/** A file's content, piece by piece. */
export async function* readPieces(
  env: Env,
  file: NamedFile,
  pieces: readonly Piece[],
): AsyncGenerator<Uint8Array> {
  const { tenant, sourceId } = file.owner;
  for (const { number } of pieces) {
    const key = keyOf(file, number);
    const object = await orBusy(tenant, sourceId, () => env.UPLOADS.get(key));
    if (object === null) throw new IngestFault('busy', 'A piece of the file was taken away.', 1);
    yield* object.body;
  }
}

/** Takes a file back. What was made an upload of it stays. */
export async function deletePieces(env: Env, file: NamedFile): Promise<void> {
  const pieces = await listPieces(env, file);
  await env.UPLOADS.delete(pieces.map(({ number }) => keyOf(file, number)));
}

/** Lets go, for every tenant, of pieces that were sent more than a day before. @param now ms since 1970 */
export async function dropOldPieces(env: Env, now: number): Promise<void> {
  let dropped = 0;
  for (const tenant of await listTenantIds(env.DB)) {
    try {
      dropped += await dropOldPiecesOf(env, tenant, now - KEPT_MS);
    } catch (error) {
      logError('pieces.not-dropped', error, { tenant });
    }
  }
  log('pieces.dropped', { pieces: dropped });
}

async function dropOldPiecesOf(env: Env, tenant: TenantId, before: number): Promise<number> {
  let dropped = 0;
  let cursor: string | undefined;
  do {
    const page = await env.UPLOADS.list({
      prefix: uploadKey(tenant, FOLDER),
      limit: OBJECTS_AT_ONCE,
      ...(cursor === undefined ? {} : { cursor }),
    });
    const old = page.objects.filter(({ uploaded }) => uploaded.getTime() < before);
    if (old.length > 0) await env.UPLOADS.delete(old.map(({ key }) => key));
    dropped += old.length;
    cursor = page.truncated ? page.cursor : undefined;
  } while (cursor !== undefined);
  return dropped;
}

function folderOf({ owner, name }: NamedFile): string {
  return uploadKey(owner.tenant, `${FOLDER}${owner.sourceId}/${name}/`);
}

function keyOf(file: NamedFile, number: number): string {
  return folderOf(file) + String(number).padStart(DIGITS, '0');
}

function fileTooLarge(): IngestFault {
  return new IngestFault('too-large', `A file has at most ${MAX_FILE_BYTES} bytes in all.`);
}
