import { MEMBERS } from './fake-api.ts';
import type { Shot } from './shot.ts';

/** Screens that ask the service for something, by the names of their pictures. */
const SCREENS: readonly (readonly [name: string, path: string])[] = [
  ['lenses', '/lenses'],
  ['lens', '/lenses/lens-dropper'],
  ['hunt', '/hunt?q=exe'],
  ['node', '/hunt/asset-4f524b53544154494f4e2d37'],
  ['investigations', '/investigations'],
  ['investigation', '/investigations/i1'],
  ['analyzers', '/analyzers'],
  ['analyzer', '/analyzers?edit=own+my-analyzer'],
  ['coverage', '/analyzers/coverage'],
  ['exceptions', '/exceptions'],
  ['sources', '/sources'],
  ['tail', '/sources/tail'],
  ['formats', '/sources/formats'],
  ['records', '/sources/uploads/14'],
  ['settings-members', '/settings/members'],
  ['settings-tokens', '/settings/tokens'],
  ['settings-notifications', '/settings/notifications'],
  ['settings-assets', '/settings/assets'],
  ['settings-audit', '/settings/audit'],
  ['settings-organisation', '/settings/organisation'],
  ['settings-usage', '/settings/usage'],
  ['settings-account', '/settings/account'],
];

const STATES = [
  ['loading', MEMBERS.slow],
  ['failing', MEMBERS.failing],
  ['empty', MEMBERS.empty],
  ['hostile', MEMBERS.hostile],
] as const;

/** Every screen while it loads, when that fails, with nothing in it, and with hostile texts. */
export const STATE_SHOTS: readonly Shot[] = SCREENS.flatMap(([screen, path]) =>
  STATES.map(([state, member]) => ({ name: `${screen}-${state}`, member, path })),
);
