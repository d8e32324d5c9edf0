import { Hono } from 'hono';
import type { IngestAnswer } from '../../../core/contract/sources.ts';
import { ingestToken } from '../../api/declaration.ts';
import { ApiError } from '../../errors.ts';
import { authenticate } from '../authenticate.ts';
import { credentialOf } from '../credentials.ts';
import { encodingOf } from '../read-body.ts';
import { bodyOf } from './ingest.ts';
import { MAX_FILE_CONTENT_BYTES, MAX_PIECES } from './limits.ts';
import { deletePieces, listPieces, readPieces, storePiece } from './pieces.ts';
import type { NamedFile, Piece } from './pieces.ts';
import { withProblems } from './problem.ts';
import { readStart } from './read-start.ts';
import { storeStream } from './store-stream.ts';

/** What a file may be called by its sender. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/**
 * Files that are larger than a request may be: its pieces are sent one by one, in any order and as
 * often as it takes, and make an upload when the file is complete. Nothing is remembered but the
 * pieces themselves, so every request can be repeated.
 */
export const fileRoutes: Hono<{ Bindings: Env }> = new Hono<{ Bindings: Env }>()
  .get('/:name', ingestToken, async (c) => {
    return await withProblems(async () => {
      const file = await fileOf(c.req.raw, c.req.param('name'), c.env);
      return c.json({ pieces: await listPieces(c.env, file) });
    });
  })
  .put('/:name/:piece', ingestToken, async (c) => {
    return await withProblems(async () => {
      const file = await fileOf(c.req.raw, c.req.param('name'), c.env);
      const number = pieceNumber(c.req.param('piece'));
      const start = await readStart(bodyOf(c.req.raw));
      const body = start.rest ?? { length: start.body.length, chunks: only(start.body) };
      return c.json(await storePiece(c.env, file, number, body));
    });
  })
  .post('/:name', ingestToken, async (c) => {
    return await withProblems(async () => {
      const file = await fileOf(c.req.raw, c.req.param('name'), c.env);
      return c.json(await complete(c.req.raw, c.env, file), 202);
    });
  })
  .delete('/:name', ingestToken, async (c) => {
    return await withProblems(async () => {
      await deletePieces(c.env, await fileOf(c.req.raw, c.req.param('name'), c.env));
      return c.body(null, 204);
    });
  });

async function fileOf(request: Request, name: string, env: Env): Promise<NamedFile> {
  const owner = await authenticate(credentialOf(request.headers.get('authorization')), env);
  if (NAME.test(name)) return { owner, name };
  throw new ApiError(400, 'ingest.file-name', 'The name of the file is not acceptable.', {
    detail: 'It has up to 100 letters, digits, dots, dashes and underscores.',
  });
}

function pieceNumber(text: string): number {
  const number = Number(text);
  if (/^[1-9]\d*$/.test(text) && number <= MAX_PIECES) return number;
  throw new ApiError(400, 'ingest.piece-number', 'The number of the piece is not acceptable.', {
    detail: `Pieces are numbered from 1 to ${MAX_PIECES}.`,
  });
}

/** Makes an upload of a file of which every piece is there. */
async function complete(request: Request, env: Env, file: NamedFile): Promise<IngestAnswer> {
  const encoding = encodingOf(request);
  const pieces = await listPieces(env, file);
  if (pieces.length === 0) {
    throw new ApiError(404, 'ingest.no-file', 'Nothing was sent of the file.');
  }
  const missing = firstMissing(pieces);
  if (missing !== undefined) {
    throw new ApiError(409, 'ingest.missing-piece', 'A piece of the file is missing.', {
      detail: `Send piece ${missing}: there are later ones.`,
    });
  }
  const length = pieces.reduce((sum, { bytes }) => sum + bytes, 0);
  const content = { length, chunks: readPieces(env, file, pieces) };
  const { upload, firstRecord, duplicate } = await storeStream(env, file.owner, encoding, content, {
    admittedBytes: length,
    maxContentBytes: MAX_FILE_CONTENT_BYTES,
  });
  return { upload, firstRecord, duplicate };
}

function firstMissing(pieces: readonly Piece[]): number | undefined {
  const index = pieces.findIndex(({ number }, at) => number !== at + 1);
  return index < 0 ? undefined : index + 1;
}

async function* only(body: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(body);
}
