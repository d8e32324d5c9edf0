const ADDRESS = /^[\d.]+$|:/;

/**
 * The form in which host names are compared: lower case, without a trailing dot, and of a name
 * with a domain only the host, because the same host is logged both ways. Addresses stay whole.
 */
export function hostKey(name: string): string {
  return shortHostName(name).toLowerCase();
}

/** The host's part of a name, in the case it was written in. */
export function shortHostName(name: string): string {
  const trimmed = name.trim().replace(/\.$/, '');
  if (ADDRESS.test(trimmed)) return trimmed;
  return trimmed.split('.', 1)[0] ?? trimmed;
}

/** The name with its domain; undefined when it has none. */
export function fullHostName(name: string): string | undefined {
  const trimmed = name.trim().replace(/\.$/, '');
  return trimmed.includes('.') && !ADDRESS.test(trimmed) ? trimmed : undefined;
}
