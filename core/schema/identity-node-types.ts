import { number, text, time } from './declare.ts';
import type { NodeType } from './declare.ts';
import { firstOf } from './label.ts';

/** A security identifier names one account of a domain for ever, whatever it is called. */
const SID = { name: 'sid', isReassigned: false } as const;

/**
 * An account. Its identity is one text in lower case, decided by what the record names:
 *
 * - `domain\name`, the domain by its first label (`SHIRE` and `shire.com` are one), for an account
 *   of a Windows domain; the host's name is the domain of an account of one host, Linux included;
 * - `nt authority\system` and its kind for the SIDs that are the same on every host;
 * - the SID alone for the built-in ones of a host.
 * - `name@domain`, or a name behind the service's (`github\name`), for an account of a cloud.
 *
 * A record that has only the SID of a domain's account means the account that others name with it.
 */
const user: NodeType = {
  name: 'user',
  code: 7,
  about: 'An account of a host, a domain or a cloud.',
  identity: { kind: 'static', over: ['account'], aliases: [SID] },
  properties: [text('account', { indexed: true }), text('sid', { indexed: true })],
  boundary: true,
  label: (p) => firstOf(p, 'account', 'sid'),
};

/** A group of accounts, named as users are. A built-in group belongs to its host. */
const group: NodeType = {
  name: 'group',
  code: 11,
  about: 'A group of accounts.',
  identity: { kind: 'static', over: ['account'], aliases: [SID] },
  properties: [text('account', { indexed: true }), text('sid', { indexed: true })],
  boundary: true,
  label: (p) => firstOf(p, 'account', 'sid'),
};

const logonSession: NodeType = {
  name: 'logon_session',
  code: 12,
  about: 'A logon of an account at a host, between boots named by its logon id.',
  identity: {
    kind: 'session',
    asset: 'on_asset',
    over: ['logon_id'],
    start: 'logged_on_at',
    end: 'logged_off_at',
  },
  properties: [
    text('logon_id', { indexed: true }),
    number('logon_type'),
    text('authentication'),
    text('workstation'),
    number('privileged', { read: 'max' }),
    time('logged_on_at', 'min'),
    time('logged_off_at', 'max'),
  ],
  boundary: false,
  label: (p) => `logon ${firstOf(p, 'logon_id')}`,
};

/** Who acts. */
export const IDENTITY_NODE_TYPES: readonly NodeType[] = [user, group, logonSession];
