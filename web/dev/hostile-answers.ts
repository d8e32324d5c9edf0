import { HOSTILE } from './sample-lenses.ts';

/** What people and logs write freely, by the names that answers give it. */
const FREE_TEXT = new Set([
  'about',
  'author',
  'comment',
  'description',
  'detail',
  'fix',
  'label',
  'lastError',
  'license',
  'message',
  'name',
  'object',
  'pack',
  'path',
  'reason',
  'says',
  'source',
  'subject',
  'text',
  'title',
  'value',
  'who',
  'why',
  'words',
  'agent',
  'falsePositives',
  'references',
  'hitBy',
]);

/** The long one is rare, as an answer would else be of the size of a disk. */
const SHORT = [
  HOSTILE.markup,
  HOSTILE.url,
  HOSTILE.bidi,
  HOSTILE.zero,
  HOSTILE.ansi,
  HOSTILE.zalgo,
];
const LONG_EVERY = 61;

/** An answer in which every free text is hostile; its shape, ids and numbers are as they were. */
export function hostileAnswer(body: unknown): unknown {
  let count = 0;
  const next = (): string => {
    count += 1;
    return count % LONG_EVERY === 7 ? HOSTILE.long : (SHORT[count % SHORT.length] ?? '');
  };
  const walk = (value: unknown, isFree: boolean): unknown => {
    if (typeof value === 'string') return isFree ? next() : value;
    if (Array.isArray(value)) return value.map((one) => walk(one, isFree));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, walk(inner, FREE_TEXT.has(name))]),
    );
  };
  return walk(body, false);
}
