import * as z from 'zod';
import { REGIONS } from './regions.ts';
import { ROLES } from './roles.ts';
import type { Role } from './roles.ts';

/** `POST /api/invitations`. */
export const inviteRequest = z.strictObject({ email: z.email().max(254), role: z.enum(ROLES) });

/** `PATCH /api/members/:id`. */
export const setRoleRequest = z.strictObject({ role: z.enum(ROLES) });

const name = z.string().trim().min(1).max(80);

/** `PATCH /api/organisation`. */
export const organisationRequest = z.strictObject({ name });

/** `POST /api/organisations`; where it is to be, for good. */
export const newOrganisationRequest = z.strictObject({
  name,
  region: z.enum(REGIONS).default('none'),
});

export type InviteRequest = z.infer<typeof inviteRequest>;

/** Someone who belongs to the tenant. */
export interface MemberSummary {
  readonly id: string;
  readonly email: string;
  readonly role: Role;
  readonly createdAt: number;
  /** Whether they have two-factor authentication; null for those who may not know. */
  readonly hasTwoFactor: boolean | null;
  /** Whether it is who asks. */
  readonly isYou: boolean;
}

/** An invitation that was not accepted yet. */
export interface InvitationSummary {
  readonly id: string;
  readonly email: string;
  readonly role: Role;
  readonly expiresAt: number;
}

/** Answer of `POST /api/invitations`: the only time that the link is shown. */
export interface CreatedInvitation {
  readonly invitation: InvitationSummary;
  /** What the invited accept by; whoever has it can, in the name of the address that is invited. */
  readonly code: string;
  /** The page that takes the code. */
  readonly link: string;
}

/** What an invitation says to who has its link. */
export interface OpenInvitation {
  readonly email: string;
  readonly organisation: string;
  readonly role: Role;
}

/** One of the organisations that a person belongs to. */
export interface OwnOrganisation {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
}

/** Where a person is signed in. */
export interface SessionSummary {
  readonly id: string;
  readonly createdAt: number;
  readonly usedAt: number;
  readonly address: string;
  readonly browser: string;
  readonly isThis: boolean;
}
