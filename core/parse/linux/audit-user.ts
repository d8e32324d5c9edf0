import { nameTable } from '../form/name-table.ts';
import type { Sighted, Sightings } from '../sightings.ts';
import { auditProcess, auditUser } from './audit-process.ts';
import { auditText, partOf } from './audit-event.ts';
import type { AuditEvent, AuditFields } from './audit-event.ts';

type Reader = (
  see: Sightings,
  fields: AuditFields,
  seen: { readonly event: AuditEvent; readonly actor: Sighted; readonly target: Sighted },
) => void;

/** PAM was asked whether someone is who they say: only the result of a login counts as one. */
const readAuthentication: Reader = (see, fields, { event, target }) => {
  const address = see.address(auditText(event, fields.addr) ?? auditText(event, fields.hostname));
  see.edge(target, 'seen_at', address);
  if (fields.res === 'success' || fields.res === '1') {
    see.edge(target, 'authenticated_to', see.asset);
  } else {
    see.edge(target, 'failed_logon_to', see.asset);
    see.edge(address, 'refused_by', see.asset);
  }
};

/** A session or credentials for an account: by someone else where the login user differs. */
const readSession: Reader = (see, fields, { event, actor, target }) => {
  see.edge(target, 'seen_at', see.address(auditText(event, fields.addr)));
  if (actor !== undefined && fields.res !== 'failed') see.edge(actor, 'became', target);
};

/** A command by sudo: the login user acted as the user that the process runs as. */
const readCommand: Reader = (see, fields, { event, actor }) => {
  const user = auditUser(see, event, fields.uid, fields.UID);
  if (fields.uid !== fields.auid) see.edge(actor, 'became', user);
};

const readAccountChange: Reader = (see, fields, { event, actor, target }) => {
  const id = auditText(event, fields.id);
  const changed = target ?? (id === undefined ? undefined : see.user({ name: `uid ${id}` }));
  see.edge(actor ?? auditUser(see, event, fields.uid, fields.UID), 'changed_accounts', changed);
};

const readGroupChange: Reader = (see, fields, { event, actor }) => {
  const group = see.group({ name: auditText(event, fields.grp) ?? auditText(event, fields.acct) });
  see.edge(actor ?? auditUser(see, event, fields.uid, fields.UID), 'changed_groups', group);
};

const readService: Reader = (see, fields, { event }) => {
  const service = see.named('service', auditText(event, fields.unit));
  see.edge(see.asset, 'services', service);
};

const READERS = nameTable<Reader>({
  ACCT_LOCK: readAccountChange,
  ACCT_UNLOCK: readAccountChange,
  ADD_GROUP: readGroupChange,
  ADD_USER: readAccountChange,
  CHGRP_ID: readGroupChange,
  CRED_ACQ: readSession,
  CRED_DISP: readSession,
  CRED_REFR: readSession,
  DEL_GROUP: readGroupChange,
  DEL_USER: readAccountChange,
  GRP_MGMT: readGroupChange,
  LOGIN: readSession,
  SERVICE_START: readService,
  SERVICE_STOP: readService,
  USER_ACCT: readSession,
  USER_AUTH: readAuthentication,
  USER_CHAUTHTOK: readAccountChange,
  USER_CMD: readCommand,
  USER_END: readSession,
  USER_ERR: readAuthentication,
  USER_LOGIN: readAuthentication,
  USER_LOGOUT: readSession,
  USER_MGMT: readAccountChange,
  USER_START: readSession,
});

/** Whether parts of this type come from programs, about accounts, sessions or services. */
export function isUserEvent(type: string): boolean {
  return READERS[type] !== undefined;
}

/** What such an event says. */
export function readUserEvent(see: Sightings, event: AuditEvent, type: string): void {
  const fields = partOf(event, type);
  if (fields === undefined) return;
  auditProcess(see, event, fields, {});
  const name = auditText(event, fields.acct);
  const target = name === undefined ? undefined : see.user({ name });
  const actor = auditUser(see, event, fields.auid, fields.AUID);
  READERS[type]?.(see, fields, { event, actor, target });
}
