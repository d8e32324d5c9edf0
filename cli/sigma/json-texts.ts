/**
 * Cuts a file into the texts of its JSON values: one a line, or, when the first line is not a
 * whole value, values that stand one after another over several lines. An array stands for its
 * elements.
 */
export function jsonTexts(text: string): readonly string[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const [first = ''] = lines;
  if (isWhole(first) && !first.trimStart().startsWith('[')) return lines;
  return topLevelObjects(text);
}

function isWhole(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false; // the start of a value that goes on in the next line, or not JSON
  }
}

/** The outermost objects of a text, by counting braces outside of strings. */
function topLevelObjects(text: string): readonly string[] {
  const objects: string[] = [];
  let depth = 0;
  let start = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (inString) {
      if (char === '\\') i++;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = depth > 0;
    else if (char === '{' && depth++ === 0) start = i;
    else if (char === '}' && depth > 0 && --depth === 0) objects.push(text.slice(start, i + 1));
  }
  return objects;
}
