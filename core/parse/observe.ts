import { reject } from './parsed.ts';
import type { Parsed } from './parsed.ts';
import { Sightings } from './sightings.ts';
import type { HostAliases } from './sightings.ts';

/** The asset of a record. */
export interface AssetParts {
  /** The host's name as written, or the cloud account. */
  readonly host: string;
  /** The cloud that an account is of. */
  readonly provider?: string | undefined;
  readonly operating_system?: string | undefined;
  /** What else the record calls it. */
  readonly aliases?: HostAliases | undefined;
}

/**
 * The observation that a record makes, or its reject when it has no time.
 *
 * @param time ms since 1970; undefined when the record's is missing or none
 * @param see adds what the record says
 */
export function observe(
  time: number | undefined,
  { host, aliases, ...properties }: AssetParts,
  see: (see: Sightings) => void,
): Parsed {
  if (time === undefined) return reject('there is no time that can be read');
  const sightings = new Sightings(time, host, properties, aliases);
  see(sightings);
  return { kind: 'observation', observation: sightings.build() };
}
