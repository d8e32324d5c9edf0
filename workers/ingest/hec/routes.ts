import { Hono } from 'hono';
import type { Context } from 'hono';
import { timeOf } from '../../../core/parse/form/epoch.ts';
import type { Part } from '../../../core/parse/parts.ts';
import { anyone, ingestToken } from '../../api/declaration.ts';
import type { TokenOwner } from '../../d1/sources.ts';
import { logError } from '../../log.ts';
import { acceptPart } from '../accept.ts';
import { authenticate } from '../authenticate.ts';
import { credentialOf } from '../credentials.ts';
import type { DialectEnv } from '../dialect-env.ts';
import { IngestFault } from '../ingest-fault.ts';
import { joinLines } from '../join-lines.ts';
import { readWholeContent } from '../read-body.ts';
import { ANSWER_OF_FAULT, hecResponse } from './answers.ts';
import { readHecEvents } from './read-events.ts';

type HecContext = Context<DialectEnv>;

/** A GUID, with or without its hyphens, in any case. */
const CHANNEL = /^\{?[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\}?$/i;

/** More ids are asked about at once by nobody. */
const MAX_ACKS = 10_000;

/** Splunk's HTTP event collector. Its paths are those of Splunk; its token is a source's. */
export const hecRoutes = new Hono<DialectEnv>()
  .on('POST', ['/', '/event', '/event/1.0'], ingestToken, (c) => answer(c, takeEvents))
  .on('POST', ['/raw', '/raw/1.0'], ingestToken, (c) => answer(c, takeRaw))
  .on('POST', ['/ack', '/ack/1.0'], ingestToken, (c) => answer(c, tellAcks))
  .on('GET', ['/health', '/health/1.0'], anyone, () => hecResponse('healthy'))
  .on(
    ['OPTIONS', 'GET', 'PUT', 'DELETE'],
    ['/', '/event', '/event/1.0', '/raw', '/raw/1.0', '/ack'],
    anyone,
    (c) => c.body(null, c.req.method === 'OPTIONS' ? 200 : 405, { allow: 'POST' }),
  )
  .on('OPTIONS', ['/health', '/health/1.0'], anyone, (c) => c.body(null, 200, { allow: 'GET' }));

type Take = (c: HecContext, owner: TokenOwner, channel: string | undefined) => Promise<Response>;

/** Answers in the collector's words, also where the service is at fault. */
async function answer(c: HecContext, take: Take): Promise<Response> {
  try {
    // Like Splunk, the collector also takes the token as a part of the address.
    const query = c.req.query('token');
    const authorization = c.req.header('authorization') ?? (query ? `Splunk ${query}` : null);
    const owner = await authenticate(credentialOf(authorization), c.env);
    const channel = c.req.header('x-splunk-request-channel') ?? c.req.query('channel');
    if (channel !== undefined && !CHANNEL.test(channel)) return hecResponse('invalidChannel');
    return await take(c, owner, channel);
  } catch (error) {
    if (!(error instanceof IngestFault)) {
      logError('hec.failed', error, { requestId: c.get('requestId') });
      return hecResponse('internal');
    }
    const { kind, retryAfterSeconds } = error;
    const isPassing = retryAfterSeconds !== undefined;
    const headers = isPassing ? { 'retry-after': String(retryAfterSeconds) } : {};
    return hecResponse(ANSWER_OF_FAULT[kind], {}, headers);
  }
}

const takeEvents: Take = async (c, owner, channel) => {
  const body = await readWholeContent(c.req.raw);
  const { lines, fault } = readHecEvents(body);
  if (lines.length === 0 && fault === undefined) return hecResponse('noData');
  const part: Part = { context: {}, framing: 'lines', bytes: joinLines(lines) };
  const kept = lines.length === 0 ? undefined : await acceptPart(c.env, owner, part);
  if (fault !== undefined)
    return hecResponse(fault.answer, { 'invalid-event-number': fault.event });
  return hecResponse('success', ackOf(channel, kept?.sequence));
};

/** Text, of which the address says the host and time. */
const takeRaw: Take = async (c, owner, channel) => {
  if (channel === undefined) return hecResponse('channelMissing');
  const bytes = await readWholeContent(c.req.raw);
  if (!bytes.some((byte) => byte > 0x20)) return hecResponse('noData');
  const context = { defaultHost: c.req.query('host'), time: timeOf(c.req.query('time')) };
  const { sequence } = await acceptPart(c.env, owner, { context, bytes });
  return hecResponse('success', ackOf(channel, sequence));
};

/**
 * Tells which bodies are durable: an id is given out only when its body is, so all that were given
 * out are. Ids grow with time, whatever their channel, and are no greater than it.
 */
const tellAcks: Take = async (c, _, channel) => {
  if (channel === undefined) return hecResponse('channelMissing');
  const asked = readAcks(await readWholeContent(c.req.raw));
  if (asked === undefined) return hecResponse('invalidFormat');
  const now = Date.now();
  const acks = asked.map((id): [string, boolean] => [String(id), id > 0 && id <= now]);
  return Response.json({ acks: Object.fromEntries(acks) });
};

function ackOf(channel: string | undefined, sequence: number | undefined): { ackId?: number } {
  return channel === undefined || sequence === undefined ? {} : { ackId: sequence };
}

function readAcks(body: Uint8Array): number[] | undefined {
  try {
    const { acks } = JSON.parse(new TextDecoder().decode(body)) as { acks?: unknown };
    if (!Array.isArray(acks) || acks.length > MAX_ACKS) return undefined;
    return acks.every((id) => Number.isSafeInteger(id)) ? (acks as number[]) : undefined;
  } catch {
    return undefined; // The body is no JSON, or JSON's null.
  }
}
