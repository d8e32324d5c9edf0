import { numberOf } from '../form/json-value.ts';
import type { Reader, Readers } from './reader.ts';
import { account, realPid, subject } from './security-fields.ts';
import { field } from './windows-event.ts';

/** The status of what succeeded. */
const SUCCESS = '0x0';

/** DES and RC4, of which the key can be guessed from the ticket (RFC 3961, RFC 4757). */
const WEAK_ENCRYPTION: ReadonlySet<number> = new Set([0x1, 0x3, 0x17, 0x18]);

const readLogon: Reader = (see, data) => {
  const user = account(see, data, 'Target');
  const session = see.session(field(data, 'TargetLogonId'), {
    logon_type: numberOf(data.LogonType),
    authentication: field(data, 'AuthenticationPackageName'),
    workstation: field(data, 'WorkstationName'),
    logged_on_at: see.time,
  });
  const address = see.address(field(data, 'IpAddress'));
  see.edge(session, 'session_user', user);
  see.edge(session, 'logon_from', address);
  see.edge(user, 'seen_at', address);
};

const readFailure: Reader = (see, data) => {
  see.edge(account(see, data, 'Target'), 'failed_logon_to', see.asset);
  see.edge(see.address(field(data, 'IpAddress')), 'refused_by', see.asset);
};

const readLogoff: Reader = (see, data) => {
  const session = see.session(field(data, 'TargetLogonId'), { logged_off_at: see.time });
  see.edge(session, 'session_user', account(see, data, 'Target'));
};

/** 4648: a logon with credentials other than one's own, as runas and lateral movement make. */
const readExplicit: Reader = (see, data) => {
  const { session } = subject(see, data);
  const target = account(see, data, 'Target');
  const process = see.process({
    pid: realPid(data.ProcessId),
    image: field(data, 'ProcessName'),
  });
  see.edge(process, 'in_session', session);
  see.edge(process, 'used_credentials', target);
  see.edge(target, 'seen_at', see.address(field(data, 'IpAddress')));
};

const readPrivileged: Reader = (see, data) => {
  const user = account(see, data, 'Subject');
  const session = see.session(field(data, 'SubjectLogonId'), { privileged: 1 });
  see.edge(session, 'session_user', user);
};

/** 4768, 4771, 4776: the host is the one that vouches for the account, or does not. */
const readAuthentication: Reader = (see, data, { eventId }) => {
  const user = account(see, data, 'Target');
  const address = see.address(field(data, 'IpAddress'));
  const status = field(data, 'Status');
  const isSuccess = eventId !== 4771 && (status === undefined || Number(status) === 0);
  see.edge(user, isSuccess ? 'authenticated_to' : 'failed_logon_to', see.asset);
  see.edge(user, 'seen_at', address);
  if (!isSuccess) see.edge(address, 'refused_by', see.asset);
  if (eventId === 4768 && isSuccess && field(data, 'PreAuthType') === '0') {
    see.edge(user, 'skipped_preauthentication_at', see.asset);
  }
};

/** 4769, 4770: a ticket for a service, which is an account too. */
const readTicket: Reader = (see, data) => {
  const user = account(see, data, 'Target');
  const service = see.user({
    name: field(data, 'ServiceName'),
    domain: field(data, 'TargetDomainName'),
    sid: field(data, 'ServiceSid'),
  });
  if ((field(data, 'Status') ?? SUCCESS) === SUCCESS) {
    see.edge(user, 'requested_ticket_for', service);
    if (WEAK_ENCRYPTION.has(Number(field(data, 'TicketEncryptionType') ?? Number.NaN))) {
      see.edge(user, 'requested_weak_ticket_for', service);
    }
  }
  see.edge(user, 'seen_at', see.address(field(data, 'IpAddress')));
};

/** Security auditing's events about logons (Windows security audit events, Microsoft). */
export const SECURITY_LOGON_READERS: Readers = {
  4624: readLogon,
  4625: readFailure,
  4634: readLogoff,
  4647: readLogoff,
  4648: readExplicit,
  4672: readPrivileged,
  4964: readPrivileged,
  4768: readAuthentication,
  4769: readTicket,
  4770: readTicket,
  4771: readAuthentication,
  4772: readAuthentication,
  4776: readAuthentication,
};
