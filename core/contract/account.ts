import * as z from 'zod';
import { REGIONS } from './regions.ts';
import type { Region } from './regions.ts';
import type { Role } from './roles.ts';

/** Shortest password taken; the longest keeps the password hash's work bounded. */
const PASSWORD_LENGTH = { min: 10, max: 128 } as const;

/** The code of an invitation. */
const invitation = z.string().min(1).max(128);

/** `POST /api/sign-up`: with an organisation to be made, or an invitation to one. */
export const signUpRequest = z.object({
  email: z.email().max(254),
  password: z.string().min(PASSWORD_LENGTH.min).max(PASSWORD_LENGTH.max),
  organisation: z.string().trim().min(1).max(80).optional(),
  /** Where the organisation is to be: for good. */
  region: z.enum(REGIONS).optional(),
  invitation: invitation.optional(),
});

/** `POST /api/sign-in`: with an invitation, it is accepted. */
export const signInRequest = z.object({
  email: z.string().max(254),
  password: z.string().max(PASSWORD_LENGTH.max),
  invitation: invitation.optional(),
});

/** `POST /api/sign-up/confirm`: the token is that of a link; the password, the one that was chosen. */
export const confirmSignUpRequest = z.strictObject({
  token: z.string().min(1).max(200),
  password: z.string().max(PASSWORD_LENGTH.max),
});

export type ConfirmSignUpRequest = z.infer<typeof confirmSignUpRequest>;
export type SignUpRequest = z.infer<typeof signUpRequest>;
export type SignInRequest = z.infer<typeof signInRequest>;

/** Who is signed in, and for which tenant: the answer of sign-up, sign-in and `GET /api/session`. */
export interface Session {
  readonly user: { readonly id: string; readonly email: string };
  readonly tenant: { readonly id: string; readonly name: string };
  readonly role: Role;
}

/**
 * What sign-up and sign-in answer when there is no session for a tenant yet. `code`: the second step
 * of signing in is still to be taken. `two-factor`: signed in, but the organisation wants two-factor
 * authentication to be set up first. `sso`: the organisation wants single sign-on instead.
 * `organisation`: signed in, without an organisation.
 */
export interface NextStep {
  readonly next: 'code' | 'two-factor' | 'sso' | 'organisation';
}

export type SignInAnswer = Session | NextStep;

/** What sign-up answers where there is a mailer, whether the address has an account or not. */
export interface MailStep {
  readonly next: 'mail';
}

export type SignUpAnswer = SignInAnswer | MailStep;

/** A code of an authenticator, or a backup code. */
const code = z.string().trim().min(6).max(20);

/** `POST /api/sign-in/code`: the second step, after the password. */
export const secondStepRequest = z.strictObject({ code, invitation: invitation.optional() });

/** `POST /api/two-factor`: begins to set it up. */
export const beginTwoFactorRequest = z.strictObject({
  password: z.string().max(PASSWORD_LENGTH.max),
});

/** `POST /api/two-factor/confirm`: the first code of the authenticator. */
export const confirmTwoFactorRequest = z.strictObject({ code });

/** `POST /api/two-factor/backup-codes` and `…/end`: what needs both factors again. */
export const bothFactorsRequest = z.strictObject({
  password: z.string().max(PASSWORD_LENGTH.max),
  code,
});

/** What an authenticator needs, and the codes for when it is lost: shown this once. */
export interface TwoFactorSecret {
  /** `otpauth://…`, for a QR code. */
  readonly uri: string;
  /** The same secret, to be typed in. */
  readonly secret: string;
  readonly backupCodes: readonly string[];
}

/** `GET /api/account`: who is signed in, whatever organisation they belong to, if any. */
export interface Account {
  readonly user: { readonly id: string; readonly email: string };
  readonly hasTwoFactor: boolean;
  /** Whether they came by their organisation's single sign-on, which opens nothing else. */
  readonly isBySso: boolean;
}

/** `POST /api/password-reset`. The answer is the same whether there is such an account or not. */
export const resetRequest = z.strictObject({ email: z.email().max(254) });

/** `POST /api/password-reset/use`: the token is that of a link. */
export const setPasswordRequest = z.strictObject({
  token: z.string().min(1).max(200),
  password: z.string().min(PASSWORD_LENGTH.min).max(PASSWORD_LENGTH.max),
});

/** `PUT /api/password`: another password, for who knows the one that they have. */
export const changePasswordRequest = z.strictObject({
  old: z.string().max(PASSWORD_LENGTH.max),
  password: z.string().min(PASSWORD_LENGTH.min).max(PASSWORD_LENGTH.max),
});

/** `GET /api/ways-in`: what this deployment offers to who is not signed in. */
export interface WaysIn {
  /** Whether it can mail a link to set a new password. */
  readonly passwordReset: boolean;
  /** Where a new organisation may be. */
  readonly regions: readonly Region[];
}
