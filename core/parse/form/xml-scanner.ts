import { nameTable } from './name-table.ts';

/** Deeper nesting is no log. */
const MAX_DEPTH = 32;

const ENTITIES = nameTable<string>({
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
});

const LAST_CODE_POINT = 0x10_ffff;

/** What {@link scanXml} reports, in the order of the text. */
export interface XmlHandler {
  /** An element begins. `attributes` is their source, for {@link xmlAttribute}. */
  readonly open: (name: string, attributes: string) => void;
  /** An element ends. `text` is what stood in it since its last child. */
  readonly close: (name: string, text: string) => void;
}

/**
 * Walks one XML element: elements, attributes, texts, character data. Declarations of types and
 * entities are faults, control characters that XML forbids are not: agents write them. Returns the
 * fault's description, or undefined for a well-formed element. Linear in the length.
 */
export function scanXml(xml: string, { open, close }: XmlHandler): string | undefined {
  const path: string[] = [];
  let position = 0;
  let text = '';
  for (;;) {
    const tag = xml.indexOf('<', position);
    if (tag < 0) return path.length === 0 ? undefined : `<${shorten(path.at(-1))}> is not closed`;
    if (path.length > 0 && tag > position) text += unescapeXml(xml.slice(position, tag));
    if (xml.startsWith('<![CDATA[', tag)) {
      const end = xml.indexOf(']]>', tag);
      if (end < 0) return 'character data is not closed';
      text += xml.slice(tag + 9, end);
      position = end + 3;
      continue;
    }
    if (xml.startsWith('<!--', tag) || xml.startsWith('<?', tag)) {
      const isComment = xml.startsWith('<!--', tag);
      const end = xml.indexOf(isComment ? '-->' : '?>', tag);
      if (end < 0) return 'a comment is not closed';
      position = end + (isComment ? 3 : 2);
      continue;
    }
    if (xml.startsWith('<!', tag)) return 'declarations are not read';
    const end = endOfTag(xml, tag);
    if (end < 0) return 'a tag is not closed';
    position = end + 1;
    if (xml.charCodeAt(tag + 1) === SLASH) {
      const name = xml.slice(tag + 2, end).trim();
      const opened = path.pop();
      if (opened !== name) return `</${shorten(name)}> closes <${shorten(opened)}>`;
      close(name, text);
      text = '';
      continue;
    }
    const isEmpty = xml.charCodeAt(end - 1) === SLASH;
    const inner = xml.slice(tag + 1, isEmpty ? end - 1 : end);
    const space = inner.search(/\s/);
    const name = space < 0 ? inner : inner.slice(0, space);
    if (name === '' || name.includes('=')) return 'a tag has no name';
    open(name, space < 0 ? '' : inner.slice(space));
    text = '';
    if (isEmpty) {
      close(name, '');
      continue;
    }
    path.push(name);
    if (path.length > MAX_DEPTH) return 'elements are nested too deeply';
  }
}

/** The value of an attribute in the source of an element's attributes. */
export function xmlAttribute(attributes: string, name: string): string | undefined {
  let from = 0;
  for (;;) {
    const start = attributes.indexOf(name, from);
    if (start < 0) return undefined;
    from = start + name.length;
    const before = attributes.charCodeAt(start - 1);
    if (!(before <= SPACE)) continue;
    const equals = /^\s{0,8}=\s{0,8}/.exec(attributes.slice(from, from + 20));
    if (equals === null) continue;
    const quote = attributes[from + equals[0].length];
    if (quote !== '"' && quote !== "'") continue;
    const valueStart = from + equals[0].length + 1;
    const end = attributes.indexOf(quote, valueStart);
    return end < 0 ? undefined : unescapeXml(attributes.slice(valueStart, end));
  }
}

/** Resolves the five named entities and numeric references; others are left as they are. */
export function unescapeXml(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,4});/gi, (whole, name: string) => {
    if (name.startsWith('#')) {
      const isHex = name[1] === 'x' || name[1] === 'X';
      const code = Number.parseInt(name.slice(isHex ? 2 : 1), isHex ? 16 : 10);
      return code <= LAST_CODE_POINT ? String.fromCodePoint(code) : whole;
    }
    return ENTITIES[name] ?? whole;
  });
}

/** Text as it may stand in an element or in an attribute. */
export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

const SLASH = 0x2f;
const SPACE = 0x20;

/** Where a tag ends: at the first `>` outside of quotes. */
function endOfTag(xml: string, start: number): number {
  const end = xml.indexOf('>', start);
  if (end < 0) return end;
  const quote = xml.indexOf('"', start);
  const single = xml.indexOf("'", start);
  if ((quote < 0 || quote > end) && (single < 0 || single > end)) return end;
  let open = '';
  for (let index = start; index < xml.length; index += 1) {
    const character = xml[index] ?? '';
    if (open === '' && character === '>') return index;
    if (open === '' && (character === '"' || character === "'")) open = character;
    else if (character === open) open = '';
  }
  return -1;
}

function shorten(name: string | undefined): string {
  return (name ?? '').slice(0, 40);
}
