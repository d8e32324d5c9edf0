import type { Sightings } from '../sightings.ts';
import type { Reader, Readers } from './reader.ts';
import { account } from './security-fields.ts';
import { field } from './windows-event.ts';
import type { EventData } from './windows-event.ts';

/** What some of the changes are, beyond being changes. 4723 is one's own password. */
const DEEDS: Readonly<Record<number, string>> = {
  4720: 'created_accounts',
  4722: 'enabled_accounts',
  4724: 'set_passwords',
  4726: 'deleted_accounts',
  4741: 'created_accounts',
  4743: 'deleted_accounts',
  4794: 'set_passwords',
};

/** An account was created, changed, locked or deleted. */
const readAccountChange: Reader = (see, data, { eventId }) => {
  const changed = see.user({
    name: field(data, 'TargetUserName') ?? field(data, 'OldTargetUserName'),
    domain: field(data, 'TargetDomainName'),
    sid: field(data, 'TargetSid'),
  });
  const actor = account(see, data, 'Subject');
  see.edge(actor, 'changed_accounts', changed);
  const deed = DEEDS[eventId];
  if (deed !== undefined) see.edge(actor, deed, changed);
};

/** 4781: the new name is another node with the same SID. */
const readRename: Reader = (see, data, event) => {
  readAccountChange(see, data, event);
  see.user({
    name: field(data, 'NewTargetUserName'),
    domain: field(data, 'TargetDomainName'),
    sid: field(data, 'TargetSid'),
  });
};

/** A group was created, changed or deleted, or lost a member. */
const readGroupChange: Reader = (see, data) => {
  see.edge(account(see, data, 'Subject'), 'changed_groups', group(see, data));
};

/** The member is named by its distinguished name and its SID; the SID is what others name too. */
const readMember: Reader = (see, data) => {
  const changed = group(see, data);
  see.edge(account(see, data, 'Subject'), 'changed_groups', changed);
  see.edge(see.user({ sid: field(data, 'MemberSid') }), 'member_of', changed);
};

/** Security auditing's events about accounts and groups (Windows security audit events). */
export const SECURITY_ACCOUNT_READERS: Readers = {
  4717: readAccountChange,
  4718: readAccountChange,
  4720: readAccountChange,
  4722: readAccountChange,
  4723: readAccountChange,
  4724: readAccountChange,
  4725: readAccountChange,
  4726: readAccountChange,
  4738: readAccountChange,
  4740: readAccountChange,
  4741: readAccountChange,
  4742: readAccountChange,
  4743: readAccountChange,
  4765: readAccountChange,
  4766: readAccountChange,
  4767: readAccountChange,
  4780: readAccountChange,
  4781: readRename,
  4794: readAccountChange,
  4727: readGroupChange,
  4728: readMember,
  4729: readGroupChange,
  4730: readGroupChange,
  4731: readGroupChange,
  4732: readMember,
  4733: readGroupChange,
  4734: readGroupChange,
  4735: readGroupChange,
  4737: readGroupChange,
  4754: readGroupChange,
  4755: readGroupChange,
  4756: readMember,
  4757: readGroupChange,
  4758: readGroupChange,
  4764: readGroupChange,
};

function group(see: Sightings, data: EventData): number | undefined {
  return see.group({
    name: field(data, 'TargetUserName'),
    domain: field(data, 'TargetDomainName'),
    sid: field(data, 'TargetSid'),
  });
}
