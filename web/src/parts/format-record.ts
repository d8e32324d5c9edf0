/** Texts beyond this are shown as they are: laying them out would hold up the page. */
const MAX_FORMATTED_LENGTH = 200_000;

/** Deeper nesting is shown flat; it is made to run off the page. */
const MAX_DEPTH = 24;

/**
 * A raw record with line breaks and indents, when it is JSON or XML. Only white space between
 * tokens is added or taken away: numbers, duplicate keys and escapes stay as they were sent.
 * Undefined when it is neither.
 */
export function formatRecord(text: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed.length > MAX_FORMATTED_LENGTH) return undefined;
  if (/^[{[]/.test(trimmed)) return formatJson(trimmed);
  if (/^<[?!a-zA-Z]/.test(trimmed)) return formatXml(trimmed);
  return undefined;
}

function formatJson(text: string): string | undefined {
  if (!isJson(text)) return undefined;
  let out = '';
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s{}[\]:,"]+/gs)) {
    if (token === '}' || token === ']') {
      depth -= 1;
      out += /[{[]$/.test(out) ? token : line(depth) + token;
    } else if (token === '{' || token === '[') {
      depth += 1;
      out += after(out, depth - 1) + token;
    } else if (token === ':') {
      out += ': ';
    } else {
      out += token === ',' ? token : after(out, depth) + token;
    }
  }
  return out;
}

/** A value begins a line of its own, unless a key stands before it. */
function after(out: string, depth: number): string {
  return out === '' || out.endsWith(': ') ? '' : line(depth);
}

function formatXml(text: string): string {
  const tokens =
    text.match(/<!\[CDATA\[.*?\]\]>|<!--.*?-->|<(?:[^>"']|"[^"]*"|'[^']*')*>|<|[^<]+/gs) ?? [];
  let out = '';
  let depth = 0;
  let previous: 'open' | 'text' | 'other' = 'other';
  for (const token of tokens) {
    if (token.trim() === '') continue;
    const isTag = /^<[^!?]/.test(token);
    if (isTag && token.startsWith('</')) {
      depth = Math.max(0, depth - 1);
      out += previous === 'other' ? line(depth) + token : token;
      previous = 'other';
    } else if (isTag || token.startsWith('<')) {
      out += out === '' ? token : line(depth) + token;
      const opens = isTag && !token.endsWith('/>');
      if (opens) depth += 1;
      previous = opens ? 'open' : 'other';
    } else {
      out += previous === 'open' ? token : line(depth) + token;
      previous = 'text';
    }
  }
  return out;
}

function line(depth: number): string {
  return `\n${'  '.repeat(Math.max(0, Math.min(depth, MAX_DEPTH)))}`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
