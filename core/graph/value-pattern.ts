/**
 * A test of texts against what a person searches for, whatever the case: a text with `*` must match
 * as a whole, and a text without is looked for anywhere. Takes time linear in both, whatever they
 * are: each part between stars is looked for once, after where the part before ended.
 */
export function valuePattern(text: string): (value: string) => boolean {
  const wanted = text.toLowerCase();
  if (!wanted.includes('*')) return (value) => value.toLowerCase().includes(wanted);
  const parts = wanted.split(/\*+/);
  const first = parts.shift() ?? '';
  const last = parts.pop() ?? '';
  return (value) => {
    const lower = value.toLowerCase();
    if (lower.length < first.length + last.length) return false;
    if (!lower.startsWith(first) || !lower.endsWith(last)) return false;
    const end = lower.length - last.length;
    let at = first.length;
    for (const part of parts) {
      const found = lower.indexOf(part, at);
      if (found < 0 || found + part.length > end) return false;
      at = found + part.length;
    }
    return true;
  };
}
