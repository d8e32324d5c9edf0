import * as z from 'zod';
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
  invitation: invitation.optional(),
});

/** `POST /api/sign-in`: with an invitation, it is accepted. */
export const signInRequest = z.object({
  email: z.string().max(254),
  password: z.string().max(PASSWORD_LENGTH.max),
  invitation: invitation.optional(),
});

export type SignUpRequest = z.infer<typeof signUpRequest>;
export type SignInRequest = z.infer<typeof signInRequest>;

/** Who is signed in, and for which tenant: the answer of sign-up, sign-in and `GET /api/session`. */
export interface Session {
  readonly user: { readonly id: string; readonly email: string };
  readonly tenant: { readonly id: string; readonly name: string };
  readonly role: Role;
}
