/** Passes on the cookies that an answer of the account library sets. */
export function copyCookies(from: Headers, to: Headers): void {
  for (const cookie of from.getSetCookie()) to.append('set-cookie', cookie);
}

/** The headers of a request that has the cookies which were just set. */
export function withCookies(set: Headers): Headers {
  const cookies = set.getSetCookie().map((text) => text.split(';', 1)[0]);
  return new Headers({ cookie: cookies.join('; ') });
}

/** How the account library names the cookie of a sign-in that waits for its second step. */
const CHALLENGE = /(?:^|; *)((?:__Secure-)?grapnel\.two_factor)=([^;]*)/;

/** A sign-in that waits for its second step. */
export interface Challenge {
  /** What the database knows it by. Only the account library checks that the cookie is its own. */
  readonly id: string;
  /** The cookie alone, without any session that comes along. */
  readonly headers: Headers;
}

/** The challenge that a request answers; undefined when it answers none. */
export function readChallenge(headers: Headers): Challenge | undefined {
  const [, name, value = ''] = CHALLENGE.exec(headers.get('cookie') ?? '') ?? [];
  if (name === undefined) return undefined;
  return {
    id: value.split('.', 1)[0] ?? '',
    headers: new Headers({ cookie: `${name}=${value}` }),
  };
}

/** Of the cookies that are set, those of a sign-in that waits for its second step. */
export function onlyChallenge(set: Headers): Headers {
  const kept = new Headers();
  for (const cookie of set.getSetCookie()) {
    if (CHALLENGE.test(cookie.split(';', 1)[0] ?? '')) kept.append('set-cookie', cookie);
  }
  return kept;
}
