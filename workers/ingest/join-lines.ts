const NEWLINE = 0x0a;

/** Records as lines, one each. */
export function joinLines(lines: readonly Uint8Array[]): Uint8Array {
  const size = lines.reduce((sum, { length }) => sum + length + 1, 0);
  const joined = new Uint8Array(size).fill(NEWLINE);
  let at = 0;
  for (const line of lines) {
    joined.set(line, at);
    at += line.length + 1;
  }
  return joined;
}
