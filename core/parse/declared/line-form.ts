/** How a line of text is cut into fields. */
export type LineForm =
  | { readonly kind: 'pairs' }
  | {
      readonly kind: 'template';
      /** Text that stands before the first field. */
      readonly start: string;
      readonly fields: readonly TemplateField[];
    };

/** A field of a template, with the text that ends it; empty for the rest of the line. */
interface TemplateField {
  /** Empty for what is skipped. */
  readonly name: string;
  readonly end: string;
}

/** More fields than any line of a log has. */
const MAX_FIELDS = 256;

const FIELD = /\{([^{}]*)\}/g;
const FIELD_NAME = /^[\w.@-]{0,64}$/;

/** `key=value` or `key="a value"`, apart by spaces, commas or semicolons. */
const PAIR = /([\w.@-]{1,64})=(?:"((?:[^"\\]|\\.)*)"|([^\s,;]*))/g;

/**
 * Reads a template such as `{time} {host} vpnd: {user} logged in from {ip}`: each `{name}` is a
 * field, which ends where the text after it begins; `{}` skips.
 *
 * @returns what is wrong with it, when it is none
 */
export function readTemplate(template: string): LineForm | string {
  const found = [...template.matchAll(FIELD)];
  const [first] = found;
  if (first === undefined) return 'a line has at least one field, such as `{user}`';
  if (found.length > MAX_FIELDS) return `a line has at most ${MAX_FIELDS} fields`;
  const fields: TemplateField[] = [];
  const names = new Set<string>();
  for (const [index, match] of found.entries()) {
    const name = match[1] ?? '';
    if (!FIELD_NAME.test(name)) return `\`${name}\` is no name of a field`;
    if (name !== '' && names.has(name)) return `\`{${name}}\` stands twice`;
    names.add(name);
    const from = match.index + match[0].length;
    const end = template.slice(from, found[index + 1]?.index);
    if (end === '' && index + 1 < found.length) {
      return `there must be text between \`{${name}}\` and the field after it`;
    }
    fields.push({ name, end });
  }
  return { kind: 'template', start: template.slice(0, first.index), fields };
}

/**
 * The fields of a line; undefined when it is not of this form. Takes time linear in the line: each
 * text between fields is looked for once, from where the field before it began.
 */
export function fieldsOfLine(
  form: LineForm,
  line: string,
): Readonly<Record<string, unknown>> | undefined {
  const fields = Object.create(null) as Record<string, unknown>;
  return form.kind === 'pairs' ? readPairs(line, fields) : cut(form, line, fields);
}

function readPairs(line: string, fields: Record<string, unknown>): typeof fields | undefined {
  let count = 0;
  for (const [, key = '', quoted, plain] of line.matchAll(PAIR)) {
    if (count++ === MAX_FIELDS) break;
    fields[key] = quoted === undefined ? plain : quoted.replaceAll(/\\(.)/g, '$1');
  }
  return count === 0 ? undefined : fields;
}

function cut(
  { start, fields: cuts }: LineForm & { readonly kind: 'template' },
  line: string,
  fields: Record<string, unknown>,
): typeof fields | undefined {
  if (!line.startsWith(start)) return undefined;
  let at = start.length;
  for (const { name, end } of cuts) {
    const until = end === '' ? line.length : line.indexOf(end, at);
    if (until < 0) return undefined;
    if (name !== '') fields[name] = line.slice(at, until);
    at = until + end.length;
  }
  return fields;
}
