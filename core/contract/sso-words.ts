// Apart from the schemas, as the page to sign in is loaded first.

/** What someone may be who comes by single sign-on for the first time: owners are made by owners. */
export const SSO_ROLES = ['viewer', 'analyst', 'admin'] as const;
export type SsoRole = (typeof SSO_ROLES)[number];

/** Why a sign-in at the provider let nobody in, as the page to sign in is told it: `?sso=…`. */
export const SSO_FAULTS = {
  expired: 'It took too long, or was begun in another browser. Begin again.',
  refused: 'Your identity provider did not let you in.',
  provider: 'What your identity provider answered cannot be trusted, or it cannot be reached.',
  unverified: 'Your identity provider does not say that your e-mail address is verified.',
  domain: 'Your e-mail address is of none of the organisation’s domains.',
  other: 'Your e-mail address belonged to someone else at the provider. Ask an owner.',
  seat: 'The organisation has no seat left. Ask an owner.',
} as const;

export type SsoFault = keyof typeof SSO_FAULTS;
