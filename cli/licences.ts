import { readLicences } from './licences/read-licences.ts';

/** Prints the licence of every package: those that are deployed first. */
const all = readLicences().sort(
  (a, b) => Number(a.isDev) - Number(b.isDev) || (a.name < b.name ? -1 : 1),
);
for (const { name, version, licence, isDev } of all) {
  console.log([isDev ? 'dev' : 'deployed', licence, `${name}@${version}`].join('\t'));
}
