import * as oauth from 'oauth4webapi';
import { openClientSecret } from '../d1/sso.ts';
import type { SsoPerson, SsoSettings } from '../d1/sso.ts';
import { boundedFetch, isLocal, ProviderFault } from '../../platform/bounded-fetch.ts';

/** A sign-in at a provider, from when it begins to when it comes back. */
export interface SignInAtProvider {
  readonly state: string;
  readonly nonce: string;
  /** PKCE's: only who began can use the code. */
  readonly verifier: string;
}

/** Someone as the provider says, whose address it may not vouch for. */
export interface Claimed extends SsoPerson {
  readonly isVerified: boolean;
}

/** An OpenID Connect provider of a tenant. Faults of it are `ProviderFault`s. */
export class Provider {
  readonly #env: Env;
  readonly #settings: SsoSettings;
  readonly #server: oauth.AuthorizationServer;
  readonly #client: oauth.Client;

  private constructor(env: Env, settings: SsoSettings, server: oauth.AuthorizationServer) {
    this.#env = env;
    this.#settings = settings;
    this.#server = server;
    this.#client = { client_id: settings.clientId };
  }

  /** Reads what a provider says of itself (OpenID Connect Discovery 1.0). */
  static async find(env: Env, settings: SsoSettings): Promise<Provider> {
    return await told(async () => {
      const issuer = new URL(settings.issuer);
      const options = optionsOf(env, settings.issuer);
      const answer = await oauth.discoveryRequest(issuer, { algorithm: 'oidc', ...options });
      const server = await oauth.processDiscoveryResponse(issuer, answer);
      for (const name of ['authorization_endpoint', 'token_endpoint', 'jwks_uri'] as const) {
        if (server[name] === undefined) throw new ProviderFault(`it names no ${name}`);
      }
      return new Provider(env, settings, server);
    });
  }

  /** Begins to sign in. @param callback where the provider sends people back to */
  async begin(
    callback: string,
    email: string,
  ): Promise<{ readonly url: string; readonly signIn: SignInAtProvider }> {
    const signIn = {
      state: oauth.generateRandomState(),
      nonce: oauth.generateRandomNonce(),
      verifier: oauth.generateRandomCodeVerifier(),
    };
    const url = new URL(this.#server.authorization_endpoint ?? '');
    if (url.protocol !== 'https:' && !isLocal(this.#env, url.href)) {
      throw new ProviderFault('its authorization_endpoint is not https');
    }
    const parameters = {
      response_type: 'code',
      client_id: this.#settings.clientId,
      redirect_uri: callback,
      scope: 'openid email',
      state: signIn.state,
      nonce: signIn.nonce,
      code_challenge: await oauth.calculatePKCECodeChallenge(signIn.verifier),
      code_challenge_method: 'S256',
      login_hint: email,
    };
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    return { url: url.href, signIn };
  }

  /**
   * Who has signed in: the library checks state, issuer, PKCE, and the token's signature, issuer,
   * audience, nonce and times.
   *
   * @param came the address that the browser came back to
   */
  async finish(came: URL, callback: string, signIn: SignInAtProvider): Promise<Claimed> {
    return await told(async () => {
      const { issuer } = this.#settings;
      const options = optionsOf(this.#env, issuer);
      const sent = oauth.validateAuthResponse(this.#server, this.#client, came, signIn.state);
      const secret = await openClientSecret(this.#env, this.#settings);
      const answer = await oauth.authorizationCodeGrantRequest(
        this.#server,
        this.#client,
        this.#authentication(secret),
        sent,
        callback,
        signIn.verifier,
        options,
      );
      const tokens = await oauth.processAuthorizationCodeResponse(
        this.#server,
        this.#client,
        answer,
        { expectedNonce: signIn.nonce, requireIdToken: true },
      );
      await oauth.validateApplicationLevelSignature(this.#server, answer, options);
      const claims = oauth.getValidatedIdTokenClaims(tokens);
      if (claims === undefined) throw new ProviderFault('it sent no ID token');
      const said = claims.email === undefined ? await this.#userInfo(tokens, claims.sub) : claims;
      const email = typeof said.email === 'string' ? said.email.toLowerCase() : '';
      return { subject: claims.sub, email, isVerified: said.email_verified === true };
    });
  }

  /** Some providers keep addresses out of their ID tokens. */
  async #userInfo(
    { access_token }: oauth.TokenEndpointResponse,
    subject: string,
  ): Promise<{ readonly email?: unknown; readonly email_verified?: unknown }> {
    if (this.#server.userinfo_endpoint === undefined) return {};
    const options = optionsOf(this.#env, this.#settings.issuer);
    const answer = await oauth.userInfoRequest(this.#server, this.#client, access_token, options);
    return await oauth.processUserInfoResponse(this.#server, this.#client, subject, answer);
  }

  #authentication(secret: string): oauth.ClientAuth {
    const methods = this.#server.token_endpoint_auth_methods_supported;
    const isPost = methods !== undefined && !methods.includes('client_secret_basic');
    return isPost ? oauth.ClientSecretPost(secret) : oauth.ClientSecretBasic(secret);
  }
}

function optionsOf(env: Env, issuer: string) {
  return {
    [oauth.customFetch]: (
      url: string,
      { method, headers, body }: oauth.CustomFetchOptions<string, BodyInit | undefined>,
    ) => boundedFetch(env, url, { method, headers, body: body ?? null }),
    [oauth.allowInsecureRequests]: isLocal(env, issuer),
  };
}

/** Whatever goes wrong in talking to a provider is the provider's fault: the text is for owners. */
async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ProviderFault) throw error;
    const reason = error instanceof Error ? error.message : 'it cannot be reached';
    throw new ProviderFault(reason, { cause: error });
  }
}
