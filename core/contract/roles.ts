/** What a member may do in a tenant, least first; each may do what those before it may. */
export const ROLES = ['viewer', 'analyst', 'admin', 'owner'] as const;

export type Role = (typeof ROLES)[number];

/** What an API token may do. Each stands alone: a token that may change may not read by that. */
export const SCOPES = ['read', 'triage', 'manage'] as const;

export type Scope = (typeof SCOPES)[number];

/** Whether a role may do what another one may. */
export function isAtLeast(role: Role, least: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(least);
}
