import type { FaultList } from '../../../yaml/fault.ts';
import { closest } from '../../../yaml/fault.ts';
import type { Level, LogSource, RuleInfo, Status } from '../rule.ts';
import { entryOf, kindOf } from '../../../yaml/tree.ts';
import type { Entry, MapTree } from '../../../yaml/tree.ts';

const LEVELS: readonly Level[] = ['informational', 'low', 'medium', 'high', 'critical'];
const STATUSES: readonly Status[] = ['stable', 'test', 'experimental', 'deprecated', 'unsupported'];

/** Characters that the specification allows in a title. */
const MAX_TITLE_CHARS = 256;

/** Characters of an id; the specification asks for a UUID, which has 36. */
const MAX_ID_CHARS = 200;

/** Characters that the specification allows in a description. */
const MAX_DESCRIPTION_CHARS = 65_535;

/** Reads everything about a document that is not what it detects. */
export function readInfo(root: MapTree, faults: FaultList): RuleInfo | undefined {
  const title = textAt(root, 'title', faults);
  if (title === undefined || title.trim() === '') {
    faults.add(root.at, '`title` is missing', 'say in a few words what the rule detects');
    return undefined;
  }
  if (title.length > MAX_TITLE_CHARS) {
    faults.add(
      root.at,
      `the title has ${title.length} characters, at most ${MAX_TITLE_CHARS} are allowed`,
    );
  }
  const description = textAt(root, 'description', faults)?.slice(0, MAX_DESCRIPTION_CHARS);
  return withoutUndefined({
    title: title.trim(),
    id: idOf(root, title, faults),
    name: textAt(root, 'name', faults),
    level: choiceAt(root, 'level', LEVELS, faults),
    status: choiceAt(root, 'status', STATUSES, faults),
    description,
    author: textAt(root, 'author', faults),
    license: textAt(root, 'license', faults),
    date: textAt(root, 'date', faults),
    modified: textAt(root, 'modified', faults),
    taxonomy: taxonomyAt(root, faults),
    references: textsAt(root, 'references', faults),
    falsePositives: textsAt(root, 'falsepositives', faults),
    fields: textsAt(root, 'fields', faults),
    scope: textsAt(root, 'scope', faults),
    tags: textsAt(root, 'tags', faults)?.map((tag) => tag.toLowerCase()),
    related: relatedAt(root),
  });
}

/** Its own id, or one from its title. It becomes a value of the graph, so it is one short line. */
function idOf(root: MapTree, title: string, faults: FaultList): string {
  const id = textAt(root, 'id', faults)?.trim();
  if (id === undefined || id === '') {
    return `title:${title.trim().toLowerCase().replace(/\s+/g, ' ')}`.slice(0, MAX_ID_CHARS);
  }
  if (id.length > MAX_ID_CHARS || /\p{Cc}/u.test(id)) {
    const at = entryOf(root, 'id')?.at ?? root.at;
    faults.add(at, `an id is one line of at most ${MAX_ID_CHARS} characters`, 'write a UUID');
  }
  return id;
}

/** Reads `logsource`: at least one of product, category and service. */
export function readLogSource(root: MapTree, faults: FaultList): LogSource | undefined {
  const entry = entryOf(root, 'logsource');
  const fix =
    'write for example `logsource:` with `category: process_creation` and `product: windows`';
  if (entry === undefined) {
    faults.add(root.at, '`logsource` is missing', fix);
    return undefined;
  }
  if (entry.value.kind !== 'map') {
    faults.add(entry.at, `\`logsource\` must be a map, this is ${kindOf(entry.value)}`, fix);
    return undefined;
  }
  const source = withoutUndefined({
    product: textAt(entry.value, 'product', faults)?.toLowerCase(),
    category: textAt(entry.value, 'category', faults)?.toLowerCase(),
    service: textAt(entry.value, 'service', faults)?.toLowerCase(),
  });
  if (Object.keys(source).length === 0) {
    faults.add(entry.at, '`logsource` names no product, category or service', fix);
    return undefined;
  }
  return source;
}

/** A text, or a number or boolean as one. Anything else is a fault. */
export function textAt(map: MapTree, key: string, faults: FaultList): string | undefined {
  const entry = entryOf(map, key);
  if (entry === undefined) return undefined;
  if (entry.value.kind === 'scalar')
    return entry.value.value === null ? undefined : entry.value.text;
  faults.add(entry.at, `\`${key}\` must be a text, this is ${kindOf(entry.value)}`);
  return undefined;
}

/** A list of texts; one text alone is a list of one. */
export function textsAt(
  map: MapTree,
  key: string,
  faults: FaultList,
): readonly string[] | undefined {
  const entry = entryOf(map, key);
  if (entry === undefined) return undefined;
  const trees = entry.value.kind === 'list' ? entry.value.items : [entry.value];
  const texts: string[] = [];
  for (const tree of trees) {
    if (tree.kind !== 'scalar')
      faults.add(tree.at, `\`${key}\` holds ${kindOf(tree)}`, 'write a text');
    else if (tree.value !== null) texts.push(tree.text);
  }
  return texts.length === 0 ? undefined : texts;
}

/** Drops what is undefined, so that values compare and serialise by what they hold. */
export function withoutUndefined<const T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as T;
}

function choiceAt<T extends string>(
  map: MapTree,
  key: string,
  choices: readonly T[],
  faults: FaultList,
): T | undefined {
  const entry = entryOf(map, key);
  const text = textAt(map, key, faults)?.toLowerCase();
  if (entry === undefined || text === undefined) return undefined;
  const choice = choices.find((one) => one === text);
  if (choice === undefined) {
    const near = closest(text, choices);
    const fix =
      near === undefined ? `write one of ${choices.join(', ')}` : `did you mean \`${near}\`?`;
    faults.add(entry.value.at, `there is no ${key} \`${text}\``, fix);
  }
  return choice;
}

function taxonomyAt(root: MapTree, faults: FaultList): string | undefined {
  const taxonomy = textAt(root, 'taxonomy', faults)?.toLowerCase();
  if (taxonomy === undefined || taxonomy === 'sigma') return undefined;
  const at = entryOf(root, 'taxonomy')?.at ?? root.at;
  faults.warn(
    at,
    `the taxonomy \`${taxonomy}\` is taken as it is: its field names must be those of the records`,
  );
  return taxonomy;
}

function relatedAt(root: MapTree): readonly { id: string; type: string }[] | undefined {
  const entry: Entry | undefined = entryOf(root, 'related');
  if (entry?.value.kind !== 'list') return undefined;
  const related = entry.value.items.flatMap((item) => {
    const id = entryOf(item, 'id')?.value;
    const type = entryOf(item, 'type')?.value;
    return id?.kind === 'scalar' && type?.kind === 'scalar' ? { id: id.text, type: type.text } : [];
  });
  return related.length === 0 ? undefined : related;
}
