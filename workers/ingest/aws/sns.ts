import type { Context } from 'hono';
import { findAwsAccess } from '../../d1/aws-access.ts';
import type { TokenOwner } from '../../d1/sources.ts';
import { logError } from '../../log.ts';
import { acceptPart } from '../accept.ts';
import { authenticate } from '../authenticate.ts';
import { credentialOf } from '../credentials.ts';
import type { DialectEnv } from '../dialect-env.ts';
import { IngestFault, isPassing } from '../ingest-fault.ts';
import { takeBody } from '../native/take-body.ts';
import { readWholeContent } from '../read-body.ts';
import { announcedObjects } from './announced-objects.ts';
import type { AnnouncedObject } from './announced-objects.ts';
import { ObjectFault, readObject } from './read-object.ts';
import { confirmSubscription, isFromSns, readSnsMessage } from './sns-message.ts';

/**
 * Takes what a topic of SNS posts: confirms the subscription, reads the objects of S3 that a message
 * tells of, and takes any other message as a record. SNS posts again whatever is answered with a 5xx,
 * for an hour.
 */
export async function takeSns(c: Context<DialectEnv>): Promise<Response> {
  try {
    // SNS sends the user and password of the address as basic authorization.
    const query = c.req.query('token');
    const authorization = c.req.header('authorization') ?? (query ? `Bearer ${query}` : null);
    const owner = await authenticate(credentialOf(authorization), c.env);
    const message = readSnsMessage(await readWholeContent(c.req.raw));
    if (message === undefined) return c.text('This is no message of Amazon SNS.', 400);
    if (!(await isFromSns(message, get, Date.now()))) {
      return c.text('The message is not signed by Amazon SNS.', 403);
    }
    if (message.Type === 'SubscriptionConfirmation') {
      const isConfirmed = await confirmSubscription(message, get);
      return isConfirmed ? c.text('confirmed') : c.text('SNS took no confirmation.', 502);
    }
    if (message.Type === 'Notification') await takeNotification(c.env, owner, message);
    return c.text('taken');
  } catch (error) {
    return failed(c, error);
  }
}

/** Follows no redirection: where one leads to is not checked. */
function get(url: URL, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, { headers, redirect: 'manual' });
}

async function takeNotification(
  env: Env,
  owner: TokenOwner,
  { Message, TopicArn }: { readonly Message: string; readonly TopicArn: string },
): Promise<void> {
  const objects = announcedObjects(Message, TopicArn.split(':')[3] ?? '');
  if (objects !== undefined) {
    for (const object of objects) await takeObject(env, owner, object);
  } else if (Message.trim() !== '') {
    await acceptPart(env, owner, { context: {}, bytes: new TextEncoder().encode(Message) });
  }
}

async function takeObject(env: Env, owner: TokenOwner, object: AnnouncedObject): Promise<void> {
  const access = await findAwsAccess(env, owner);
  if (access === undefined) throw new ObjectFault(object, 403);
  const { encoding, chunks } = await readObject(object, access, get, new Date());
  try {
    await takeBody(env, owner, encoding, { length: undefined, chunks });
  } catch (error) {
    if (!(error instanceof IngestFault) || error.kind !== 'empty') throw error;
    // An empty object is no fault of the topic, and nothing is in it that could be lost.
  }
}

function failed(c: Context<DialectEnv>, error: unknown): Response {
  const { kind, message, retryAfterSeconds } =
    error instanceof IngestFault ? error : { kind: undefined, message: '', retryAfterSeconds: 0 };
  if (kind === 'no-token' || kind === 'malformed-token' || kind === 'unknown-token') {
    return c.text(message, 401, { 'www-authenticate': 'Basic realm="grapnel"' });
  }
  if (error instanceof IngestFault && !isPassing(error)) {
    return c.text(message, kind === 'too-large' ? 413 : 400);
  }
  if (error instanceof IngestFault) {
    return c.text(message, 503, { 'retry-after': String(retryAfterSeconds) });
  }
  logError('sns.failed', error, { requestId: c.get('requestId') });
  return c.text(error instanceof ObjectFault ? error.message : 'Something went wrong.', 500);
}
