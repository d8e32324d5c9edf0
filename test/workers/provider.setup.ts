import { OAuth2Server } from 'oauth2-mock-server';
import type { TestProject } from 'vitest/node';

/** What the tests have the provider say, by the address that signs in. */
const CLAIMS: Readonly<Record<string, Record<string, unknown>>> = {
  unverified: { email_verified: false },
  audience: { aud: 'another client' },
  issuer: { iss: 'http://localhost:1' },
  nonce: { nonce: 'another' },
  late: { exp: 1 },
};

declare module 'vitest' {
  interface ProvidedContext {
    /** The address of an OpenID Connect provider that runs beside the tests. */
    readonly issuer: string;
  }
}

/**
 * An OpenID Connect provider that signs in whom `login_hint` names, at once: its tokens say what the
 * address's first word wants them to.
 */
export default async function startProvider(project: TestProject): Promise<() => Promise<void>> {
  const server = new OAuth2Server();
  await server.issuer.keys.generate('RS256');
  await server.start(0, 'localhost');
  /** For whom a code was given. The provider itself takes each once, with its PKCE verifier. */
  const givenFor = new Map<string, string>();
  server.service.on('beforeAuthorizeRedirect', ({ url }: { url: URL }, { query }: Asked) => {
    givenFor.set(url.searchParams.get('code') ?? '', query.login_hint ?? '');
  });
  server.service.on('beforeTokenSigning', ({ payload }: Token, { body }: Asked) => {
    const email = givenFor.get(body.code ?? '') ?? '';
    const first = email.split(/[.@]/, 1)[0] ?? '';
    Object.assign(payload, { sub: email, email, email_verified: true }, CLAIMS[first]);
  });
  project.provide('issuer', server.issuer.url ?? '');
  return () => server.stop();
}

interface Asked {
  readonly query: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, string>>;
}

interface Token {
  readonly payload: Record<string, unknown>;
}
