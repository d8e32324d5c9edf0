import type { Context } from 'hono';
import type { AuditEntry } from '../../core/contract/audit.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';
import { appendAudit, noteOnceAMinute } from '../d1/audit-log.ts';
import { listOrganisations } from '../d1/organisation.ts';
import type { ApiEnv } from './api-env.ts';

/** More organisations than a person belongs to; each takes a row for every entry. */
const MAX_ORGANISATIONS = 50;

/** Whoever runs the deployment, as audit logs name them. */
export const OPERATOR: AuditEntry['actor'] = {
  kind: 'operator',
  id: 'operator',
  name: 'the operator',
};

interface PersonNamed {
  readonly id: string;
  readonly email: string;
}

/**
 * Notes what someone did with their own account in the audit log of every organisation that they
 * belong to: it opens all of them.
 *
 * @param detail what of it matters; never a secret
 */
export async function notePersonal(
  c: Context<ApiEnv>,
  person: PersonNamed,
  detail: Readonly<Record<string, unknown>>,
): Promise<void> {
  await note(c, memberActor(person), person, detail, appendAudit);
}

/** Notes what the operator of the deployment did with someone's account, likewise. */
export async function noteOperator(
  c: Context<ApiEnv>,
  person: PersonNamed,
  detail: Readonly<Record<string, unknown>>,
): Promise<void> {
  await note(c, OPERATOR, person, { account: person.email, ...detail }, appendAudit);
}

/**
 * Notes an attempt that failed in the name of someone. The guesser decides how many there are, and
 * every entry is a row: so it is noted once a minute at most.
 */
export async function noteFailure(
  c: Context<ApiEnv>,
  person: PersonNamed,
  detail: Readonly<Record<string, unknown>>,
): Promise<void> {
  await note(c, memberActor(person), person, detail, noteOnceAMinute);
}

function memberActor({ id, email }: PersonNamed): AuditEntry['actor'] {
  return { kind: 'member', id, name: email };
}

async function note(
  c: Context<ApiEnv>,
  actor: AuditEntry['actor'],
  { id }: PersonNamed,
  detail: Readonly<Record<string, unknown>>,
  append: typeof appendAudit,
): Promise<void> {
  const entry = {
    at: Date.now(),
    actor,
    action: `${c.req.method} ${c.req.routePath}`,
    target: c.req.path,
    detail,
    requestId: c.get('requestId'),
    address: c.req.header('cf-connecting-ip') ?? '',
  };
  const organisations = await listOrganisations(c.env.DB, id);
  for (const { id: tenant } of organisations.slice(0, MAX_ORGANISATIONS)) {
    await append(c.env.DB, tenant as TenantId, entry);
  }
}
