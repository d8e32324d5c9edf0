import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../build.ts';

/** A package that is installed, and what it may be used under. */
export interface PackageLicence {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  /** Whether it is only for development: not in what is deployed. */
  readonly isDev: boolean;
}

interface LockedPackage {
  readonly version?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly optional?: boolean;
  readonly peer?: boolean;
  readonly license?: string;
}

/** The licences of all packages of the lock file, as they say themselves where they are installed. */
export function readLicences(): PackageLicence[] {
  const lock = JSON.parse(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, LockedPackage>;
  };
  return Object.entries(lock.packages).flatMap(([at, locked]) => {
    const name = at.split('node_modules/').at(-1) ?? '';
    if (name === '') return [];
    const licence = locked.license ?? installedLicence(at);
    // Optional packages are programs of one platform, which no Worker can run.
    const { dev, devOptional, optional, peer } = locked;
    const isDev = [dev, devOptional, optional, peer].includes(true);
    return [{ name, version: locked.version ?? '', licence, isDev }];
  });
}

function installedLicence(at: string): string {
  const file = path.join(ROOT, at, 'package.json');
  if (!existsSync(file)) return 'unknown'; // Of another platform, and not installed on this one.
  const said = JSON.parse(readFileSync(file, 'utf8')) as {
    license?: string | { type: string };
    licenses?: readonly { type: string }[];
  };
  if (typeof said.license === 'string') return said.license;
  return said.license?.type ?? said.licenses?.map(({ type }) => type).join(' OR ') ?? 'unknown';
}
