/** Where a tenant's graph is kept and worked on: in the European Union, or wherever it is nearest. */
export const REGIONS = ['none', 'eu'] as const;

export type Region = (typeof REGIONS)[number];

/** How the ids of tenants of a region begin; ids of others have no hyphen. */
export const REGION_PREFIXES: Readonly<Record<Region, string>> = { none: '', eu: 'eu-' };

/**
 * The region of a tenant. Its id says it: so it never changes, and whoever names an object of the
 * tenant knows it without asking.
 */
export function regionOf(tenant: string): Region {
  return tenant.startsWith(REGION_PREFIXES.eu) ? 'eu' : 'none';
}
