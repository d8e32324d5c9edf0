import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { app } from '../../workers/api/app.ts';
import { request } from './member.ts';

/**
 * The bindings of a deployment that offers the EU. Workerd cannot restrict objects to a jurisdiction,
 * so this stands between: it notes what is asked for, and gives the objects that there are.
 */
function withRegions(asked: string[]): Env {
  const noting = <T extends object>(namespace: T): T =>
    new Proxy(namespace, {
      get(target, name) {
        if (name === 'jurisdiction') {
          return (region: string) => {
            asked.push(region);
            return target;
          };
        }
        const value = Reflect.get(target, name) as unknown;
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
  return { ...env, DATA_REGIONS: 'eu', TENANT: noting(env.TENANT), INBOX: noting(env.INBOX) };
}

async function call(bindings: Env, path: string, init: RequestInit): Promise<Response> {
  const context = createExecutionContext();
  const sent = new Request(`https://grapnel.example${path}`, init);
  const answer = await app.fetch(sent, bindings, context);
  await waitOnExecutionContext(context);
  return answer;
}

const signUp = (region: string): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    email: `${crypto.randomUUID()}@grapnel.example`,
    password: 'a long enough password',
    organisation: 'Acme',
    region,
  }),
});

test('an organisation made in the EU has its objects asked for there, all others do not', async () => {
  for (const region of ['eu', 'none']) {
    const asked: string[] = [];
    const bindings = withRegions(asked);
    const signedUp = await call(bindings, '/api/sign-up', signUp(region));
    expect(signedUp.status).toBe(201);
    const { tenant } = await signedUp.json<{ tenant: { id: string } }>();
    expect(tenant.id.startsWith('eu-')).toBe(region === 'eu');
    const cookie = signedUp.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '';
    const told = await call(bindings, '/api/organisation', { headers: { cookie } });
    expect(await told.json()).toMatchObject({ region });
    const answer = await call(bindings, '/api/notifications', { headers: { cookie } });
    expect(answer.status).toBe(200);
    expect(asked.length > 0).toBe(region === 'eu');
    expect(new Set(asked)).toEqual(new Set(region === 'eu' ? ['eu'] : []));
  }
});

test('a deployment that offers no region says so, and makes no account', async () => {
  expect(await (await request('/api/ways-in')).json()).toMatchObject({ regions: ['none'] });
  const before = await env.DB.prepare('SELECT count(*) AS n FROM users').first('n');
  const refused = await request('/api/sign-up', signUp('eu'));
  expect([refused.status, await refused.json()]).toEqual([
    422,
    expect.objectContaining({ code: 'account.no-region' }),
  ]);
  expect(await env.DB.prepare('SELECT count(*) AS n FROM users').first('n')).toBe(before);
});
