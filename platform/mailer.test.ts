import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { canSendMail, sendMail } from './mailer.ts';
import type { MailEnv } from './mailer.ts';

const MAIL = {
  to: 'ada@example.com',
  subject: 'Risk of 90\nBcc: eve@example.com',
  text: 'See it.',
};
const MAIL_FROM = 'grapnel@example.com';

interface Received {
  readonly authorization: string | undefined;
  readonly body: unknown;
}

/** A mail provider's API on this machine. */
async function mailApi(status: number): Promise<{ env: MailEnv; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      received.push({ authorization: request.headers.authorization, body: JSON.parse(text) });
      response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end('{"id":"m1"}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/emails`;
  return { env: { MAIL_FROM, MAIL_API_URL: url, MAIL_API_TOKEN: 'secret' }, received };
}

test.each<MailEnv>([
  {},
  { MAIL_FROM },
  { MAIL_API_URL: 'https://m.example', MAIL_API_TOKEN: 's' },
  { MAIL_FROM: 'no address', MAIL_API_URL: 'https://m.example', MAIL_API_TOKEN: 's' },
])('a deployment with %j has no mailer, and says so', async (env) => {
  expect(canSendMail(env)).toBe(false);
  expect(await sendMail(env, MAIL)).toMatchObject({ state: 'not configured' });
});

test('an API is told the mail, with its token, and a subject of one line', async () => {
  const { env, received } = await mailApi(200);
  expect(await sendMail(env, MAIL)).toEqual({ state: 'sent', answer: '200 {"id":"m1"}' });
  expect(received).toEqual([
    {
      authorization: 'Bearer secret',
      body: { from: MAIL_FROM, ...MAIL, subject: 'Risk of 90 Bcc: eve@example.com' },
    },
  ]);
});

test.each([302, 401, 500])(
  'an API that answers %i has failed, and is not followed',
  async (status) => {
    const { env } = await mailApi(status);
    expect(await sendMail(env, MAIL)).toMatchObject({ state: 'failed' });
  },
);

test('an API that is away has failed', async () => {
  const env = { MAIL_FROM, MAIL_API_URL: 'http://127.0.0.1:1/', MAIL_API_TOKEN: 's' };
  expect(await sendMail(env, MAIL)).toMatchObject({ state: 'failed' });
});

test('what is no address is told to nobody', async () => {
  const { env, received } = await mailApi(200);
  const to = 'ada@example.com\nBcc: eve@example.com';
  expect(await sendMail(env, { ...MAIL, to })).toEqual({
    state: 'failed',
    answer: 'not a mail address',
  });
  expect(received).toEqual([]);
});

test('the binding comes first; what it throws is the answer', async () => {
  const { env, received } = await mailApi(200);
  const sent: unknown[] = [];
  const EMAIL: SendEmail = {
    send: async (mail: unknown) => {
      sent.push(mail);
      if (sent.length > 1)
        throw Object.assign(new Error('not verified'), { code: 'E_SENDER_NOT_VERIFIED' });
      return { messageId: 'm2' };
    },
  };
  const both = { ...env, EMAIL };
  expect(await sendMail(both, MAIL)).toEqual({ state: 'sent', answer: 'm2' });
  expect(await sendMail(both, MAIL)).toEqual({
    state: 'failed',
    answer: 'E_SENDER_NOT_VERIFIED: not verified',
  });
  expect(sent[0]).toMatchObject({ from: MAIL_FROM, to: MAIL.to });
  expect(received).toEqual([]);
});
