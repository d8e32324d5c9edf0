import { hostKey } from '../../graph/host-name.ts';

/** An account as a record names it, and the key by which it is the same elsewhere. */
export interface Account {
  /** What identity is over: see the schema's user type. Undefined when only the SID is known. */
  readonly key?: string | undefined;
  /** The name as people write it. */
  readonly shown?: string | undefined;
  readonly sid?: string | undefined;
  /** The SID, where it is the account's own on every host. */
  readonly alias?: string | undefined;
}

/** The parts of an account's name, each where the record has it. */
export interface AccountParts {
  readonly name?: string | undefined;
  readonly domain?: string | undefined;
  readonly sid?: string | undefined;
}

/**
 * Accounts that are the same on every host, by SID. A record about one may write the computer's
 * own name instead, or a name in the system's language.
 */
const WELL_KNOWN: ReadonlyMap<string, string> = new Map([
  ['S-1-5-7', 'NT AUTHORITY\\ANONYMOUS LOGON'],
  ['S-1-5-18', 'NT AUTHORITY\\SYSTEM'],
  ['S-1-5-19', 'NT AUTHORITY\\LOCAL SERVICE'],
  ['S-1-5-20', 'NT AUTHORITY\\NETWORK SERVICE'],
]);

/** Nobody. */
const NULL_SID = 'S-1-0-0';

/** Domains that mean the host that logs. */
const LOCAL_DOMAINS: ReadonlySet<string> = new Set(['', '.', '-', 'builtin', 'workgroup']);

/** The SIDs of what a domain, a host or Entra made: no other has the same (MS-DTYP 2.4.2.4). */
const OWN_SID = /^S-1-(?:5-21|12-1)-/;

const SID = /^S-1-\d{1,3}(-\d{1,10}){0,15}$/;

/** Whether a text is a Windows security identifier (MS-DTYP 2.4.2). */
export function isSid(text: string): boolean {
  return SID.test(text);
}

/**
 * An account of a host or of a Windows domain. `name` may be `DOMAIN\name` or `name@domain`.
 * Undefined when the parts name nobody.
 *
 * @param host the host that logs, which is the domain of its own accounts
 */
export function hostAccount(host: string, parts: AccountParts): Account | undefined {
  const sid = parts.sid !== undefined && isSid(parts.sid) ? parts.sid : undefined;
  if (sid === NULL_SID) return undefined;
  const known = sid === undefined ? undefined : WELL_KNOWN.get(sid);
  if (known !== undefined) return { key: known.toLowerCase(), shown: known, sid };
  const { name, domain } = splitName(parts);
  if (name === undefined || name === '' || isSid(name)) {
    const only = sid ?? (name === '' ? undefined : name);
    if (only === undefined) return undefined;
    if (OWN_SID.test(only)) return { sid: only, alias: only };
    return { key: only.toLowerCase(), shown: only, sid: only };
  }
  const owner = LOCAL_DOMAINS.has(domain.toLowerCase()) ? host : domain;
  const label = hostKey(owner);
  const shown = domain === '' || domain === '-' ? name : `${domain}\\${name}`;
  const alias = sid !== undefined && OWN_SID.test(sid) ? sid : undefined;
  return { key: `${label}\\${name.toLowerCase()}`, shown, sid, alias };
}

function splitName(parts: AccountParts): { name: string | undefined; domain: string } {
  const { name, domain = '' } = parts;
  if (name === undefined) return { name, domain };
  const slash = name.indexOf('\\');
  if (slash >= 0) return { domain: name.slice(0, slash), name: name.slice(slash + 1) };
  const at = name.lastIndexOf('@');
  if (at > 0)
    return { domain: domain === '' ? name.slice(at + 1) : domain, name: name.slice(0, at) };
  return { name, domain };
}
