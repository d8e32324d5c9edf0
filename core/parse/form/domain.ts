/** The longest name of the domain name system (RFC 1035 §2.3.4). */
const MAX_LENGTH = 253;

/** The form in which DNS names are compared; undefined for what is none, such as an address. */
export function domainKey(name: string | undefined): string | undefined {
  const key = name?.trim().toLowerCase().replace(/\.$/, '');
  if (key === undefined || key === '' || key.length > MAX_LENGTH) return undefined;
  return /^[\d.]+$|[\s:/\\]/.test(key) ? undefined : key;
}

/** A URL without its query and fragment, and its host; undefined for what is none. */
export function urlKey(text: string | undefined): { url: string; host: string } | undefined {
  const match = /^([a-z][a-z0-9+.-]{1,15}):\/\/([^/?#\s]{1,255})([^?#\s]{0,1500})/i.exec(
    text ?? '',
  );
  if (match === null) return undefined;
  const [, scheme = '', authority = '', path = ''] = match;
  const host = authority.slice(authority.lastIndexOf('@') + 1).toLowerCase();
  return { url: `${scheme.toLowerCase()}://${host}${path}`, host: host.replace(/:\d{1,5}$/, '') };
}
