import * as z from 'zod';
import { SSO_ROLES } from './sso-words.ts';
import type { SsoRole } from './sso-words.ts';

/** A domain of e-mail addresses: labels of letters, digits and hyphens, two at least. */
const DOMAIN = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;

const DOMAIN_LENGTH = { min: 4, max: 253 };

const MAX_DOMAINS = 20;

/** `PUT /api/organisation/sso`. */
export const ssoRequest = z.strictObject({
  /** The provider's address: its discovery document is below it. */
  issuer: z.url().max(500),
  clientId: z.string().trim().min(1).max(500),
  /** Left out: the one that is kept stays. */
  clientSecret: z.string().min(1).max(2_000).optional(),
  domains: z
    .array(
      z
        .string()
        .trim()
        .toLowerCase()
        .min(DOMAIN_LENGTH.min)
        .max(DOMAIN_LENGTH.max)
        .regex(DOMAIN, 'Not a domain, such as example.com'),
    )
    .min(1)
    .max(MAX_DOMAINS),
  role: z.enum(SSO_ROLES),
  /** Whether members who are no owners must come by it. */
  required: z.boolean(),
});

export type SsoRequest = z.infer<typeof ssoRequest>;

/** A domain whose people are to come by single sign-on. */
export interface SsoDomain {
  readonly domain: string;
  /** When its DNS showed that it is the organisation's; null: it counts for nothing yet. */
  readonly provenAt: number | null;
  /** The name of the TXT record that shows it, and what that must say. */
  readonly record: { readonly name: string; readonly text: string };
}

/** How an organisation signs in by its identity provider; never with the client's secret. */
export interface Sso {
  readonly issuer: string;
  readonly clientId: string;
  readonly domains: readonly SsoDomain[];
  readonly role: SsoRole;
  readonly required: boolean;
}

/** `GET /api/organisation/sso`. */
export interface SsoAnswer {
  /** Where the provider is to send people back to. */
  readonly callback: string;
  /** null when there is none. */
  readonly sso: Sso | null;
}

/** `POST /api/sign-in/sso`. */
export const ssoSignInRequest = z.strictObject({ email: z.email().max(254) });

/** Where the browser is to go to sign in. */
export interface SsoBegun {
  readonly url: string;
}
