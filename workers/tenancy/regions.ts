import { REGIONS } from '../../core/contract/regions.ts';
import type { Region } from '../../core/contract/regions.ts';
import { ApiError } from '../errors.ts';

/** Where organisations may be made in a deployment. */
export function regionsOf({ DATA_REGIONS = '' }: Pick<Env, 'DATA_REGIONS'>): Region[] {
  const said = DATA_REGIONS.split(/[\s,]+/);
  return REGIONS.filter((region) => region === 'none' || said.includes(region));
}

/** Throws the answer to who wants an organisation where this deployment makes none. */
export function wantRegion(env: Env, region: Region): void {
  if (regionsOf(env).includes(region)) return;
  throw new ApiError(422, 'account.no-region', 'This service keeps nothing in that region.', {
    errors: [{ field: 'region', message: 'Not offered here' }],
  });
}
