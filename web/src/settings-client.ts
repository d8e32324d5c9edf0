import type { Account, TwoFactorSecret } from '../../core/contract/account.ts';
import type { AuditEntry } from '../../core/contract/audit.ts';
import type {
  CreatedInvitation,
  InvitationSummary,
  InviteRequest,
  MemberSummary,
  OpenInvitation,
  OwnOrganisation,
  SessionSummary,
} from '../../core/contract/members.ts';
import type { Organisation } from '../../core/contract/organisation.ts';
import type {
  MadeCredential,
  PasskeyCreation,
  PasskeySummary,
} from '../../core/contract/passkeys.ts';
import type { Role } from '../../core/contract/roles.ts';
import type { SsoAnswer, SsoRequest } from '../../core/contract/sso.ts';
import type { ApiTokenRequest, ApiTokenSummary, MadeToken } from '../../core/contract/tokens.ts';
import type { Usage } from '../../core/contract/usage.ts';
import { get, post, send } from './api-client.ts';

/** The calls of the API that are about members, tokens and who did what. */
export const settings = {
  members: (signal?: AbortSignal) =>
    get<{ members: readonly MemberSummary[] }>('/api/members', signal).then(
      (answer) => answer.members,
    ),
  setRole: (id: string, role: Role) =>
    send('PATCH', `/api/members/${encodeURIComponent(id)}`, { body: { role } }),
  removeMember: (id: string) => send('DELETE', `/api/members/${encodeURIComponent(id)}`, {}),
  leave: () => send('DELETE', '/api/membership', {}),
  invitations: (signal?: AbortSignal) =>
    get<{ invitations: readonly InvitationSummary[] }>('/api/invitations', signal).then(
      (answer) => answer.invitations,
    ),
  invite: (body: InviteRequest) => post<CreatedInvitation>('/api/invitations', body),
  takeBack: (id: string) => send('DELETE', `/api/invitations/${encodeURIComponent(id)}`, {}),
  invitation: (code: string, signal?: AbortSignal) =>
    get<OpenInvitation>(`/api/invitations/${encodeURIComponent(code)}`, signal),
  accept: (code: string) => post(`/api/invitations/${encodeURIComponent(code)}/accept`, {}),
  organisations: (signal?: AbortSignal) =>
    get<{ organisations: readonly OwnOrganisation[] }>('/api/organisations', signal).then(
      (answer) => answer.organisations,
    ),
  switchTo: (id: string) => post(`/api/organisations/${encodeURIComponent(id)}/switch`, {}),
  createOrganisation: (name: string) => post<OwnOrganisation>('/api/organisations', { name }),
  sessions: (signal?: AbortSignal) =>
    get<{ sessions: readonly SessionSummary[] }>('/api/sessions', signal).then(
      (answer) => answer.sessions,
    ),
  endSession: (id: string) => send('DELETE', `/api/sessions/${encodeURIComponent(id)}`, {}),
  endSessions: () => send('DELETE', '/api/sessions', {}),
  apiTokens: (signal?: AbortSignal) =>
    get<{ tokens: readonly ApiTokenSummary[] }>('/api/api-tokens', signal).then(
      (answer) => answer.tokens,
    ),
  createApiToken: (body: ApiTokenRequest) =>
    post<MadeToken<ApiTokenSummary>>('/api/api-tokens', body),
  rotateApiToken: (id: string, graceSeconds: number) =>
    post<MadeToken<ApiTokenSummary>>(`/api/api-tokens/${encodeURIComponent(id)}/rotate`, {
      graceSeconds,
    }),
  revokeApiToken: (id: string) => send('DELETE', `/api/api-tokens/${encodeURIComponent(id)}`, {}),
  addIngestToken: (source: string) => post<MadeToken>(tokensOf(source), {}),
  rotateIngestToken: (source: string, id: string, graceSeconds: number) =>
    post<MadeToken>(`${tokensOf(source)}/${encodeURIComponent(id)}/rotate`, { graceSeconds }),
  revokeIngestToken: (source: string, id: string) =>
    send('DELETE', `${tokensOf(source)}/${encodeURIComponent(id)}`, {}),
  account: (signal?: AbortSignal) => get<Account>('/api/account', signal),
  changePassword: (old: string, password: string) =>
    send('PUT', '/api/password', { body: { old, password } }),
  askForReset: (email: string) => send('POST', '/api/password-reset', { body: { email } }),
  useReset: (token: string, password: string) =>
    post('/api/password-reset/use', { token, password }),
  passkeys: (signal?: AbortSignal) =>
    get<{ passkeys: readonly PasskeySummary[] }>('/api/passkeys', signal).then(
      (answer) => answer.passkeys,
    ),
  beginPasskey: (proof: { readonly password: string; readonly code?: string }) =>
    post<PasskeyCreation>('/api/passkeys/begin', proof),
  addPasskey: (name: string, credential: MadeCredential) =>
    post<PasskeySummary>('/api/passkeys', { name, credential }),
  removePasskey: (id: string) => send('DELETE', `/api/passkeys/${encodeURIComponent(id)}`, {}),
  beginTwoFactor: (password: string) => post<TwoFactorSecret>('/api/two-factor', { password }),
  confirmTwoFactor: (code: string) => post('/api/two-factor/confirm', { code }),
  renewBackupCodes: (body: BothFactors) =>
    post<{ backupCodes: readonly string[] }>('/api/two-factor/backup-codes', body),
  endTwoFactor: (body: BothFactors) => post('/api/two-factor/end', body),
  requireTwoFactor: (required: boolean) =>
    send('PUT', '/api/organisation/two-factor', { body: { required } }),
  sso: (signal?: AbortSignal) => get<SsoAnswer>('/api/organisation/sso', signal),
  setSso: (body: SsoRequest) => send('PUT', '/api/organisation/sso', { body }),
  endSso: () => send('DELETE', '/api/organisation/sso', {}),
  proveDomain: (domain: string) =>
    post(`/api/organisation/sso/domains/${encodeURIComponent(domain)}/prove`),
  organisation: (signal?: AbortSignal) => get<Organisation>('/api/organisation', signal),
  usage: (days: number, signal?: AbortSignal) => get<Usage>(`/api/usage?days=${days}`, signal),
  setRetention: (days: number | null) =>
    send('PUT', '/api/organisation/retention', { body: { days } }),
  eraseOrganisation: (name: string) => send('POST', '/api/organisation/erase', { body: { name } }),
  audit: (filter: AuditFilter, before?: number, signal?: AbortSignal) =>
    get<{ entries: readonly AuditEntry[] }>(
      `/api/audit?${auditQuery(filter, before)}`,
      signal,
    ).then((answer) => answer.entries),
};

/** Where everything of the organisation is as lines of JSON. */
export const exportUrl = '/api/export';

/** What someone shows who is signed in already. */
export interface BothFactors {
  readonly password: string;
  readonly code: string;
}

/** What of the audit log is shown; an empty text is any. */
export interface AuditFilter {
  readonly actor: string;
  readonly target: string;
}

/** Where the audit log is as lines of JSON. */
export function auditExportUrl(filter: AuditFilter): string {
  return `/api/audit/export?${auditQuery(filter)}`;
}

function auditQuery({ actor, target }: AuditFilter, before?: number): URLSearchParams {
  const query = new URLSearchParams();
  if (actor !== '') query.set('actor', actor);
  if (target !== '') query.set('target', target);
  if (before !== undefined) query.set('before', String(before));
  return query;
}

function tokensOf(source: string): string {
  return `/api/sources/${encodeURIComponent(source)}/tokens`;
}
